"""Spans and text edits over UTF-8 bytes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of byte offsets, `start <= end`."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: {self.start}..{self.end}")

    def contains(self, other: Span) -> bool:
        """Whether `other` lies inside this span (equal spans do)."""
        return self.start <= other.start and other.end <= self.end

    def touches(self, other: Span) -> bool:
        """Whether the two overlap or meet; an empty span touches what it stands in or beside."""
        return self.start <= other.end and other.start <= self.end


@dataclass(frozen=True, slots=True, order=True)
class TextEdit:
    """Replace the bytes of `span` by `text`."""

    span: Span
    text: str


def apply_edits(source: bytes, edits: Iterable[TextEdit]) -> bytes:
    """The source after all edits, which refer to the source before any of them.

    Raises ValueError where two edits overlap or an edit lies outside the source. Insertions at one
    place keep the order in which they were given.
    """
    pieces: list[bytes] = []
    position = 0
    for edit in sorted(edits, key=lambda edit: edit.span):
        if edit.span.start < position or edit.span.end > len(source):
            raise ValueError(f"edit at {edit.span.start}..{edit.span.end} overlaps another or the end")
        pieces += (source[position : edit.span.start], edit.text.encode("utf-8"))
        position = edit.span.end
    pieces.append(source[position:])
    return b"".join(pieces)
