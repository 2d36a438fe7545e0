"""From example texts to the layouts that fit all of them."""

from __future__ import annotations

import itertools
import string
from collections.abc import Iterator, Sequence

from speedwright.verification.programs.formats import (
    SELF,
    Case,
    Column,
    Format,
    Item,
    Line,
    Lines,
    Ref,
    documents,
    is_integer,
    is_number,
    rows,
    value,
)

ITEMS = 6
TRIALS = 4000
FITTING = 24
KEPT = 3
# A relation between numbers is believed when it held this often, and its bound was met.
SUPPORT = 8
# Of values that were seen this often, there are no others than those that were seen.
CHOICES, CHOICE_SUPPORT = 2, 16
WORD_CHOICES = 4
_FACTORS = ((1, 0), (1, -1), (1, 1), (2, 0), (1, -2))
_CLASSES = (string.ascii_lowercase, string.ascii_uppercase, string.digits)
# Lines and words with this many fixed places are tables rather than lists.
_WIDEST = 8
_LOOSE = 5.0


def formats(examples: Sequence[Lines]) -> tuple[Format, ...]:
    """The layouts that fit all examples, the one that explains most of them first."""
    if not examples:
        return ()
    shortest = min(examples, key=len)
    found: list[tuple[float, Format]] = []
    for repeats, has_cases in itertools.islice(_layouts(shortest), TRIALS):
        parsed = [documents(repeats, has_cases, lines) for lines in examples]
        if any(each is None for each in parsed):
            continue
        cases = [case for each in parsed if each is not None for case in each]
        if cases:
            made = Format(tuple(_item(cases, repeats, number) for number in range(len(repeats))), has_cases)
            found.append((_cost(made), made))
        if len(found) >= FITTING:
            break
    found.sort(key=lambda each: each[0])
    return tuple(each for _, each in found[:KEPT])


def _cost(made: Format) -> float:
    """How much a layout leaves unexplained; few items are better than many, cases better than one long text."""
    cost = 0.0 if made.has_cases else 0.5
    for item in made.items:
        cost += 1.2 if item.repeat is None else 1.0 if item.repeat.factor == 1 and not item.repeat.offset else 1.3
        cost += _LOOSE if item.is_free else 0.0
    return cost


def _layouts(lines: Lines) -> Iterator[tuple[tuple[Ref | None, ...], bool]]:
    """Sequences of items that may fit one text, short ones first."""
    for length in range(1, ITEMS + 1):
        for start, has_cases in ((1, True), (0, False)):
            if not has_cases or (lines and len(lines[0]) == 1 and is_integer(lines[0][0])):
                for repeats in _extended((), (), start, lines, length):
                    yield repeats, has_cases


def _extended(
    repeats: tuple[Ref | None, ...], case: Case, position: int, lines: Lines, length: int
) -> Iterator[tuple[Ref | None, ...]]:
    if length == 0:
        yield repeats
        return
    options: list[Ref | None] = [None, *_refs(case, repeats)]
    for option in options:
        wanted = 1 if option is None else value(option, case, ())
        if wanted is not None and wanted >= 0 and position + wanted <= len(lines):
            item = lines[position : position + wanted]
            yield from _extended((*repeats, option), (*case, item), position + wanted, lines, length - 1)


def _refs(case: Sequence[Lines], repeats: Sequence[Ref | None]) -> Iterator[Ref]:
    """References to the integers on the single lines before, the plain ones first."""
    places = [
        (number, column)
        for number, (item, repeat) in enumerate(zip(case, repeats, strict=False))
        if repeat is None and item and len(item[0]) <= _WIDEST
        for column, word in enumerate(item[0])
        if is_integer(word)
    ]
    yield from (Ref(*place, factor, offset) for factor, offset in _FACTORS for place in places)


