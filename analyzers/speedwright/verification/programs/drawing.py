"""Texts of a layout: small, extreme and large ones, and those that differ a little from an example."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from speedwright.verification.programs.formats import (
    Case,
    Column,
    Document,
    Format,
    Item,
    Line,
    Lines,
    Ref,
    is_integer,
    value,
)

# Magnitude is nothing that examples narrow: beyond 32 bits, beyond what a float holds exactly, and round numbers.
EXTREMES = (10**9, 2**31, 10**12, 2**53 + 1, 10**18)
_EXTREME_SHARE = 0.04
_SMALL = 12
# What one number that says how much follows may add to a text.
_LARGEST = 200_000
_WORDS = 10


@dataclass(frozen=True, slots=True)
class Scale:
    """How large a text is to be: the integers that say how much follows, the number of cases, and all others."""

    size: int
    cases: int
    magnitude: int


class Drawer:
    """Draws documents of one layout; `seen` are those of the examples."""

    def __init__(self, layout: Format, seen: Sequence[Document], rng: random.Random) -> None:
        self._format = layout
        self._seen = seen
        self._rng = rng
        self._sizes = layout.sizes()

    def small(self) -> Document:
        """A text of few lines, its numbers small more often than not."""
        rng = self._rng
        scale = Scale(rng.choice((1, 2, 3, 5, 8, _SMALL)), rng.choice((1, 1, 2, 4)), rng.choice((3, 10, 30, 100)))
        return self._document(scale, exact=False)

    def grown(self, n: int) -> Document:
        """A text in which all that can be many is about `n`; where nothing can, its numbers are about that large."""
        scale = Scale(n, 1 if self._sizes else n, max(10, n))
        return self._document(scale, exact=True)

    def varied(self) -> Document | None:
        """An example with one thing in it changed, laid out as before; None without an example."""
        if not self._seen:
            return None
        document = self._rng.choice(self._seen)
        for _ in range(self._rng.choice((1, 1, 2, 4))):
            document = self._rng.choice(_CHANGES)(self, document)
        return _settled(document)

    def _document(self, scale: Scale, exact: bool) -> Document:
        count = scale.cases if self._format.has_cases else 1
        return Document(self._format, tuple(self._case(scale, exact) for _ in range(count)))

    def _case(self, scale: Scale, exact: bool) -> Case:
        case: list[Lines] = []
        for number, item in enumerate(self._format.items):
            repeat = 1 if item.repeat is None else _bounded(value(item.repeat, case, ()))
            style = self._style(scale)
            case.append(tuple(self._line(item, number, case, scale, exact, style) for _ in range(repeat)))
        return tuple(case)

    def _line(
        self, item: Item, number: int, case: Sequence[Lines], scale: Scale, exact: bool, style: Callable[[], int]
    ) -> Line:
        line: list[str] = []
        fixed = len(item.columns) - (1 if item.count is not None or item.is_free else 0)
        for position in range(fixed):
            is_size = (number, position) in self._sizes
            column = item.columns[position]
            least = max(self._sizes.get((number, position), 0), column.low or 0)
            drawn = self._size(column, least, case, line, scale, exact) if is_size else None
            line.append(drawn or self._word(column, case, line, scale, style))
        wanted = len(line)
        if item.is_free:
            wanted = scale.size if exact else self._rng.randint(1, max(1, scale.size))
        elif item.count is not None:
            wanted = _bounded(value(item.count, case, line))
        while len(line) < wanted:
            line.append(self._word(item.columns[-1], case, line, scale, style))
        return tuple(line)

    def _size(
        self, column: Column, least: int, case: Sequence[Lines], line: Line | list[str], scale: Scale, exact: bool
    ) -> str:
        bound = None if column.limit is None else value(column.limit, case, line)
        most = max(least, scale.size if bound is None else min(scale.size, bound))
        if exact:
            return str(most)
        return str(least if self._rng.random() < 0.1 else self._rng.randint(least, most))

    def _style(self, scale: Scale) -> Callable[[], int]:
        """How the numbers of one list are: alike, few different ones, ascending, small or of any size."""
        rng, most = self._rng, max(1, scale.magnitude)
        kind = rng.random()
        if kind < 0.15:
            few = [rng.randint(0, most) for _ in range(rng.choice((1, 2)))]
            return lambda: rng.choice(few)
        if kind < 0.3:
            step, start = rng.choice((-1, 1, 2)), rng.randint(0, most)
            counter = iter(range(start, start + step * 10**7, step))
            return lambda: next(counter, start)
        if kind < 0.5:
            return lambda: rng.randint(0, min(3, most))
        if kind < 0.55:
            return lambda: rng.choice((*EXTREMES, rng.randint(0, most)))
        return lambda: rng.randint(0, most)

    def _word(
        self, column: Column, case: Sequence[Lines], line: Line | list[str], scale: Scale, style: Callable[[], int]
    ) -> str:
        rng = self._rng
        if column.choices:
            return rng.choice(column.choices)
        if column.kind == "word":
            return self._letters(column, case, line, scale)
        number = style() if rng.random() > _EXTREME_SHARE else rng.choice((0, 1, 2, *EXTREMES))
        if column.low is None and rng.random() < 0.4:
            number = -number
        if column.kind == "float":
            sign = "-" if number < 0 else ""
            return f"{sign}{abs(number)}.{rng.choice((0, 5, 25, 1, rng.randint(0, 99)))}"
        return str(_within(column, number, case, line))

    def _letters(self, column: Column, case: Sequence[Lines], line: Line | list[str], scale: Scale) -> str:
        rng = self._rng
        letters = column.alphabet or "a"
        if column.length is not None:
            length = _bounded(value(column.length, case, line))
        else:
            length = column.size or rng.randint(1, max(1, min(scale.size, _LARGEST)))
        few = rng.sample(letters, min(len(letters), rng.choice((1, 2, 3, len(letters)))))
        return "".join(rng.choices(few, k=length))

    def _changed_word(self, document: Document) -> Document:
        """Another word in the place of one that says nothing about what follows."""
        place = self._place(document)
        if place is None:
            return document
        number, item, row, position = place
        case = document.cases[number]
        line = case[item][row]
        column = self._format.items[item].column(position)
        if column is None or (item, position) in self._sizes or self._counts_itself(item, position):
            return document
        near = self._near(line[position], column, case, line)
        scale = Scale(max(1, len(line[position])), 1, self._rng.choice((3, 10, 100, 10**4)))
        word = near if near is not None else self._word(column, case, line[:position], scale, self._style(scale))
        return with_line(document, number, item, row, (*line[:position], word, *line[position + 1 :]))

    def _near(self, word: str, column: Column, case: Case, line: Line) -> str | None:
        """A number beside the one that was there, sometimes."""
        if column.kind != "int" or column.choices or not is_integer(word) or self._rng.random() < 0.5:
            return None
        number = int(word) + self._rng.choice((-2, -1, 1, 2))
        return str(_within(column, number, case, line))

    def _rearranged(self, document: Document) -> Document:
        """The words of a list in another order, or one of them twice."""
        place = self._place(document)
        if place is None:
            return document
        number, item, row, _ = place
        made = self._format.items[item]
        line = document.cases[number][item][row]
        fixed = len(made.columns) - 1 if made.count is not None or made.is_free else len(line)
        rest = list(line[fixed:])
        if len(rest) < 2:
            return document
        change = self._rng.random()
        if change < 0.3:
            self._rng.shuffle(rest)
        elif change < 0.45:
            rest.sort(key=_key)
        elif change < 0.6:
            rest.reverse()
        elif change < 0.7:
            rest = [rest[0]] * len(rest)
        else:
            rest[self._rng.randrange(len(rest))] = self._rng.choice(rest)
        return with_line(document, number, item, row, (*line[:fixed], *rest))

    def _other_lines(self, document: Document) -> Document:
        """Lines that are repeated in another order, or one of them twice."""
        place = self._place(document)
        if place is None:
            return document
        number, item, row, _ = place
        lines = list(document.cases[number][item])
        if len(lines) < 2:
            return document
        if self._rng.random() < 0.5:
            self._rng.shuffle(lines)
        else:
            lines[row] = self._rng.choice(lines)
        return with_item(document, number, item, tuple(lines))

    def _other_cases(self, document: Document) -> Document:
        """One case less or more, where there may be any number."""
        cases = list(document.cases)
        if not self._format.has_cases or not cases:
            return document
        if len(cases) > 1 and self._rng.random() < 0.6:
            del cases[self._rng.randrange(len(cases))]
        else:
            cases.insert(self._rng.randrange(len(cases) + 1), self._rng.choice(cases))
        return Document(document.format, tuple(cases))

    def _redrawn_case(self, document: Document) -> Document:
        """A case drawn anew beside those that stay."""
        cases = list(document.cases)
        if not cases:
            return document
        scale = Scale(self._rng.choice((1, 3, 6, _SMALL)), 1, self._rng.choice((3, 10, 100)))
        cases[self._rng.randrange(len(cases))] = self._case(scale, exact=False)
        return Document(document.format, tuple(cases))

    def _place(self, document: Document) -> tuple[int, int, int, int] | None:
        """Some word of a document: case, item, line and position."""
        if not document.cases:
            return None
        number = self._rng.randrange(len(document.cases))
        case = document.cases[number]
        filled = [item for item, lines in enumerate(case) if any(lines)]
        if not filled:
            return None
        item = self._rng.choice(filled)
        row = self._rng.choice([row for row, line in enumerate(case[item]) if line])
        return number, item, row, self._rng.randrange(len(case[item][row]))

    def _counts_itself(self, item: int, position: int) -> bool:
        count = self._format.items[item].count
        return count is not None and count.item < 0 and position == count.column


_CHANGES: tuple[Callable[[Drawer, Document], Document], ...] = (
    Drawer._changed_word,
    Drawer._changed_word,
    Drawer._changed_word,
    Drawer._rearranged,
    Drawer._rearranged,
    Drawer._other_lines,
    Drawer._other_cases,
    Drawer._redrawn_case,
)


def _within(column: Column, number: int, case: Sequence[Lines], line: Line | list[str]) -> int:
    """The number, moved into what its column allows."""
    if column.low is not None:
        number = max(column.low, number)
    limit = None if column.limit is None else value(column.limit, case, line)
    if limit is not None and number > limit:
        least = column.low or 0
        number = least + number % (limit - least + 1) if limit >= least else limit
    floor = None if column.floor is None else value(column.floor, case, line)
    return number if floor is None else max(floor, number)


def _bounded(count: int | None) -> int:
    return max(0, min(_LARGEST, count or 0))


def _key(word: str) -> tuple[int, str]:
    return (int(word), "") if is_integer(word) else (0, word)


def with_item(document: Document, case: int, item: int, lines: Lines) -> Document:
    """The document with other lines for one item."""
    old = document.cases[case]
    changed = (*old[:item], lines, *old[item + 1 :])
    return Document(document.format, (*document.cases[:case], changed, *document.cases[case + 1 :]))


def with_line(document: Document, case: int, item: int, row: int, line: Line) -> Document:
    """The document with one line changed."""
    lines = document.cases[case][item]
    return with_item(document, case, item, (*lines[:row], line, *lines[row + 1 :]))


def resized(document: Document, case: int, place: tuple[int, int], size: int, last: bool = False) -> Document:
    """The document with another value for an integer that says how much follows, and as much less of that.

    What is kept is the first of what there was, or the `last`.
    """
    item, column = place
    lines = document.cases[case][item]
    changed = document
    for row, line in enumerate(lines):
        if column < len(line):
            changed = with_line(changed, case, item, row, (*line[:column], str(size), *line[column + 1 :]))
    return _settled_case(changed, case, last)


def _settled(document: Document) -> Document:
    """The document with all numbers within their bounds: a bound may have been changed."""
    for case in range(len(document.cases)):
        document = _settled_case(document, case, last=False)
    return document


def _settled_case(document: Document, case: int, last: bool) -> Document:
    for number, made in enumerate(document.format.items):
        document = with_item(document, case, number, _trimmed(made, document.cases[case], number, last))
    return document


def _trimmed(item: Item, case: Case, number: int, last: bool) -> Lines:
    lines = case[number]
    if item.repeat is not None:
        lines = _cut(lines, _bounded(value(item.repeat, case, ())), last)
    return tuple(_trimmed_line(item, case, line, last) for line in lines)


def _trimmed_line(item: Item, case: Case, line: Line, last: bool) -> Line:
    words = []
    for position, word in enumerate(line):
        column = item.column(position)
        if column is not None and column.length is not None:
            word = _cut(word, _bounded(value(column.length, case, line)), last)
        elif column is not None and column.limit is not None and is_integer(word):
            word = str(_within(column, int(word), case, line))
        words.append(word)
    if item.count is None:
        return tuple(words)
    fixed = len(item.columns) - 1
    wanted = _bounded(value(item.count, case, words)) - fixed
    return (*words[:fixed], *_cut(tuple(words[fixed:]), max(0, wanted), last))


_Sequence = TypeVar("_Sequence", str, tuple[str, ...], tuple[tuple[str, ...], ...])


def _cut(sequence: _Sequence, length: int, last: bool) -> _Sequence:
    return sequence[max(0, len(sequence) - length) :] if last else sequence[:length]


def sizes_of(document: Document, case: int) -> list[tuple[tuple[int, int], int]]:
    """The integers of a case that say how much follows, with their places."""
    found = []
    for place in sorted(document.format.sizes()):
        size = value(Ref(*place), document.cases[case], ())
        if size is not None:
            found.append((place, size))
    return found
