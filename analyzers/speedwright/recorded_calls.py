"""Calls that were seen when the workspace's code ran, kept as recipes in the workspace's ignored cache.

One file of JSON lines for each module, at `.speedwright/cache/calls/PATH.jsonl`, readable by its owner alone: what
programs are called with may be nobody else's business. A damaged line is as good as none.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any

from speedwright.cache import put
from speedwright.model.recipe import Call, call_from_json

CACHE = Path(".speedwright", "cache")
# For one function, of one shape and in all.
PER_SHAPE = 2
PER_FUNCTION = 48
FUNCTION_BYTES = 2 << 20
# A file that is larger was not written here.
LARGEST_BYTES = 64 << 20


@dataclass(frozen=True, slots=True)
class RecordedCall:
    """One call; `by_test` says that a test made it, whose sizes are no sign of real use."""

    call: Call
    by_test: bool


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a run added: calls by `path::function`, and how many calls could not be described, by reason."""

    calls: Mapping[str, int]
    missed: Mapping[str, int]


class CallStore:
    """The recorded calls of the workspace at `root`."""

    def __init__(self, root: Path) -> None:
        self._cache = root / CACHE
        self._folder = self._cache / "calls"

    def load(self, path: Path, function: str, parameters: Sequence[str] | None) -> tuple[RecordedCall, ...]:
        """The calls of a function of the file `path` (from the root) that fit its parameters as they are now."""
        file = self._file(path.as_posix())
        try:
            stat = file.stat()
        except OSError:
            return ()
        return _loaded(file, stat.st_mtime_ns, stat.st_size).get((function, tuple(parameters or ())), ())

    def parts(self) -> Path:
        """A new folder in which the processes of one recording write. Raises OSError."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        ignore = self._cache / ".gitignore"
        if not ignore.exists():
            ignore.write_text("*\n", encoding="utf-8")
        return Path(tempfile.mkdtemp(dir=self._folder, prefix=".parts-"))

    def merge(self) -> Recorded:
        """Takes over what recordings left in their folders, ended well or not, and removes those. Raises OSError."""
        found: dict[str, dict[str, list[dict[str, Any]]]] = {}
        missed: dict[str, int] = {}
        folders = sorted(self._folder.glob(".parts-*"))
        files = [file for folder in folders for file in sorted(folder.glob("*.jsonl"))]
        for file in files:
            for line in _kept(file, missed):
                found.setdefault(line["path"], {}).setdefault(line["function"], []).append(line)
        counts: dict[str, int] = {}
        for path, functions in found.items():
            counts.update(self._add(path, functions))
        for each in (*files, *folders):
            each.rmdir() if each in folders else each.unlink()
        return Recorded(counts, missed)

    def _add(self, path: str, functions: Mapping[str, list[dict[str, Any]]]) -> Iterator[tuple[str, int]]:
        file = self._file(path)
        before: dict[str, list[dict[str, Any]]] = {}
        for line in _lines(file):
            before.setdefault(line["function"], []).append(line)
        result = before | {name: _chosen(lines, before.get(name, ())) for name, lines in functions.items()}
        _write(file, [line for lines in result.values() for line in lines])
        return ((f"{path}::{name}", len(result[name])) for name in functions)

    def _file(self, path: str) -> Path:
        parts = PurePosixPath(path).parts
        if not parts or PurePosixPath(path).is_absolute() or ".." in parts:
            return self._folder / ".outside"
        return self._folder.joinpath(*parts[:-1], f"{parts[-1]}.jsonl")


@lru_cache(maxsize=8)
def _loaded(
    file: Path, _changed_ns: int, _size: int
) -> Mapping[tuple[str, tuple[str, ...]], tuple[RecordedCall, ...]]:
    """The calls of one file by function and parameters: editors ask for them at every move of the cursor."""
    found: dict[tuple[str, tuple[str, ...]], list[RecordedCall]] = {}
    for line in _lines(file):
        call = _call(line)
        if call is not None:
            found.setdefault((line["function"], tuple(map(str, line["parameters"]))), []).append(call)
    return {key: tuple(calls) for key, calls in found.items()}


def digest(calls: Iterable[RecordedCall]) -> str:
    """Stands for these calls; empty without any."""
    text = "".join(f"{each.by_test}{each.call}" for each in calls)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest() if text else ""


def _kept(file: Path, missed: dict[str, int]) -> Iterable[dict[str, Any]]:
    """The calls of one process: the last in each place."""
    places: dict[tuple[str, str, int], dict[str, Any]] = {}
    for line in _lines(file):
        if "missed" in line:
            missed[str(line["missed"])] = missed.get(str(line["missed"]), 0) + 1
        elif isinstance(line.get("place"), int) and isinstance(line.get("path"), str) and _call(line) is not None:
            places[line["path"], line["function"], line["place"]] = line
    return places.values()


def _chosen(new: Sequence[dict[str, Any]], old: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The new calls before the old ones, each once, a few of each shape: first one of every shape."""
    fitting = [line for line in old if line["parameters"] == new[-1]["parameters"]]
    shapes: dict[str, dict[str, dict[str, Any]]] = {}
    for line in (*new, *fitting):
        of_shape = shapes.setdefault(str(line.get("shape")), {})
        if len(of_shape) < PER_SHAPE:
            of_shape.setdefault(json.dumps(line["call"]), line)
    ranked = [
        (rank, text, line) for of_shape in shapes.values() for rank, (text, line) in enumerate(of_shape.items())
    ]
    kept: list[dict[str, Any]] = []
    left = FUNCTION_BYTES
    for _, text, line in sorted(ranked, key=lambda each: each[0]):
        if len(kept) < PER_FUNCTION and len(text) <= left:
            left -= len(text)
            kept.append(line)
    return kept


def _lines(file: Path) -> Iterator[dict[str, Any]]:
    try:
        if file.stat().st_size > LARGEST_BYTES:
            return
        text = file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return
    for each in text.splitlines():
        try:
            line = json.loads(each)
        except (ValueError, RecursionError):
            continue
        if (
            isinstance(line, dict)
            and isinstance(line.get("function"), str)
            and isinstance(line.get("parameters"), list)
        ):
            yield line


def _call(line: Mapping[str, Any]) -> RecordedCall | None:
    try:
        return RecordedCall(call_from_json(line["call"]), line.get("test") is True)
    except (KeyError, ValueError):
        return None


def _write(file: Path, lines: Iterable[Mapping[str, Any]]) -> None:
    kept = ("function", "parameters", "shape", "test", "call")
    chosen = ({name: line[name] for name in kept if name in line} for line in lines)
    put(file, "".join(json.dumps(each, separators=(",", ":")) + "\n" for each in chosen))
