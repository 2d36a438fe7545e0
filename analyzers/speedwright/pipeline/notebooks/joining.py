"""The code cells of a notebook as one module, line for line, and edits of that module as edits of cells.

What only IPython understands (magics, shell commands, requests for help) is replaced by `pass`, so that the lines
around it stay where they are. Names that it would bind stay unbound: nothing is proven about them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from speedwright.model.text import Span, TextEdit, apply_edits
from speedwright.pipeline.logical_lines import UnclosedText, logical_starts

# A line at which a statement begins, and which is none of Python's.
_ESCAPED = re.compile(r"\s*(?:[%!?/,;]|[\w.*%]+\?{1,2}\s*$|[^=#'\"]+=\s*(?:%\s*\w|!))")
_CELL_MAGIC = re.compile(r"\s*%%(\w*)")
# Their cells are Python that runs here, as it stands.
_PYTHON_MAGICS = frozenset({"time", "timeit", "capture", "prun", "debug"})
_LINE_END = re.compile("\r\n|\n|\r")


@dataclass(frozen=True, slots=True)
class JoinedCell:
    """Where a cell stands in the module, as bytes and lines (from 0).

    `escaped` are lines of the cell that are none of Python's, `first_editable` the first that may be edited.
    """

    span: Span
    line: int
    line_count: int
    escaped: frozenset[int] = frozenset()
    first_editable: int = 0


@dataclass(frozen=True, slots=True)
class JoinedCells:
    """The module, and where in it each cell stands."""

    content: bytes
    cells: tuple[JoinedCell, ...]

    def cell_at(self, offset: int) -> int:
        """The number of the cell at a byte of the module; its end belongs to it."""
        return bisect_right(self.cells, offset, key=lambda cell: cell.span.start) - 1


def join_cells(texts: Iterable[str | None]) -> JoinedCells:
    """The module of these cells in their order. None stands for a cell that is not code; it takes one empty line.

    Cells in other languages, and those that open a bracket or quote and do not close it, take empty lines too.
    """
    content = bytearray()
    cells: list[JoinedCell] = []
    line = 0
    for text in texts:
        lines = _LINE_END.split(text or "")
        python, escaped = _as_python(lines) if text is not None else ([""], frozenset())
        # The cell's own ends of lines, so that columns and offsets in them stay what they are.
        ends = [*_LINE_END.findall(text or ""), ""]
        encoded = "".join(each + end for each, end in zip(python, ends, strict=True)).encode("utf-8")
        start = len(content)
        content += encoded
        magic = _magic_line(lines)
        first = 0 if magic is None else magic + 1
        cells.append(JoinedCell(Span(start, len(content)), line, len(lines), escaped, first))
        # A carriage return, here or at the start of the next cell, would make one end of a line of two.
        content += b" \n" if encoded.endswith(b"\r") else b"\n"
        line += len(lines)
    return JoinedCells(bytes(content), tuple(cells))


def edits_by_cell(
    texts: Sequence[str | None], joined: JoinedCells, edits: Iterable[TextEdit]
) -> tuple[tuple[int, TextEdit], ...] | None:
    """The edits of the module with the number of the cell that each is in, as spans of the module inside that cell.

    None where they do not leave exactly the edited module: for an edit across cells, or at what only IPython reads.
    """
    found = _in_cells(texts, joined, edits)
    return None if found is None else found.edits


def edited_cells(
    texts: Sequence[str | None], joined: JoinedCells, edits: Iterable[TextEdit]
) -> Mapping[int, str] | None:
    """The new texts of the cells that edits of the module change, by number; None as for `edits_by_cell`."""
    found = _in_cells(texts, joined, edits)
    return None if found is None else found.texts


class _InCells(NamedTuple):
    """Edits with the numbers of their cells, and the new texts of these."""

    edits: tuple[tuple[int, TextEdit], ...]
    texts: Mapping[int, str]


def _in_cells(texts: Sequence[str | None], joined: JoinedCells, edits: Iterable[TextEdit]) -> _InCells | None:
    edits = tuple(edits)
    own = tuple(each for each in (_in_a_cell(joined, edit) for edit in edits) if each is not None)
    if len(own) < len(edits):
        return None
    edited: dict[int, str] = {}
    for number in sorted({number for number, _ in own}):
        local = _local(texts[number], joined.cells[number], [edit for owner, edit in own if owner == number])
        if local is None:
            return None
        edited[number] = local
    changed = [edited.get(number, text) for number, text in enumerate(texts)]
    return _InCells(own, edited) if join_cells(changed).content == apply_edits(joined.content, edits) else None


def _in_a_cell(joined: JoinedCells, edit: TextEdit) -> tuple[int, TextEdit] | None:
    span, text = edit.span, edit.text
    for number, cell in enumerate(joined.cells):
        if not cell.span.start <= span.start <= cell.span.end:
            continue
        if span.end <= cell.span.end:
            return number, edit
        if span.end > cell.span.end + 1:
            return None
        # The last line with its end, which in the cell has none.
        if text.endswith("\n"):
            return number, TextEdit(Span(span.start, cell.span.end), text[:-1])
        if not text and span.start > cell.span.start:
            return number, TextEdit(Span(span.start - 1, cell.span.end), "")
    return None


def _local(text: str | None, cell: JoinedCell, edits: Sequence[TextEdit]) -> str | None:
    """The cell's own text after edits; None where one touches what only IPython reads."""
    if text is None:
        return None
    own = text.encode("utf-8")
    starts, joined_starts = _starts(text), _joined_starts(text)
    moved = []
    for edit in edits:
        places = [_place(offset - cell.span.start, joined_starts) for offset in (edit.span.start, edit.span.end)]
        (first, _), (last, last_column) = places
        touched = range(first, last + 1 if last_column or first == last else last)
        insertion = edit.span.start == edit.span.end and last_column == 0
        if first < cell.first_editable or (not insertion and cell.escaped.intersection(touched)):
            return None
        start, end = (starts[line] + column for line, column in places)
        moved.append(TextEdit(Span(start, end), edit.text))
    return apply_edits(own, moved).decode("utf-8")


