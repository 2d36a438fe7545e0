"""Collapsed stacks, one on each line with its number of samples: what `py-spy record --format raw` writes."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable

from speedwright.model.profile import Backend, Frame
from speedwright.model.profile_json import ProfileError
from speedwright.profiling.content import Content
from speedwright.profiling.measured import Measured, of_stacks
from speedwright.profiling.places import is_address, is_native
from speedwright.profiling.stacks import Stacks

NAME = "py-spy raw"
LOOKED_AT = 1 << 16
LONGEST_LINE = 1 << 20
_NONE = -1
# py-spy writes what it sampled before there was a frame with its number alone.
_LINE = re.compile(rb"(\S.*)? \d+$")
_FRAME = re.compile(r"(.*?) \((.+?)(?::(\d+))?\)", re.S)
# What py-spy puts above a stack to tell processes and threads apart.
_OUTER = re.compile(rb'(process \d+:".*"|thread \(0x[0-9A-Fa-f]+\).*|thread \(.*)$', re.S)


def recognises(content: Content) -> bool:
    """Whether the text begins with lines that end in a number of samples."""
    lines = content.text[:LOOKED_AT].split(b"\n")
    whole = [line.rstrip(b"\r") for line in (lines[:-1] if len(content.text) > LOOKED_AT else lines) if line.strip()]
    return (
        content.members is None
        and all(_LINE.match(line) for line in whole)
        and any(not line.startswith(b" ") for line in whole)
    )


def read(content: Content, rate: float) -> Measured:
    """The stacks of a file; it does not say how many samples there were in a second. Raises ProfileError."""
    stacks = stacks_of(io.BytesIO(content.text), rate)
    note = f"the file does not tell its sampling rate: {rate:g} samples a second are taken for granted"
    return of_stacks(Backend(NAME), stacks, any(frame.native for frame in stacks.frames), (note,))


def stacks_of(lines: Iterable[bytes], rate: float) -> Stacks:
    """The stacks of lines of text. Raises ProfileError for one that is none."""
    stacks = Stacks()
    numbers: dict[bytes, int] = {}
    for position, line in enumerate(lines, 1):
        text, space, count = line.rstrip().rpartition(b" ")
        if not space and not count:
            continue
        if not space or not count.isdigit() or len(count) > 15:
            raise ProfileError(f"line {position} is no stack with a number of samples")
        samples = int(count)
        frames = _frames(text) if text else []
        try:
            stack = [numbers[each] for each in frames]
        except KeyError:
            stack = [_number(each, numbers, stacks) for each in frames]
        if _NONE in stack:
            stack = [number for number in stack if number != _NONE]
        stacks.add(stacks.from_python(stack), samples / rate, samples)
    return stacks


def _number(text: bytes, numbers: dict[bytes, int], stacks: Stacks) -> int:
    """The number of a frame, kept in `numbers`; `_NONE` for what is none of the program's."""
    if text not in numbers:
        numbers[text] = _NONE if _OUTER.match(text) else stacks.number(_frame(text))
    return numbers[text]


def _frames(text: bytes) -> list[bytes]:
    """The text cut at semicolons, but for those in a path (`name (/a;b/c.py:3)`) or a command line."""
    if text.count(b");") == text.count(b";") or (b" (" not in text and b'"' not in text):
        return text.split(b";")
    frames, kept = [], b""
    for each in text.split(b";"):
        kept = kept + b";" + each if kept else each
        if _is_whole(kept):
            frames.append(kept)
            kept = b""
    return frames + kept.split(b";") if kept else frames


def _is_whole(frame: bytes) -> bool:
    if frame.startswith(b"process "):
        return frame.endswith(b'"') and frame.count(b'"') > 1
    return b" (" not in frame or frame.endswith(b")") or frame.startswith(b"thread (")


def _frame(text: bytes) -> Frame:
    shown = text.decode("utf-8", "replace")
    match = _FRAME.fullmatch(shown)
    if match is None:
        return Frame(shown, "", 0, is_native(shown))
    name, path, line = match.groups()
    return Frame(name, path, int(line) if line and len(line) < 10 else 0, is_native(path) or is_address(name))
