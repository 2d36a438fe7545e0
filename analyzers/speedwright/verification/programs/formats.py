"""How the text that a program reads is laid out, and texts as trees of that layout.

A format is a sequence of items: a line, or as many lines as an integer on an earlier line says. All of it may be
there several times over, as the first line of the text says: the cases of a contest's input.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)\Z")
_FLOAT = re.compile(r"-?[0-9]+\.[0-9]+\Z")
# The item of a reference to the line itself.
SELF = -1

Line = tuple[str, ...]
Lines = tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Ref:
    """`factor` times the integer in a column of the single line `item` of the same case, plus `offset`."""

    item: int
    column: int
    factor: int = 1
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Column:
    """What stands in one place of a line: an `int`, `float` or `word`.

    `low` is the sign: at least 1, at least 0, or None for any. `limit` and `floor` are integers that it never
    exceeds or falls below, `length` how long a word is. A word is made of the letters in `alphabet`; where only a
    few values were ever seen, `choices` are those.
    """

    kind: str
    low: int | None = None
    choices: tuple[str, ...] = ()
    limit: Ref | None = None
    floor: Ref | None = None
    length: Ref | None = None
    size: int | None = None
    alphabet: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """A line, or (`repeat`) as many lines as an earlier integer says.

    `count` says how many words are on a line; then the last column is that of all further ones. A line that `is_free`
    has any number of them. With neither there is one word per column.
    """

    columns: tuple[Column, ...]
    repeat: Ref | None = None
    count: Ref | None = None
    is_free: bool = False

    def column(self, position: int) -> Column | None:
        """The column of a word; None on a line that never had one."""
        return self.columns[min(position, len(self.columns) - 1)] if self.columns else None


@dataclass(frozen=True, slots=True)
class Format:
    """The layout of a text; with `has_cases` the first line says how often the items follow."""

    items: tuple[Item, ...]
    has_cases: bool

    def sizes(self) -> dict[tuple[int, int], int]:
        """The places (item, column) of integers that say how much follows, with the least that makes it one."""
        refs = [
            ref
            for number, item in enumerate(self.items)
            for ref in (item.repeat, item.count, *(column.length for column in item.columns))
            if ref is not None
            for ref in [Ref(number, ref.column) if ref.item == SELF else ref]
        ]
        least: dict[tuple[int, int], int] = {}
        for ref in refs:
            place = (ref.item, ref.column)
            least[place] = max(least.get(place, 0), 1 - ref.offset if ref.offset < 0 else 0)
        return least


Case = tuple[Lines, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A text as a tree: per case, per item, its lines of words."""

    format: Format
    cases: tuple[Case, ...]

    def text(self) -> bytes:
        """The text, each line ended."""
        lines: list[Line] = [(str(len(self.cases)),)] if self.format.has_cases else []
        lines += [line for case in self.cases for item in case for line in item]
        return "".join(" ".join(line) + "\n" for line in lines).encode("utf-8", "surrogateescape")


def split(text: bytes) -> Lines | None:
    """The words of each line, without empty lines at the end; None for what is not UTF-8."""
    try:
        lines = text.decode("utf-8").split("\n")
    except UnicodeDecodeError:
        return None
    while lines and not lines[-1].strip():
        lines.pop()
    return tuple(tuple(line.split()) for line in lines)


def is_integer(word: str) -> bool:
    """Whether a word is an integer as programs print them."""
    return _INTEGER.match(word) is not None and len(word) < 100


def is_number(word: str) -> bool:
    """Whether a word is an integer or a decimal fraction."""
    return is_integer(word) or _FLOAT.match(word) is not None


def value(ref: Ref, case: Sequence[Lines], line: Sequence[str]) -> int | None:
    """What a reference amounts to within a case; None where no integer is there."""
    target = line if ref.item == SELF else case[ref.item][0] if ref.item < len(case) and case[ref.item] else ()
    if ref.column >= len(target) or not is_integer(target[ref.column]):
        return None
    return ref.factor * int(target[ref.column]) + ref.offset


def documents(repeats: Sequence[Ref | None], has_cases: bool, lines: Lines) -> tuple[Case, ...] | None:
    """The cases of a text under a layout, of which the repeats are enough to know; None where it does not fit."""
    position, count = 0, 1
    if has_cases:
        if not lines or len(lines[0]) != 1 or not is_integer(lines[0][0]):
            return None
        position, count = 1, int(lines[0][0])
    cases: list[Case] = []
    while len(cases) < count:
        case: list[Lines] = []
        for repeat in repeats:
            wanted = 1 if repeat is None else value(repeat, case, ())
            if wanted is None or wanted < 0 or position + wanted > len(lines):
                return None
            case.append(lines[position : position + wanted])
            position += wanted
        cases.append(tuple(case))
    return tuple(cases) if position == len(lines) else None


def rows(cases: Sequence[Case], item: int) -> Iterator[tuple[Case, Line]]:
    """Every line of an item, with its case."""
    for case in cases:
        for line in case[item]:
            yield case, line
