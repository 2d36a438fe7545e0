"""Diagnosis of a text that differs a little from a diagnosed one, as while somebody types.

What is found in a function depends on that function and, through names that it shares with them, on others. Here only
the function, or the statements of the module, that changed are looked at again. So the result is right for them, and
for the others as far as the change does not alter what their names mean. `diagnosing.diagnose` tells the whole truth,
and takes several times as long.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from speedwright.detection.detector import inspect
from speedwright.detection.ranking import ranked
from speedwright.detection.selecting import told
from speedwright.model.finding import Finding
from speedwright.model.text import Span
from speedwright.pipeline.carrying import Carried, carried, placed_anew
from speedwright.settings import Settings
from speedwright.skills.registry import Library
from speedwright.syntax.functions import outermost_function
from speedwright.syntax.keeping import forget
from speedwright.syntax.node import Node, children_before, children_behind
from speedwright.syntax.source_file import SourceFile

if TYPE_CHECKING:
    from speedwright.pipeline.heating import FileHeat


_PIECE = 4096


@dataclass(frozen=True)
class Change:
    """The bytes `before` became the bytes `after`; all around them is equal."""

    before: Span
    after: Span

    @cached_property
    def growth(self) -> int:
        """By how many bytes all behind the change has moved."""
        return self.after.end - self.before.end

    def moved(self, span: Span) -> Span | None:
        """Where a span is now; None for one that begins or ends inside the change, or lies in it."""
        before, growth = self.before, self.growth
        if span.end <= before.start or (span.start >= before.end and not growth):
            return span
        if span.start >= before.end:
            return Span(span.start + growth, span.end + growth)
        if span.start <= before.start and before.end <= span.end and span != before:
            return Span(span.start, span.end + growth)
        return None


def rediagnose(
    before: SourceFile,
    findings: Iterable[Carried],
    after: SourceFile,
    library: Library,
    settings: Settings,
    heat: FileHeat | None = None,
) -> tuple[Carried, ...]:
    """The findings of `after`, given those of `before`, another version of the same file. `heat` is of `after`."""
    change = change_between(before.content, after.content)
    region = _region(before, after, change)
    share = None
    if heat is not None:
        # Without a profile nothing of it is needed.
        from speedwright.pipeline.heating import heated, share_of

        share = share_of(after, heat)
    seen = inspect(after, library, region.after, share).findings
    found = told((each for each in seen if _overlap(each.span, region.after)), settings)
    forget()
    kept = _Kept(region, _moved_lines(before, after, change))
    for each in findings:
        kept.take(each)
    # Those that are kept do not overlap the region in which these were found.
    both = (*kept.in_front, *map(carried, found), *kept.behind)
    if heat is None:
        return both
    return tuple(map(carried, ranked(heated((each.now for each in both), after, heat, library))))


class _MovedLines(NamedTuple):
    """What begins at `start` (of the text before) or behind it has moved by `added` whole lines."""

    start: int
    added: int


def _moved_lines(before: SourceFile, after: SourceFile, change: Change) -> _MovedLines:
    lines = before.line_index
    behind = lines.line_of(change.before.end) + 1
    start = lines.line_start(behind) if behind < lines.line_count else len(before.content) + 1
    return _MovedLines(start, after.line_index.line_count - lines.line_count)


class _Kept:
    """What was found outside of a region, in front of it and behind it; each in the order in which it was taken."""

    def __init__(self, region: Change, lines: _MovedLines) -> None:
        self.in_front: list[Carried] = []
        self.behind: list[Carried] = []
        self._region = region
        self._stay = region.before.start
        self._move = max(region.before.end, lines.start)
        self._growth, self._added = region.growth, lines.added

    def take(self, each: Carried) -> None:
        """One that was found before. A long file has hundreds, nearly all of which stay or move as a whole."""
        found, start, end, growth, lines = each
        if end < self._stay:
            self.in_front.append(each)
        elif start >= self._move:
            moved = self._growth or self._added
            self.behind.append(
                Carried(found, start + self._growth, end + self._growth, growth + self._growth, lines + self._added)
                if moved
                else each
            )
        else:
            self._take_apart(each.now)

    def _take_apart(self, finding: Finding) -> None:
        """One of which parts stand on both sides, or in a line that has changed."""
        region = self._region
        moved = None if _overlap(finding.span, region.before) else placed_anew(finding, region.moved)
        if moved is not None:
            (self.in_front if moved.span.end <= region.after.start else self.behind).append(carried(moved))


def change_between(before: bytes, after: bytes) -> Change:
    """The smallest change that makes one text of the other."""
    shorter = min(len(before), len(after))
    start = _longest(shorter, lambda done, to: before[done:to] == after[done:to])
    end = _longest(shorter - start, lambda done, to: _behind(before, done, to) == _behind(after, done, to))
    return Change(Span(start, len(before) - end), Span(start, len(after) - end))


def _behind(text: bytes, done: int, to: int) -> bytes:
    """What stands between two offsets that are counted from the end."""
    return text[len(text) - to : len(text) - done]


def _longest(limit: int, equal: Callable[[int, int], bool]) -> int:
    """The greatest length up to `limit` that is equal, where all shorter ones are too. Piece by piece: slices of all
    of a long text take longer than to look at the function that somebody types in.
    """
    done = 0
    while done < limit and equal(done, min(done + _PIECE, limit)):
        done = min(done + _PIECE, limit)
    lengths = range(done + 1, min(done + _PIECE, limit) + 1)
    return done + bisect_left(lengths, True, key=lambda length: not equal(done, length))


def _region(before: SourceFile, after: SourceFile, change: Change) -> Change:
    """What to look at again: one function where nothing around it changed, else statements of the module."""
    old, new = outermost_function(before, change.before), outermost_function(after, change.after)
    if old is not None and new is not None and old.qualname == new.qualname:
        function = Change(old.span, new.span)
        if old.span.start == new.span.start and function.growth == change.growth:
            return function
    return _statements(before, after, change)


def _statements(before: SourceFile, after: SourceFile, change: Change) -> Change:
    """From the last statement of the module before the change that is what it was, to the first one behind it."""
    old, new, growth = before.root, after.root, change.growth
    in_front = _common(
        ((-each.end_byte, each) for each in children_before(old, change.before.start)),
        ((-each.end_byte, each) for each in children_before(new, change.after.start)),
    )
    behind = _common(
        ((each.start_byte + growth, each) for each in children_behind(old, change.before.end)),
        ((each.start_byte, each) for each in children_behind(new, change.after.end)),
    )
    start = 0 if in_front is None else in_front.end_byte
    end = len(before.content) if behind is None else behind.start_byte
    return Change(Span(start, end), Span(start, end + growth))


def _common(before: Iterator[tuple[int, Node]], after: Iterator[tuple[int, Node]]) -> Node | None:
    """The first node that is in both sequences, of which each leads away from a change; with each node its place, as
    it is now. Only what is near is looked at: a long file has thousands of statements.
    """
    (place, old), (new_place, new) = next(before, _END), next(after, _END)
    while old is not None and new is not None:
        if place == new_place and old.type == new.type and _length(old) == _length(new):
            return old
        further = new_place - place
        if further >= 0:
            place, old = next(before, _END)
        if further <= 0:
            new_place, new = next(after, _END)
    return None


_END: tuple[int, None] = (0, None)


def _length(node: Node) -> int:
    return node.end_byte - node.start_byte


def _overlap(first: Span, second: Span) -> bool:
    return first.start < second.end and second.start < first.end
