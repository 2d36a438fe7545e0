"""Findings carried from one version of a text to the next.

A character moves all that stands behind it, hundreds of findings in a long file, and changes what is told of few of
them. So a finding stays as it was found, beside how far it has moved since, and is only written down anew when
somebody asks for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import NamedTuple

from speedwright.model.finding import Finding
from speedwright.model.text import Span


class Carried(NamedTuple):
    """A finding of an earlier version, in the one that is looked at.

    `found` is what it was then; `start` and `end` are the first and the last byte of its span and its captures now.
    All of them have moved by `growth` bytes and `lines` whole lines since, so their columns are what they were.
    Whatever else happens to it makes it another `found`.
    """

    found: Finding
    start: int
    end: int
    growth: int = 0
    lines: int = 0

    @property
    def now(self) -> Finding:
        """The finding as it is in this version."""
        growth = self.growth
        if not growth:
            return self.found
        # Nothing is lost by this.
        return placed_anew(self.found, lambda span: Span(span.start + growth, span.end + growth)) or self.found


def carried(finding: Finding) -> Carried:
    """A finding in the version in which it was found."""
    spans = [finding.span, *(span for spans in finding.captures.values() for span in spans)]
    return Carried(finding, min(span.start for span in spans), max(span.end for span in spans))


def placed_anew(finding: Finding, moved: Callable[[Span], Span | None]) -> Finding | None:
    """The finding with all its spans moved; None where one is gone."""
    span = moved(finding.span)
    if span is None:
        return None
    captures: dict[str, tuple[Span, ...]] = {}
    for name, spans in finding.captures.items():
        known = tuple(each for each in map(moved, spans) if each is not None)
        if len(known) < len(spans):
            return None
        captures[name] = known
    return replace(finding, span=span, captures=captures)


def taken_over(findings: Iterable[Finding], before: Iterable[Carried]) -> tuple[Carried, ...]:
    """Findings of a text, as they were carried to it where they are the same: what is known of those stays known."""
    known: dict[tuple[Span, str], Carried] = {}
    for each in before:
        span = each.found.span
        known[Span(span.start + each.growth, span.end + each.growth), each.found.skill] = each
    found = ((each, known.get((each.span, each.skill))) for each in findings)
    return tuple(same if same is not None and same.now == each else carried(each) for each, same in found)
