"""Notebooks as files: the module that their cells are, and its places and edits as those of the file."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from speedwright.errors import SpeedwrightError
from speedwright.model.problem import Problem
from speedwright.model.text import Span, TextEdit, apply_edits
from speedwright.pipeline.notebooks.joining import JoinedCells, edited_cells, join_cells
from speedwright.pipeline.notebooks.json_text import Source, cell_sources, place_in_file, written

OLDEST_FORMAT = 4
_PYTHON = frozenset({"python", "ipython", "xpython"})
_LINE_END = re.compile("\r\n|\n|\r")


class NotANotebook(SpeedwrightError):
    """Why a file is none that can be read: what follows its name in a sentence."""


class OtherLanguage(NotANotebook):
    """A notebook in another language."""


@dataclass(frozen=True, slots=True)
class NotebookFile:
    """A notebook as it stands in its file. `texts` are those of all its cells, None for one that is not Python."""

    content: bytes
    sources: tuple[Source | None, ...]
    texts: tuple[str | None, ...]
    joined: JoinedCells

    @property
    def module(self) -> bytes:
        """The cells as one module."""
        return self.joined.content

    def cell_of(self, span: Span) -> tuple[int, Span]:
        """The number (from 0) of the cell in which a span of the module begins, and the span inside it."""
        number = self.joined.cell_at(span.start)
        return number, Span(span.start, max(span.start, min(span.end, self.joined.cells[number].span.end)))

    def span_in_file(self, span: Span) -> Span:
        """Where a span of the module stands in the file, as far as its first cell reaches."""
        number, span = self.cell_of(span)
        source, text = self.sources[number], self.content.decode("utf-8")
        if source is None:
            return Span(0, 0)
        start, end = (place_in_file(text, source, self._index(number, each)) for each in (span.start, span.end))
        return Span(len(text[:start].encode()), len(text[:end].encode()))

    def edits_in_file(self, edits: Iterable[TextEdit]) -> tuple[TextEdit, ...] | None:
        """Edits of the module as edits of the file; None for those that cells cannot have: across them, at what only
        IPython reads, or beside halves of surrogate pairs.
        """
        edited = edited_cells(self.texts, self.joined, edits)
        if edited is None or any(map(self._has_halves, edited)):
            return None
        text = self.content.decode("utf-8")
        return tuple(_edit(text, self.sources[number], new) for number, new in edited.items())

    def edited(self, edits: Iterable[TextEdit]) -> NotebookFile | None:
        """The notebook after edits of the module; None as for `edits_in_file`."""
        found = self.edits_in_file(edits)
        return None if found is None else parse_notebook(apply_edits(self.content, found))

    def _has_halves(self, number: int) -> bool:
        source = self.sources[number]
        return source is not None and source.halves

    def told_in_cell(self, problem: Problem) -> Problem:
        """A problem at a line of the module, at the line of a cell."""
        if problem.line is None:
            return problem
        lines = [cell.line for cell in self.joined.cells]
        number = max(0, bisect_right(lines, problem.line - 1) - 1)
        place = f"cell {number + 1}, line {problem.line - lines[number]}"
        return Problem(problem.path, f"{place}: {problem.message}")

    def _index(self, number: int, offset: int) -> int:
        """The character of a cell's own text at a byte of the module."""
        text = self.texts[number] or ""
        before = _LINE_END.split(self.module[self.joined.cells[number].span.start : offset].decode("utf-8"))
        starts = [0, *(end.end() for end in _LINE_END.finditer(text)), len(text)]
        line = min(len(before) - 1, len(starts) - 2)
        return min(starts[line] + len(before[-1]), starts[line + 1])


def parse_notebook(content: bytes) -> NotebookFile:
    """The notebook in a file. An empty file is a new one, as for editors. Raises NotANotebook."""
    text = content.decode("utf-8")
    cells = _cells(text.removeprefix("\ufeff")) if text.strip() else []
    sources = tuple(cell_sources(text)) if cells else ()
    python = (_is_python(cell) for cell in cells)
    texts = tuple(
        source.text if source is not None and is_python else None
        for source, is_python in zip(sources, python, strict=True)
    )
    return NotebookFile(content, sources, texts, join_cells(texts))


def _edit(text: str, source: Source | None, new: str) -> TextEdit:
    assert source is not None
    start, end = (len(text[:place].encode()) for place in (source.start, source.end))
    return TextEdit(Span(start, end), written(text, source, new))


def _cells(text: str) -> list[Mapping[str, Any]]:
    """The cells of a notebook that is in Python. Raises NotANotebook."""
    try:
        notebook = json.loads(text)
    except json.JSONDecodeError as error:
        raise NotANotebook(f"is no notebook: line {error.lineno} is not JSON ({error.msg})") from error
    except (ValueError, RecursionError) as error:
        raise NotANotebook(f"is no notebook: {error}") from error
    if not isinstance(notebook, dict):
        raise NotANotebook("is no notebook: it has no cells")
    _require_format(notebook.get("nbformat", OLDEST_FORMAT))
    cells = notebook.get("cells")
    if not isinstance(cells, list) or not all(map(_is_cell, cells)):
        raise NotANotebook("is no notebook: it has no cells, or one that is none")
    if any(cell.get("cell_type") == "code" for cell in cells):
        _require_python(notebook.get("metadata"))
    return cells


def _require_format(number: Any) -> None:
    if not isinstance(number, int) or number < OLDEST_FORMAT:
        advice = "Jupyter writes the format 4 when it opens and saves it"
        raise NotANotebook(f"is a notebook in the format {number}, which is not read; {advice}")


def _require_python(metadata: Any) -> None:
    language = _text_at(metadata, "language_info", "name") or _text_at(metadata, "kernelspec", "language")
    if language is not None and language.lower() not in _PYTHON:
        shown = language.encode("utf-8", "replace").decode("utf-8")
        raise OtherLanguage(f"is a notebook in {shown}; only those in Python are read")


def _is_cell(cell: Any) -> bool:
    source = cell.get("source", "") if isinstance(cell, dict) else None
    return isinstance(source, str) or (isinstance(source, list) and all(isinstance(each, str) for each in source))


def _is_python(cell: Mapping[str, Any]) -> bool:
    """As in editors: a cell may have another language than its notebook."""
    language = _text_at(cell.get("metadata"), "vscode", "languageId")
    return cell.get("cell_type") == "code" and (language is None or language == "python")


def _text_at(value: Any, *keys: str) -> str | None:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, str) and value else None
