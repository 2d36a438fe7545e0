"""Speedscope's files (https://www.speedscope.app/file-format-schema.json), as py-spy, austin and others write them.

Samples are counted as they stand in the text, because a list of ten million lists of numbers takes gigabytes: the
text is cut at the brackets, equal pieces are counted, and only what is left is read. msgspec has seen before that the
whole is valid JSON.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain, islice

import msgspec

from speedwright.model.profile import Backend, Frame
from speedwright.model.profile_json import ProfileError
from speedwright.profiling.content import Content
from speedwright.profiling.measured import Measured, of_stacks
from speedwright.profiling.places import is_address, is_native
from speedwright.profiling.stacks import Stacks

NAME = "speedscope"
BLOCK = 1 << 20
CHUNK = 100_000
MOST_DISTINCT = 200_000
LAUNCHER = "speedwright/profiling/launching.py"
_PROCESS, _LAUNCHER, _LAUNCHING, _NAMELESS = -1, -2, -3, -4
_UNITS = {"seconds": 1.0, "milliseconds": 1e-3, "microseconds": 1e-6, "nanoseconds": 1e-9}


class _Frame(msgspec.Struct, gc=False):
    name: str
    file: str | None = None
    line: float | None = None


class _Shared(msgspec.Struct):
    frames: list[_Frame]


class _Event(msgspec.Struct, gc=False):
    type: str
    frame: int
    at: float


class _Profile(msgspec.Struct):
    type: str
    unit: str = "none"
    samples: msgspec.Raw = msgspec.Raw(b"[]")
    weights: msgspec.Raw = msgspec.Raw(b"[]")
    events: msgspec.Raw = msgspec.Raw(b"[]")
    endValue: float | None = None  # noqa: N815 (as the format spells it)


def recognises(content: Content) -> bool:
    """Whether a file is one of speedscope."""
    return content.has("profiles", "shared")


def read(content: Content, rate: float, launcher: int | None = None) -> Measured:
    """All profiles of a file together: threads of one program. Raises ProfileError.

    What has no unit of time counts as samples, `rate` of them in a second. `launcher` is the PID of what started the
    program for us, whose samples do not count.
    """
    assert content.members is not None
    try:
        shared = msgspec.json.decode(content.members["shared"], type=_Shared)
        profiles = msgspec.json.decode(content.members["profiles"], type=list[_Profile])
        exporter = _exporter(content)
        stacks = Stacks()
        numbers = [_outer(each, launcher) or stacks.number(_frame(each)) for each in shared.frames]
        timed = [each for each in profiles if each.unit != "bytes"]
        if profiles and not timed:
            raise ProfileError("the file holds no times: its unit is bytes")
        for each in timed:
            _add(stacks, numbers, each, _UNITS.get(each.unit, 1 / rate))
    except (msgspec.DecodeError, msgspec.ValidationError, ValueError, OverflowError) as error:
        raise ProfileError(f"the speedscope file is damaged: {error}") from error
    has_native = any(frame.native for frame in stacks.frames)
    return of_stacks(Backend(NAME, exporter), stacks, has_native)


def _exporter(content: Content) -> str:
    assert content.members is not None
    raw = content.members.get("exporter")
    if raw is None:
        return ""
    exporter = msgspec.json.decode(raw)
    return exporter if isinstance(exporter, str) else ""


def _frame(given: _Frame) -> Frame:
    path, line = given.file or "", given.line or 0.0
    return Frame(given.name, path, int(line) if 0 < line < 1 << 31 else 0, is_native(path) or is_address(given.name))


def _outer(given: _Frame, launcher: int | None) -> int:
    """What stands for a frame by which py-spy tells processes and threads apart; 0 for one of a program."""
    if given.file and given.file.endswith(LAUNCHER):
        return _LAUNCHING
    if given.file or not given.name.startswith(("process ", "thread (")):
        return 0
    if LAUNCHER in given.name or given.name.startswith(f"process {launcher}:"):
        return _LAUNCHER
    return _NAMELESS if given.name.endswith(':""') else _PROCESS


def _add(stacks: Stacks, numbers: Sequence[int], profile: _Profile, unit_s: float) -> None:
    if profile.type == "sampled":
        _add_samples(stacks, numbers, profile, unit_s)
    elif profile.type == "evented":
        _add_events(stacks, numbers, profile, unit_s)
    else:
        raise ProfileError(f"the speedscope file is damaged: no type of profile is called {profile.type!r}")


def _add_samples(stacks: Stacks, numbers: Sequence[int], profile: _Profile, unit_s: float) -> None:
    samples = chain.from_iterable(_pieces(_inside(profile.samples), b"]", last=False))
    weights = chain.from_iterable(_pieces(_inside(profile.weights), b","))
    totals: dict[bytes, float] = {}
    counts: dict[bytes, int] = {}
    while chunk := list(islice(samples, CHUNK)):
        of_chunk = list(islice(weights, len(chunk)))
        if len(of_chunk) < len(chunk):
            raise ProfileError("the speedscope file is damaged: there are fewer weights than samples")
        for (stack, weight), count in Counter(zip(chunk, of_chunk, strict=True)).items():
            totals[stack] = totals.get(stack, 0.0) + _seconds(weight, unit_s) * count
            counts[stack] = counts.get(stack, 0) + count
        if len(totals) > MOST_DISTINCT:
            _flush(stacks, numbers, totals, counts)
    _flush(stacks, numbers, totals, counts)
    if next(weights, b"").strip():
        raise ProfileError("the speedscope file is damaged: there are more weights than samples")


def _flush(stacks: Stacks, numbers: Sequence[int], totals: dict[bytes, float], counts: dict[bytes, int]) -> None:
    for text, seconds in totals.items():
        stack = [numbers[frame] for frame in _stack(text, len(numbers))]
        if not _is_launcher_s(stack):
            inner = [number for number in stack if number >= 0]
            stacks.add(stacks.from_python(inner), seconds, counts[text])
    totals.clear()
    counts.clear()


def _is_launcher_s(stack: Sequence[int]) -> bool:
    """Whether a sample is of what starts a program for us, which is none of its time.

    Before it is the program, the process that was spawned has the program's name and the launcher's stack, or, while
    the kernel replaces one by the other, neither a name nor a stack. A program that was met just then stays nameless.
    """
    if _LAUNCHING in stack or _PROCESS in stack:
        return _LAUNCHING in stack
    return max(stack) < 0 if _NAMELESS in stack else _LAUNCHER in stack


def _stack(text: bytes, frames: int) -> Iterator[int]:
    """The numbers of `, [1, 2, 3`."""
    opening, bracket, inside = text.partition(b"[")
    if not bracket or opening.strip(b", \n\r\t"):
        raise ProfileError("the speedscope file is damaged: a sample is no list of numbers")
    for each in inside.split(b",") if inside.strip() else ():
        number = int(each)
        if not 0 <= number < frames:
            raise ProfileError(f"the speedscope file is damaged: there is no frame {number}")
        yield number


def _seconds(text: bytes, unit_s: float) -> float:
    seconds = float(text) * unit_s
    if not 0 <= seconds < math.inf:
        raise ProfileError("the speedscope file is damaged: a weight is no time")
    return seconds


def _inside(raw: msgspec.Raw) -> memoryview:
    """What stands between the brackets of a list."""
    view = memoryview(raw)
    if bytes(view[:1]) != b"[":
        raise ProfileError("the speedscope file is damaged: samples, weights and events are lists")
    return view[1:-1]


def _pieces(view: memoryview, separator: bytes, last: bool = True) -> Iterator[list[bytes]]:
    """The view cut at every separator, block by block. What stands behind the last one counts if `last`."""
    rest = b""
    for at in range(0, len(view), BLOCK):
        *whole, rest = (rest + bytes(view[at : at + BLOCK])).split(separator)
        yield whole
    if last and rest.strip():
        yield [rest]
    elif rest.strip():
        raise ProfileError("the speedscope file is damaged: a sample is no list of numbers")


def _add_events(stacks: Stacks, numbers: Sequence[int], profile: _Profile, unit_s: float) -> None:
    node, last = -1, None
    opened: list[tuple[int, int]] = []
    for event in chain.from_iterable(_events(profile.events)):
        frame, at = event.frame, event.at
        if not 0 <= frame < len(numbers):
            raise ProfileError(f"the speedscope file is damaged: there is no frame {frame}")
        elapsed = 0.0 if last is None else at - last
        if not 0 <= elapsed < math.inf:
            raise ProfileError("the speedscope file is damaged: its events are not in the order of time")
        last = at
        if node >= 0:
            stacks.self_s[node] += elapsed * unit_s
        if event.type == "O":
            opened.append((frame, node))
            below = stacks.below(node, numbers[frame]) if numbers[frame] >= 0 else None
            node = node if below is None else below
        else:
            closed, node = opened.pop() if opened and event.type == "C" else (-1, -1)
            if closed != frame:
                raise ProfileError("the speedscope file is damaged: an event closes what was not open")
    if last is not None and node >= 0 and profile.endValue is not None:
        stacks.charge(node, max(0.0, profile.endValue - last) * unit_s, 0)


def _events(raw: msgspec.Raw) -> Iterator[list[_Event]]:
    """The events, some ten thousand of them in memory."""
    decoder = msgspec.json.Decoder(list[_Event])
    view, rest = _inside(raw), b""
    for at in range(0, len(view), BLOCK):
        whole, brace, rest = (rest + bytes(view[at : at + BLOCK])).rpartition(b"}")
        if brace:
            yield decoder.decode(b"[" + whole.lstrip(b", \n\r\t") + b"}]")
    if rest.strip():
        raise ProfileError("the speedscope file is damaged: its events do not end")
