"""Reads the values of a pstats file, which is marshalled: numbers, texts, tuples and dicts, and nothing else.

`marshal.loads` is not made for files of others: a crafted one crashes the interpreter, or makes code objects.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any

DEEPEST = 16
_REFERRED = 0x80


class Unmarshallable(ValueError):
    """Bytes that no pstats file has."""


class _End:
    """Stands behind the last item of a dict."""


_END = _End()


def unmarshalled(text: bytes) -> Any:
    """The value. Raises Unmarshallable, whatever the bytes are."""
    try:
        return _Reader(text).value(0)
    except (struct.error, IndexError, UnicodeDecodeError, TypeError, OverflowError) as error:
        raise Unmarshallable(str(error)) from error


class _Reader:
    """A place in the bytes, and the values that later ones refer to."""

    def __init__(self, text: bytes) -> None:
        self._text = text
        self._at = 0
        self._referred: list[Any] = []

    def value(self, depth: int) -> Any:
        if depth > DEEPEST:
            raise Unmarshallable("its values are nested too deeply")
        code = self._bytes(1)[0]
        kind, referred = chr(code & ~_REFERRED), bool(code & _REFERRED)
        if kind == "r":
            return self._referred[self._number("<I", 4)]
        # A container takes its place among the referred before its items do.
        place = len(self._referred)
        if referred:
            self._referred.append(None)
        value = self._read(kind, depth)
        if referred:
            self._referred[place] = value
        return value

    def _read(self, kind: str, depth: int) -> Any:
        if kind in _CONSTANTS:
            return _CONSTANTS[kind]
        if kind in _READERS:
            return _READERS[kind](self)
        if kind == "(":
            return self._tuple(self._number("<I", 4), depth)
        if kind == ")":
            return self._tuple(self._bytes(1)[0], depth)
        if kind == "{":
            return self._dict(depth)
        raise Unmarshallable(f"no pstats file has a value of kind {kind!r}")

    def _bytes(self, count: int) -> bytes:
        found = self._text[self._at : self._at + count]
        if len(found) < count:
            raise Unmarshallable("it ends too early")
        self._at += count
        return found

    def _number(self, layout: str, count: int) -> Any:
        return struct.unpack(layout, self._bytes(count))[0]

    def _tuple(self, count: int, depth: int) -> tuple[Any, ...]:
        if count > len(self._text):
            raise Unmarshallable("it ends too early")
        return tuple(self.value(depth + 1) for _ in range(count))

    def _dict(self, depth: int) -> dict[Any, Any]:
        found: dict[Any, Any] = {}
        while (key := self.value(depth + 1)) is not _END:
            found[key] = self.value(depth + 1)
        return found

    def _text_of(self, count: int, encoding: str) -> str:
        return self._bytes(count).decode(encoding, "surrogatepass" if encoding == "utf-8" else "strict")

    def _long(self) -> int:
        """A large whole number: fifteen bits at a time, their count negative for a negative one."""
        count = self._number("<i", 4)
        digits: list[int] = [self._number("<H", 2) for _ in range(min(abs(count), 64))]
        value = sum(digit << 15 * place for place, digit in enumerate(digits))
        return -value if count < 0 else value


_CONSTANTS: dict[str, Any] = {"0": _END, "N": None, "T": True, "F": False}
_READERS: dict[str, Callable[[_Reader], Any]] = {
    "i": lambda reader: reader._number("<i", 4),
    "I": lambda reader: reader._number("<q", 8),
    "l": lambda reader: reader._long(),
    "g": lambda reader: reader._number("<d", 8),
    "f": lambda reader: float(reader._text_of(reader._bytes(1)[0], "ascii")),
    "s": lambda reader: reader._text_of(reader._number("<I", 4), "utf-8"),
    "t": lambda reader: reader._text_of(reader._number("<I", 4), "utf-8"),
    "u": lambda reader: reader._text_of(reader._number("<I", 4), "utf-8"),
    "a": lambda reader: reader._text_of(reader._number("<I", 4), "latin-1"),
    "A": lambda reader: reader._text_of(reader._number("<I", 4), "latin-1"),
    "z": lambda reader: reader._text_of(reader._bytes(1)[0], "latin-1"),
    "Z": lambda reader: reader._text_of(reader._bytes(1)[0], "latin-1"),
}
