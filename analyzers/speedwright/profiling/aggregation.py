"""Stacks to what each function and line cost; recursion counts once."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from speedwright.model.profile import Cost, Frame
from speedwright.profiling.anchoring import Owner
from speedwright.profiling.places import is_interpreter
from speedwright.profiling.stacks import Stacks


@dataclass(slots=True)
class Sum:
    """What was added up for one place: seconds, seconds of these in native code, and samples."""

    self_s: float = 0.0
    total_s: float = 0.0
    native_s: float = 0.0
    samples: int = 0

    def cost(self, has_native: bool) -> Cost:
        """As a value; without a native share where native frames were not looked for, or nothing is to be shared."""
        native = min(1.0, self.native_s / self.self_s) if has_native and self.self_s > 0 else None
        return Cost(self.self_s, max(self.self_s, self.total_s), self.samples, native)


@dataclass(slots=True)
class Sums:
    """By function, and by line of it."""

    functions: dict[Owner, Sum] = field(default_factory=dict)
    lines: dict[tuple[Owner, int], Sum] = field(default_factory=dict)


def aggregated(stacks: Stacks, owner: Callable[[Frame], Owner]) -> Sums:
    """The sums of all Python functions and lines; native frames count for the Python line that called them."""
    sums = Sums()
    places = [_places(frame, owner, sums) for frame in stacks.frames]
    _add_selves(stacks, places)
    _add_totals(stacks, places)
    return sums


def _places(frame: Frame, owner: Callable[[Frame], Owner], sums: Sums) -> tuple[Sum, Sum] | None:
    """The function and the line that a frame counts for; None for native code."""
    if frame.native:
        return None
    found = owner(frame)
    return sums.functions.setdefault(found, Sum()), sums.lines.setdefault((found, frame.line), Sum())


def _add_selves(stacks: Stacks, places: list[tuple[Sum, Sum] | None]) -> None:
    by_python = array("l")
    in_native = array("b")
    library = [frame.native and not is_interpreter(frame.path) for frame in stacks.frames]
    for node, (parent, frame, seconds, samples) in enumerate(
        zip(stacks.parents, stacks.frame_of, stacks.self_s, stacks.samples, strict=True)
    ):
        is_python = places[frame] is not None
        python = node if is_python else by_python[parent] if parent >= 0 else -1
        native = library[frame] or (not is_python and parent >= 0 and in_native[parent])
        by_python.append(python)
        in_native.append(native)
        if python >= 0 and (seconds or samples):
            for each in places[stacks.frame_of[python]] or ():
                each.self_s += seconds
                each.samples += samples
                if native:
                    each.native_s += seconds


def _add_totals(stacks: Stacks, places: list[tuple[Sum, Sum] | None]) -> None:
    """The totals of outermost occurrences: what is below is part of them already."""
    totals = stacks.totals()
    active = {id(each): 0 for found in places if found is not None for each in found}
    keys = [() if found is None else tuple((id(each), each) for each in found) for found in places]
    for node, entered in _walked(stacks):
        for key, place in keys[stacks.frame_of[node]]:
            if entered:
                if not active[key]:
                    place.total_s += totals[node]
                active[key] += 1
            else:
                active[key] -= 1


def _walked(stacks: Stacks) -> Iterator[tuple[int, bool]]:
    """Every node when it is entered and when it is left, callers around what they call."""
    first, following = _children(stacks)
    roots = [node for node, parent in enumerate(stacks.parents) if parent < 0]
    for root in roots:
        node, down = root, True
        while True:
            if down:
                yield node, True
                if first[node] >= 0:
                    node = first[node]
                    continue
            yield node, False
            if node == root:
                break
            down = following[node] >= 0
            node = following[node] if down else stacks.parents[node]


def _children(stacks: Stacks) -> tuple[array[int], array[int]]:
    """Of each node its first child, and the next child of its parent; -1 where there is none."""
    first = array("l", [-1]) * len(stacks.parents)
    following = array("l", [-1]) * len(stacks.parents)
    for node in range(len(stacks.parents) - 1, -1, -1):
        parent = stacks.parents[node]
        if parent >= 0:
            following[node], first[parent] = first[parent], node
    return first, following
