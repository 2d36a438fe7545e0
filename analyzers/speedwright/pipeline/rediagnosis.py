"""Diagnosis of a text that differs a little from a diagnosed one, as while somebody types.

What is found in a function depends on that function and, through names that it shares with them, on others. Here only
the function, or the statements of the module, that changed are looked at again. So the result is right for them, and
for the others as far as the change does not alter what their names mean. `diagnosing.diagnose` tells the whole truth,
and takes several times as long.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from speedwright.detection.detector import inspect
from speedwright.detection.ranking import ranked
from speedwright.detection.selecting import told
from speedwright.model.finding import Finding
from speedwright.model.text import Span
from speedwright.settings import Settings
from speedwright.skills.registry import Library
from speedwright.syntax.functions import outermost_function
from speedwright.syntax.line_index import LineIndex
from speedwright.syntax.node import Node
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


class ChangedLines(NamedTuple):
    """The lines that a change touches in the text before it, both included, and how many lines came in."""

    first: int
    last: int
    added: int


class Rediagnosis(NamedTuple):
    """Findings, and in which lines the text has changed. `origins` has each finding that was kept, with what it was
    before, by its `id`.
    """

    findings: tuple[Finding, ...]
    lines: ChangedLines
    origins: Mapping[int, tuple[Finding, Finding]]


def rediagnose(
    before: SourceFile,
    findings: Iterable[Finding],
    after: SourceFile,
    library: Library,
    settings: Settings,
    heat: FileHeat | None = None,
) -> Rediagnosis:
    """The findings of `after`, given those of `before`, another version of the same file. `heat` is of `after`."""
    change = change_between(before.content, after.content)
    region = _region(before, after, change)
    kept: list[Finding] = []
    origins: dict[int, tuple[Finding, Finding]] = {}
    for each in findings:
        moved = None if _overlap(each.span, region.before) else _moved(each, region)
        if moved is not None:
            kept.append(moved)
            origins[id(moved)] = moved, each
    if heat is None:
        seen = inspect(after, library, region.after).findings
    else:
        # Without a profile nothing of it is needed.
        from speedwright.pipeline.heating import heated, share_of

        seen = inspect(after, library, region.after, share_of(after, heat)).findings
    found = (each for each in seen if _overlap(each.span, region.after))
    lines = _lines_of(change.before, before.line_index, after.line_index)
    both = [*kept, *told(found, settings)]
    return Rediagnosis(ranked(both if heat is None else heated(both, after, heat, library)), lines, origins)


def _lines_of(changed: Span, before: LineIndex, after: LineIndex) -> ChangedLines:
    first, last = before.line_of(changed.start), before.line_of(changed.end)
    return ChangedLines(first, last, after.line_count - before.line_count)


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
    old, new, growth = before.root.children, after.root.children, change.growth
    start, end = 0, len(before.content)
    for child, same in zip(old, new, strict=False):
        if child.end_byte >= change.before.start or not _is_moved(child, same, 0):
            break
        start = child.end_byte
    for child, same in zip(reversed(old), reversed(new), strict=False):
        if child.start_byte <= change.before.end or not _is_moved(child, same, growth):
            break
        end = child.start_byte
    return Change(Span(start, end), Span(start, end + growth))


def _is_moved(before: Node, after: Node, growth: int) -> bool:
    """Whether a node is what the other one was, so many bytes further on."""
    same_place = (before.start_byte + growth, before.end_byte + growth) == (after.start_byte, after.end_byte)
    return same_place and before.type == after.type


def _overlap(first: Span, second: Span) -> bool:
    return first.start < second.end and second.start < first.end


def _moved(finding: Finding, change: Change) -> Finding | None:
    """Where a finding is now; None where the change took part of it away. A long file has hundreds of findings, of
    several spans each, and those in front of the change stay as they are.
    """
    start = change.before.start
    if finding.span.end <= start and all(span.end <= start for spans in finding.captures.values() for span in spans):
        return finding
    span = change.moved(finding.span)
    if span is None:
        return None
    captures: dict[str, tuple[Span, ...]] = {}
    for name, spans in finding.captures.items():
        known = tuple(moved for each in spans if (moved := change.moved(each)) is not None)
        if len(known) < len(spans):
            return None
        captures[name] = known
    return replace(finding, span=span, captures=captures)
