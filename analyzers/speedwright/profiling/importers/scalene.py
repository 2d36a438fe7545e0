"""Scalene's JSON (2.x): each line's share of the CPU in Python, in native code and in the system, and its memory."""

from __future__ import annotations

import math
import re
from typing import Any

import msgspec

from speedwright.model.profile import Backend, Cost, Frame, Memory
from speedwright.model.profile_json import ProfileError
from speedwright.profiling.content import Content
from speedwright.profiling.measured import Measured
from speedwright.profiling.stacks import Stacks

NAME = "scalene"
# "/folder/file.py name:12;", as Scalene writes the frames of its stacks.
_FRAME = re.compile(r"(.+) (\S+):(\d+);?", re.S)


class _Line(msgspec.Struct):
    lineno: int
    n_cpu_percent_python: float = 0.0
    n_cpu_percent_c: float = 0.0
    n_sys_percent: float = 0.0
    n_malloc_mb: float = 0.0
    n_peak_mb: float = 0.0
    n_copy_mb_s: float = 0.0
    cpu_samples_list: list[float] = []


class _File(msgspec.Struct):
    lines: list[_Line] = []


def recognises(content: Content) -> bool:
    """Whether a file is one of Scalene."""
    return content.has("files", "elapsed_time_sec")


def read(content: Content, _rate: float) -> Measured:
    """The table of lines, and the stacks where Scalene took them. Raises ProfileError."""
    assert content.members is not None
    try:
        files = msgspec.json.decode(content.members["files"], type=dict[str, _File])
        elapsed_s = msgspec.json.decode(content.members["elapsed_time_sec"], type=float)
        memory = msgspec.json.decode(content.members.get("memory", msgspec.Raw(b"false")), type=bool)
        stacks = _stacks(msgspec.json.decode(content.members.get("stacks", msgspec.Raw(b"[]"))))
        lines = {
            Frame("", path, line.lineno): _cost(line, _finite(elapsed_s), memory)
            for path, file in files.items()
            for line in file.lines
            if line.lineno > 0 and _says_something(line)
        }
    except (msgspec.DecodeError, ValueError, TypeError, KeyError) as error:
        raise ProfileError(f"the file of Scalene is damaged: {error}") from error
    # Time in which the program waited for its turn is in no line, and so in no share.
    total_s = sum(cost.self_s for cost in lines.values())
    return Measured(Backend(NAME), stacks, total_s, sum(stacks.samples), has_native=True, lines=lines)


def _says_something(line: _Line) -> bool:
    return any(
        (line.n_cpu_percent_python, line.n_cpu_percent_c, line.n_sys_percent, line.n_malloc_mb, line.n_copy_mb_s)
    )


def _cost(line: _Line, elapsed_s: float, has_memory: bool) -> Cost:
    python, native, system = map(_finite, (line.n_cpu_percent_python, line.n_cpu_percent_c, line.n_sys_percent))
    whole = python + native + system
    memory = Memory(_finite(line.n_malloc_mb), _finite(line.n_peak_mb), _finite(line.n_copy_mb_s))
    return Cost(
        self_s=whole / 100 * elapsed_s,
        total_s=None,
        samples=len(line.cpu_samples_list),
        native=native / whole if whole > 0 else None,
        system=system / whole if whole > 0 else None,
        memory=memory if has_memory else None,
    )


def _finite(value: float) -> float:
    if not math.isfinite(value):
        raise ValueError("a number is not finite")
    return max(0.0, value)


def _stacks(given: Any) -> Stacks:
    stacks = Stacks()
    for texts, counts in given:
        numbers = [stacks.number(_frame(text)) for text in texts]
        stacks.add(numbers, _finite(float(counts["cpu_samples"])), int(counts["count"]))
    return stacks


def _frame(text: str) -> Frame:
    match = _FRAME.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is no frame")
    path, name, line = match.groups()
    return Frame(name, path, int(line) if len(line) < 10 else 0)
