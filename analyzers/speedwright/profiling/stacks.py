"""Stacks on their way to a profile: counted while they come, so that ten million samples need little memory."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence

from speedwright.model.profile import CallTree, Frame

DEEPEST = 2_000
"""Frames of a stack that are told apart; deeper recursion is one place."""

MOST_NODES = 500_000
"""Distinct beginnings of stacks that are told apart (some 150 bytes each); real programs have some ten thousand."""

KEPT_NODES = 20_000
"""Nodes of a call tree that a profile keeps: as many as anybody can look at, in a file of about a megabyte."""

_FRAME_BITS = 32


class Stacks:
    """Stacks with equal beginnings joined, each with the seconds and samples in which nothing below it ran.

    Node `i` is `frames[frame_of[i]]`, called by node `parents[i]` (-1: none), which comes before it.
    """

    def __init__(self) -> None:
        self.frames: list[Frame] = []
        self.parents = array("l")
        self.frame_of = array("l")
        self.self_s = array("d")
        self.samples = array("q")
        self.shortened_s = 0.0
        self._numbers: dict[Frame, int] = {}
        self._children: dict[int, int] = {}

    def number(self, frame: Frame) -> int:
        """The number of a frame, for `add`."""
        known = self._numbers.get(frame)
        if known is None:
            known = self._numbers[frame] = len(self.frames)
            self.frames.append(frame)
        return known

    def add(self, stack: Iterable[int], seconds: float, samples: int) -> None:
        """Counts a stack of frame numbers, the outermost first; an empty one counts for nothing."""
        node, children = -1, self._children
        for depth, frame in enumerate(stack):
            known = children.get((node + 1) << _FRAME_BITS | frame)
            if known is None:
                known = self.below(node, frame) if depth < DEEPEST else None
                if known is None:
                    self.shortened_s += seconds
                    break
            node = known
        if node >= 0:
            self.charge(node, seconds, samples)

    def from_python(self, stack: Sequence[int]) -> Sequence[int]:
        """A stack without what starts the interpreter, where that is told; one of native code stays as it is."""
        first = next((at for at, number in enumerate(stack) if not self.frames[number].native), 0)
        return stack[first:] if first else stack

    def below(self, node: int, frame: int) -> int | None:
        """The node of a frame that `node` (-1: nothing) called; None where there is no room for another."""
        key = (node + 1) << _FRAME_BITS | frame
        known = self._children.get(key)
        if known is None and len(self.parents) < MOST_NODES:
            known = self._children[key] = len(self.parents)
            self.parents.append(node)
            self.frame_of.append(frame)
            self.self_s.append(0.0)
            self.samples.append(0)
        return known

    def charge(self, node: int, seconds: float, samples: int) -> None:
        """Counts time in a node itself."""
        self.self_s[node] += seconds
        self.samples[node] += samples

    @property
    def total_s(self) -> float:
        """All seconds that were counted."""
        return sum(self.self_s)

    def totals(self) -> array[float]:
        """Seconds of each node with all below it."""
        totals = array("d", self.self_s)
        for node in range(len(totals) - 1, -1, -1):
            if self.parents[node] >= 0:
                totals[self.parents[node]] += totals[node]
        return totals

    def tree(self, most: int = KEPT_NODES) -> CallTree:
        """The `most` nodes with the largest totals; the time of others is their callers'."""
        totals = self.totals()
        kept = sorted(sorted(range(len(totals)), key=lambda node: -totals[node])[:most])
        # A caller's total is never below that of what it calls, and it comes first where they are equal.
        numbers = {node: number for number, node in enumerate(kept)}
        self_s = [0.0] * len(kept)
        nearest = array("l", bytes(0))
        for node, seconds in enumerate(self.self_s):
            parent = self.parents[node]
            number = numbers.get(node, nearest[parent] if parent >= 0 else -1)
            nearest.append(number)
            if number >= 0:
                self_s[number] += seconds
        frames = {frame: number for number, frame in enumerate(dict.fromkeys(self.frame_of[node] for node in kept))}
        return CallTree(
            frames=tuple(self.frames[frame] for frame in frames),
            parents=tuple(numbers[self.parents[node]] if self.parents[node] >= 0 else -1 for node in kept),
            frame_of=tuple(frames[self.frame_of[node]] for node in kept),
            self_s=tuple(self_s),
        )
