"""Versions of a pair's module, tried on the pair's own inputs: one guest, and a forked process for each version."""

from __future__ import annotations

import statistics
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from speedwright.errors import SpeedwrightError
from speedwright.mining.pairs import Pair
from speedwright.mining.trials import Trial, Tried
from speedwright.model.work import Cancellation
from speedwright.sandbox.connection import GuestLost, GuestTimeout
from speedwright.sandbox.guest_handle import Guest, Sandboxed
from speedwright.sandbox.interpreter import find_interpreter
from speedwright.sandbox.isolation import best_isolation
from speedwright.sandbox.target import Target
from speedwright.settings import Settings

# CPU seconds: of one input, of a batch that is timed, and of a whole pair (570 pairs on two cores in half an hour are
# 6 s each; starting a guest and reading the pair take the rest).
CASE_S = 0.5
BATCH_S = 0.02
PAIR_S = 5.0
ROUNDS = 5
# The pair's inputs are listed from small to large: what is beyond these adds time, and tells little.
MOST_INPUTS = 60


class NotTried(SpeedwrightError):
    """A pair whose slow version cannot be run on its inputs; the text says why."""


@dataclass(frozen=True, slots=True)
class Trier:
    """Tries versions in one workspace's interpreter. Can be sent to another process."""

    root: Path
    settings: Settings
    python: str | None = None

    def __call__(self, trial: Trial) -> tuple[Tried, ...]:
        """See `mining.trials.Try`."""
        with tempfile.TemporaryDirectory(prefix="speedwright-pair-") as folder:
            answer = _attempt(self._original(trial, Path(folder)), trial)
        if not answer["inputs"]:
            raise NotTried("the slow version ends on none of the inputs in time")
        first, *others = answer["versions"]
        return tuple(_tried(first, each) for each in others)

    def _original(self, trial: Trial, folder: Path) -> Sandboxed:
        path = folder / "pair.py"
        path.write_text(trial.original, encoding="utf-8")
        return Sandboxed(
            target=Target("pair", path, (folder,), folder),
            source=trial.original.encode(),
            function=trial.pair.entry_point,
            interpreter=find_interpreter(self.root, self.python or self.settings.python),
            isolation=best_isolation(),
            memory_mib=self.settings.memory_limit,
        )


def snippets(pair: Pair) -> list[str]:
    """The inputs as calls."""
    owner, _, name = pair.entry_point.rpartition(".")
    called = f"{owner}().{name}" if owner else name
    return [f"{called}(*{each})" for each in _inputs(pair)]


def _inputs(pair: Pair) -> tuple[str, ...]:
    return pair.inputs[-MOST_INPUTS:]


def _attempt(original: Sandboxed, trial: Trial) -> Any:
    job = {
        "inputs": list(_inputs(trial.pair)),
        "case_s": CASE_S,
        "rounds": ROUNDS,
        "batch_s": BATCH_S,
        "budget_s": PAIR_S,
    }
    try:
        with Guest(original, 0, Cancellation(4 * PAIR_S)) as guest:
            return guest.attempt([each.encode() for each in trial.versions], job, 3 * PAIR_S)
    except (GuestLost, GuestTimeout) as error:
        raise NotTried(f"the slow version cannot be run: {error}") from error


def _tried(original: Any, version: Any) -> Tried:
    if not version["same"]:
        return Tried(False, version["reason"])
    ratios = [old / max(new, 1e-9) for old, new in zip(original["batches_s"], version["batches_s"], strict=False)]
    return Tried(True, ratio=round(statistics.median(ratios), 4)) if ratios else Tried(False, "it was not timed")