def _item(cases: Sequence[Case], repeats: Sequence[Ref | None], number: int) -> Item:
    lines = list(rows(cases, number))
    widths = {len(line) for _, line in lines}
    refs = [ref for ref in _refs(cases[0], repeats[:number]) if ref.factor == 1 or ref.offset == 0]
    own = [Ref(SELF, 0, 1, 1), Ref(SELF, 0, 2, 1)]
    count = next((ref for ref in refs + own if _says_width(ref, lines)), None)
    if count is not None and (len(widths) > 1 or max(widths, default=0) > 2):
        leading = 1 if count.item == SELF else 0
        columns = _columns([(case, line[:leading]) for case, line in lines], refs, leading)
        rest = [(case, line[leading:]) for case, line in lines]
        return Item((*columns, _column(_cells(rest), refs)), repeats[number], count)
    if len(widths) <= 1:
        width = next(iter(widths), 0)
        if width <= _WIDEST:
            return Item(_columns(lines, refs, width), repeats[number])
    return Item((_column(_cells(lines), refs),), repeats[number], is_free=True)


Cells = list[tuple[Case, Line, str]]


def _cells(lines: Sequence[tuple[Case, Line]]) -> Cells:
    return [(case, line, word) for case, line in lines for word in line]


def _columns(lines: Sequence[tuple[Case, Line]], refs: Sequence[Ref], width: int) -> tuple[Column, ...]:
    made = []
    for position in range(width):
        before = [Ref(SELF, earlier) for earlier in range(position)]
        made.append(_column([(case, line, line[position]) for case, line in lines], [*before, *refs]))
    return tuple(made)


def _says_width(ref: Ref, lines: Sequence[tuple[Case, Line]]) -> bool:
    return bool(lines) and all(value(ref, case, line) == len(line) for case, line in lines)


def _column(cells: Cells, refs: Sequence[Ref]) -> Column:
    words = [word for _, _, word in cells]
    lengths = {len(word) for word in words}
    length = next((ref for ref in refs if _says_length(ref, cells)), None) if len(lengths) > 1 else None
    if words and length is None and all(map(is_number, words)):
        return _number(cells, words, refs)
    distinct = tuple(dict.fromkeys(words))
    if len(words) >= CHOICE_SUPPORT and len(distinct) <= WORD_CHOICES and len(lengths) > 1 and length is None:
        return Column("word", choices=distinct)
    size = next(iter(lengths)) if len(lengths) == 1 and len(words) >= WORD_CHOICES else None
    return Column("word", length=length, size=size, alphabet=_alphabet(words))


def _says_length(ref: Ref, cells: Cells) -> bool:
    return all(value(ref, case, line) == len(word) for case, line, word in cells)


def _number(cells: Cells, words: Sequence[str], refs: Sequence[Ref]) -> Column:
    kind = "int" if all(map(is_integer, words)) else "float"
    least = min(float(word) for word in words)
    low = 1 if least >= 1 else 0 if least >= 0 else None
    distinct = tuple(sorted(set(words)))
    if kind == "float":
        return Column(kind, low)
    if (
        len(words) >= CHOICE_SUPPORT
        and len(distinct) <= CHOICES
        and all(abs(int(word)) <= CHOICES for word in distinct)
    ):
        return Column(kind, low, choices=distinct)
    plain = [ref for ref in refs if ref.factor == 1 and ref.offset in (0, -1)]
    limit = next((ref for ref in plain if _bounds(ref, cells, 1)), None)
    floor = None if limit is not None else next((ref for ref in plain if _bounds(ref, cells, -1)), None)
    return Column(kind, low, limit=limit, floor=floor)


def _bounds(ref: Ref, cells: Cells, sign: int) -> bool:
    """Whether numbers never lie beyond an earlier one: often enough, and up to it, so that it is no chance."""
    if len(cells) < SUPPORT:
        return False
    differences = []
    for case, line, word in cells:
        bound = value(ref, case, line)
        if bound is None:
            return False
        differences.append(sign * (bound - int(word)))
    return min(differences) == 0 and len(set(differences)) > 1


def _alphabet(words: Sequence[str]) -> str:
    """The letters that were seen; all of a kind where many of it were."""
    seen = set("".join(words))
    for kind in _CLASSES:
        if len(seen.intersection(kind)) > WORD_CHOICES:
            seen.update(kind)
    return "".join(sorted(seen))
