"""Where in the JSON of a notebook the texts of its cells stand, so that all around them stays as it is.

Places are characters of the text that was decoded; its objects and arrays are read one level at a time.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import NamedTuple

_DECODER = json.JSONDecoder()
_BLANKS = re.compile(r"[ \t\n\r]*")
_LINES = re.compile(r"[^\n]*\n|[^\n]+")
# What stands for one character; two escapes make one beyond the first plane.
_PAIR = r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
_CHARACTER = re.compile(rf"{_PAIR}|\\u[0-9a-fA-F]{{4}}|\\.|[^\\]", re.DOTALL)
_HALVES = re.compile("[\ud800-\udfff]")


class Piece(NamedTuple):
    """A string, from its opening quote to behind its closing one."""

    start: int
    end: int
    text: str


class Source(NamedTuple):
    """The value that holds the text of a cell: one string, or a list of strings.

    With `halves` of surrogate pairs in it, it has no text that could be written back.
    """

    start: int
    end: int
    pieces: tuple[Piece, ...]
    halves: bool = False

    @property
    def text(self) -> str:
        """The text of the cell."""
        return "".join(piece.text for piece in self.pieces)


def cell_sources(text: str) -> list[Source | None]:
    """For each cell of a notebook that was found to be JSON with a list of cells; None where it has no text."""
    start, _ = _members(text, text.index("{"))["cells"]
    return [_source(text, _members(text, at).get("source")) for at, _ in _items(text, start)]


def place_in_file(text: str, source: Source, index: int) -> int:
    """The place of a character of a cell's text; that behind its last one is the end of the last string."""
    for piece in source.pieces:
        if index < len(piece.text) or piece is source.pieces[-1]:
            return _inside(text, piece, index)
        index -= len(piece.text)
    return source.start


def written(text: str, source: Source, new: str) -> str:
    """The value for another text of the cell, in the way that the notebook is written; equal lines stay as is."""
    as_ascii = text.isascii() and "\\u" in text
    if text[source.start] != "[":
        return json.dumps(new, ensure_ascii=as_ascii)
    known = {piece.text: text[piece.start : piece.end] for piece in source.pieces}
    lines = [known.get(line) or json.dumps(line, ensure_ascii=as_ascii) for line in _LINES.findall(new)]
    opening, between, closing = _layout(text, source)
    return f"[{opening}{between.join(lines)}{closing}]"


def _layout(text: str, source: Source) -> tuple[str, str, str]:
    """What stands before, between and after the strings of a list."""
    if not source.pieces:
        return "", ", ", ""
    first, last = source.pieces[0], source.pieces[-1]
    opening, closing = text[source.start + 1 : first.start], text[last.end : source.end - 1]
    if first is last:
        return opening, f",{opening or ' '}", closing
    return opening, text[first.end : source.pieces[1].start], closing


def _source(text: str, place: tuple[int, int] | None) -> Source | None:
    if place is None:
        return None
    start, end = place
    found = _items(text, start) if text[start] == "[" else [place]
    values = [str(_DECODER.raw_decode(text, at)[0]) for at, _ in found]
    pieces = (Piece(*each, _text_of(value)) for each, value in zip(found, values, strict=True))
    return Source(start, end, tuple(pieces), any(map(_HALVES.search, values)))


def _text_of(value: str) -> str:
    """The text as it can be encoded: half of a surrogate pair becomes U+FFFD, as in the language server."""
    return _HALVES.sub("\ufffd", value)


def _inside(text: str, piece: Piece, index: int) -> int:
    """The place of a character of a string, whose escapes are longer than what they stand for."""
    at = piece.start + 1
    while index > 0 and at < piece.end - 1:
        found = _CHARACTER.match(text, at)
        assert found is not None
        at, index = found.end(), index - 1
    return at


def _members(text: str, start: int) -> dict[str, tuple[int, int]]:
    """From where to where the values of an object reach; of equal keys the last counts."""
    found = {}
    at = _after_blanks(text, start + 1)
    while text[at] != "}":
        key, at = _DECODER.raw_decode(text, at)
        at = _after_blanks(text, _after_blanks(text, at) + 1)
        _, end = _DECODER.raw_decode(text, at)
        found[key] = (at, end)
        at = _next(text, end)
    return found


def _items(text: str, start: int) -> Sequence[tuple[int, int]]:
    """From where to where the items of an array reach."""
    found = []
    at = _after_blanks(text, start + 1)
    while text[at] != "]":
        _, end = _DECODER.raw_decode(text, at)
        found.append((at, end))
        at = _next(text, end)
    return found


def _next(text: str, end: int) -> int:
    at = _after_blanks(text, end)
    return _after_blanks(text, at + 1) if text[at] == "," else at


def _after_blanks(text: str, at: int) -> int:
    found = _BLANKS.match(text, at)
    assert found is not None
    return found.end()
