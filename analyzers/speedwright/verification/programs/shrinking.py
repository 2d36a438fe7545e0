"""Making a text smaller while the programs still differ on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from speedwright.verification.programs.drawing import resized, sizes_of, with_line
from speedwright.verification.programs.formats import Document, is_integer, split

Differs = Callable[[bytes], bool]


def shrink(document: Document | None, text: bytes, differs: Differs, checks: int) -> bytes:
    """The smallest text found within so many checks; `differs` runs both programs."""
    left = checks
    if document is not None:
        smaller = True
        while smaller and left > 0:
            smaller = False
            for attempt in _smaller(document):
                left -= 1
                if differs(attempt.text()):
                    document, smaller = attempt, True
                    break
                if left <= 0:
                    break
        return document.text()
    return _without_lines(text, differs, checks)


def _smaller(document: Document) -> Iterator[Document]:
    """Fewer cases, then less of all that can be many, then smaller numbers and plainer words."""
    cases = document.cases
    if document.format.has_cases and len(cases) > 1:
        middle = len(cases) // 2
        yield Document(document.format, cases[:middle])
        yield Document(document.format, cases[middle:])
        for number in range(min(len(cases), 20)):
            yield Document(document.format, (*cases[:number], *cases[number + 1 :]))
    for number in range(min(len(cases), 4)):
        for place, size in sizes_of(document, number):
            for smaller in dict.fromkeys((1, size // 2, size - 1)):
                if 0 <= smaller < size:
                    yield resized(document, number, place, smaller)
                    yield resized(document, number, place, smaller, last=True)
    for number in range(min(len(cases), 4)):
        yield from _plainer(document, number)


def _plainer(document: Document, number: int) -> Iterator[Document]:
    sizes = document.format.sizes()
    for item, lines in enumerate(document.cases[number]):
        for row, line in enumerate(lines[:20]):
            for position, word in enumerate(line[:20]):
                if is_integer(word) and (item, position) not in sizes:
                    column, value = document.format.items[item].column(position), int(word)
                    least = (column.low if column is not None else None) or 0
                    for smaller in dict.fromkeys((0, 1, value // 2, value - 1)):
                        if least <= smaller < value and not (column is not None and column.choices):
                            changed = (*line[:position], str(smaller), *line[position + 1 :])
                            yield with_line(document, number, item, row, changed)


def _without_lines(text: bytes, differs: Differs, checks: int) -> bytes:
    """Lines taken away from the end, where no layout is known."""
    lines = split(text)
    if lines is None:
        return text
    kept = text.split(b"\n")
    position = len(kept) - 1
    while position > 0 and checks > 0:
        attempt = b"\n".join([*kept[:position], *kept[position + 1 :]])
        checks -= 1
        if differs(attempt):
            kept = attempt.split(b"\n")
        position -= 1
    return b"\n".join(kept)
