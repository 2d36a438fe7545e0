"""Slow and fast versions of the same code, as they are read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from speedwright.errors import SpeedwrightError


class PairsError(SpeedwrightError):
    """A file of pairs that cannot be read; the text names the line."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two whole modules and the function (`f`, `C.m`) in which they differ; an empty one for programs.

    `problem` names what both solve: pairs of one problem count once. `inputs` are Python expressions, each the list
    of the positional arguments of one call; without any, inputs have to be drawn. `calls` is a file of calls that
    help with it. `home` is the folder of a package in which the module at `path` lives, for pairs that cannot be
    imported alone.
    """

    name: str
    problem: str
    slow: str
    fast: str
    entry_point: str
    inputs: tuple[str, ...] = ()
    home: str = ""
    path: str = ""
    calls: str = ""

    @property
    def key(self) -> str:
        """A digest of all that mining it depends on."""
        parts = (self.problem, self.slow, self.fast, self.entry_point, *self.inputs, self.path, self.calls)
        return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def read_pairs(paths: Iterable[Path]) -> Iterator[Pair]:
    """The pairs of files of JSON lines: objects with `slow`, `fast`, `entry_point` and `inputs`.

    `problem` and `id` are optional; other members and blank lines are left alone. Raises PairsError.
    """
    for path in paths:
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise PairsError(f"{path}: cannot be read: {error}") from error
        for number, line in enumerate(text.split("\n"), 1):
            if line.strip():
                yield _pair(f"{path}:{number}", line)


def _pair(place: str, line: str) -> Pair:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise PairsError(f"{place}: no JSON: {error}") from error
    if not isinstance(row, dict):
        raise PairsError(f"{place}: expected an object with slow, fast, entry_point and inputs")
    name = _text(row, "id", place, place)
    inputs = row.get("inputs", [])
    if not isinstance(inputs, list) or not all(isinstance(each, str) for each in inputs):
        raise PairsError(f"{place}: inputs: expected a list of texts")
    return Pair(
        name=name,
        problem=_text(row, "problem", place, name),
        slow=_text(row, "slow", place),
        fast=_text(row, "fast", place),
        entry_point=_text(row, "entry_point", place, ""),
        inputs=tuple(inputs),
    )


def _text(row: dict[str, Any], key: str, place: str, default: str | None = None) -> str:
    value = row.get(key, default)
    if not isinstance(value, str):
        raise PairsError(f"{place}: {key}: expected a text")
    return value
