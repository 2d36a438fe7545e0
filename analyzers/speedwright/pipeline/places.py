"""Where findings are, for people."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from speedwright.model.text import Span
from speedwright.syntax.line_index import LineIndex

if TYPE_CHECKING:
    from speedwright.pipeline.notebooks.file import NotebookFile


class Place(NamedTuple):
    """Lines and columns count characters from 1, the end is exclusive. `text` is the line in which it begins, without
    its end. In a notebook, they count in a `cell`, the number of which counts all cells from 1.
    """

    line: int
    column: int
    end_line: int
    end_column: int
    text: str
    cell: int | None = None


def place_in(content: bytes, span: Span) -> Place:
    """The place of a span in a text."""
    lines = line_index(content)
    (line, column), (end_line, end_column) = map(lines.position, (span.start, span.end))
    text = content[lines.line_start(line) :].split(b"\n", 1)[0].decode("utf-8", "replace").rstrip("\r")
    return Place(line + 1, column + 1, end_line + 1, end_column + 1, text)


def place_in_cell(notebook: NotebookFile, span: Span) -> Place:
    """The same of a span in the module that a notebook is."""
    number, span = notebook.cell_of(span)
    place, above = place_in(notebook.module, span), notebook.joined.cells[number].line
    return place._replace(line=place.line - above, end_line=place.end_line - above, cell=number + 1)


def in_cell(place: Place) -> str:
    """`cell 2, line 3: `, to stand before what is told at a line of the file; empty outside of notebooks."""
    return "" if place.cell is None else f"cell {place.cell}, line {place.line}: "


# Findings come file by file.
@lru_cache(maxsize=2)
def line_index(content: bytes) -> LineIndex:
    """The lines of a text."""
    return LineIndex(content)
