"""Byte offsets to lines and columns, and back."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import Literal

Encoding = Literal["utf-8", "utf-16", "utf-32"]


class LineIndex:
    """Lines and columns of one text, both from 0; lines end at LF, CR LF or CR, as in the language server protocol.

    Columns count the code units of an encoding. A byte that is not UTF-8 counts as one character.
    """

    __slots__ = ("_content", "_starts")

    def __init__(self, content: bytes, starts: list[int] | None = None) -> None:
        """`starts` are the offsets at which its lines begin, where these are known."""
        self._content = content
        self._starts = _line_starts(content) if starts is None else starts

    def edited(self, content: bytes, start: int, end: int) -> LineIndex:
        """That of the next version, in which other bytes stand in place of those from `start` to `end` of this
        one. Only the lines around are looked for: to find all of a long text takes as long as to parse it again.
        """
        growth = len(content) - len(self._content)
        # One line more than the first that changed: the end of that before it may be half of CR LF.
        first = max(0, self.line_of(start) - 1)
        behind = bisect_right(self._starts, end)
        since = self._starts[first]
        until = self._starts[behind] + growth if behind < len(self._starts) else len(content)
        within = _line_starts(content[since:until])
        if behind < len(self._starts):
            # The last is the line behind it all.
            del within[-1]
        after = self._starts[behind:]
        starts = self._starts[:first]
        starts += [since + each for each in within]
        starts += [each + growth for each in after] if growth else after
        return LineIndex(content, starts)

    @property
    def line_count(self) -> int:
        """The number of lines; an empty text has one."""
        return len(self._starts)

    def line_start(self, line: int) -> int:
        """The offset at which a line begins."""
        return self._starts[line]

    def line_of(self, offset: int) -> int:
        """The line that holds an offset."""
        return bisect_right(self._starts, offset) - 1

    def position(self, offset: int, encoding: Encoding = "utf-32") -> tuple[int, int]:
        """Line and column of an offset; one beyond the end counts as the end."""
        offset = min(max(offset, 0), len(self._content))
        line = self.line_of(offset)
        before = self._content[self._starts[line] : offset]
        return line, _width(before, encoding)

    def offset(self, line: int, column: int, encoding: Encoding = "utf-32") -> int:
        """The offset of a position. Beyond a line's end means its end, beyond the text the text's end."""
        if line >= len(self._starts):
            return len(self._content)
        start = self._starts[max(line, 0)]
        text = self._line_text(max(line, 0))
        if line < 0 or column <= 0:
            return start
        if text.isascii() or encoding == "utf-8":
            return start + _character_start(text, min(column, len(text)))
        return start + _bytes_of_units(text, column, encoding)

    def _line_text(self, line: int) -> bytes:
        end = self._starts[line + 1] if line + 1 < len(self._starts) else len(self._content)
        return self._content[self._starts[line] : end].rstrip(b"\r\n")


def _line_starts(content: bytes) -> list[int]:
    starts = [0, *accumulate(map(len, content.splitlines(keepends=True)))]
    if content and not content.endswith((b"\n", b"\r")):
        del starts[-1]
    return starts


def _width(text: bytes, encoding: Encoding) -> int:
    if encoding == "utf-8" or text.isascii():
        return len(text)
    characters = text.decode("utf-8", "surrogateescape")
    if encoding == "utf-32":
        return len(characters)
    return sum(_units(character) for character in characters)


def _units(character: str) -> int:
    return 2 if ord(character) > 0xFFFF else 1


def _bytes_of_units(text: bytes, units: int, encoding: Encoding) -> int:
    taken = 0
    consumed = 0
    for character in text.decode("utf-8", "surrogateescape"):
        taken += _units(character) if encoding == "utf-16" else 1
        if taken > units:
            break
        consumed += len(character.encode("utf-8", "surrogateescape"))
    return consumed


def _character_start(text: bytes, offset: int) -> int:
    """The start of the character that an offset falls into, so that no edit ever splits one."""
    while 0 < offset < len(text) and text[offset] & 0xC0 == 0x80:
        offset -= 1
    return offset