def _starts(text: str) -> list[int]:
    """The byte at which each line begins."""
    lines = zip(_LINE_END.split(text), [*_LINE_END.findall(text), ""], strict=True)
    starts = [0]
    for line, end in lines:
        starts.append(starts[-1] + len((line + end).encode("utf-8")))
    return starts[:-1]


def _joined_starts(text: str) -> list[int]:
    """The same of the cell as it stands in the module."""
    python, _ = _as_python(_LINE_END.split(text))
    return _starts("".join(line + end for line, end in zip(python, [*_LINE_END.findall(text), ""], strict=True)))


def _place(offset: int, starts: Sequence[int]) -> tuple[int, int]:
    line = max(number for number, start in enumerate(starts) if start <= offset)
    return line, offset - starts[line]


def _magic_line(lines: Sequence[str]) -> int | None:
    """The line that says what the whole cell is: the first one with something in it."""
    first = next((number for number, line in enumerate(lines) if line.strip()), None)
    return first if first is not None and _CELL_MAGIC.match(lines[first]) else None


def _as_python(lines: Sequence[str]) -> tuple[list[str], frozenset[int]]:
    """As many lines of Python, and which of them are others than they were."""
    nothing = [""] * len(lines), frozenset(range(len(lines)))
    python, escaped = list(lines), set()
    begin = 0
    if (magic := _magic_line(lines)) is not None:
        if _CELL_MAGIC.sub(r"\1", lines[magic]).split(" ")[0] not in _PYTHON_MAGICS:
            return nothing
        python[magic], begin = "pass", magic + 1
        escaped.add(magic)
    try:
        starts = logical_starts(python, begin, lambda line: _ESCAPED.match(line) is not None)
    except UnclosedText:
        return nothing
    for start, end, is_escaped in starts:
        if is_escaped:
            indentation = lines[start][: len(lines[start]) - len(lines[start].lstrip())]
            python[start:end] = [f"{indentation}pass", *[""] * (end - start - 1)]
            escaped.update(range(start, end))
    return python, frozenset(escaped)
