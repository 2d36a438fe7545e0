"""Inputs that told a candidate from its original, kept for all other candidates of the same original.

They lie in the user's cache, under the hash of the function, so that a later run begins with them.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from speedwright.cache import cache_folder, put
from speedwright.model.recipe import Case, Disturb, Step, call_from_json, step_to_json

SOURCE = "distinguishing"
# The newest: mistakes repeat themselves, and each input costs both versions a call.
KEPT = 16
# What is larger was not shrunk, and would keep other inputs waiting.
LONGEST = 100_000


class DistinguishingInputs:
    """Those for one function: `text` is its own, `name` that with its module. A damaged file is as good as none."""

    def __init__(self, path: Path, name: str, text: str) -> None:
        key = hashlib.sha256(json.dumps([str(path), name, text]).encode()).hexdigest()
        self._file = cache_folder() / "distinguishing-1" / key[:2] / f"{key}.json"

    def load(self) -> tuple[Case, ...]:
        """The newest first."""
        try:
            data = json.loads(self._file.read_text(encoding="utf-8"))
            return tuple(Case(tuple(map(_step, steps)), SOURCE) for steps in data[:KEPT])
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            return ()

    def add(self, case: Case) -> None:
        """Keeps one more; where nothing can be written, nothing is kept and nothing is lost."""
        if len(case.key) > LONGEST:
            return
        cases = [case, *(each for each in self.load() if each.key != case.key)][:KEPT]
        text = json.dumps([[step_to_json(step) for step in each.steps] for each in cases])
        try:
            put(self._file, text)
        except OSError:
            return


def _step(data: Any) -> Step:
    return Disturb(int(data[1])) if data[0] == "disturb" else call_from_json(data)
