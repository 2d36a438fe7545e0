"""Notebooks as documents: each version is the module that its cells are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from lsprotocol import types

from speedwright.model.text import apply_edits
from speedwright.pipeline.documents import Encoding, LineIndex, edit_between, open_source
from speedwright.pipeline.notebooks.joining import join_cells
from speedwright_server.lsp.documents import Cell, Document
from speedwright_server.lsp.from_lsp import edit_of, name_of, path_of, text_of


def opened(notebook: types.NotebookDocument, items: Iterable[types.TextDocumentItem]) -> Document:
    """The first version of a notebook."""
    texts = {each.uri: each for each in items}
    cells = [_cell(each, texts) for each in notebook.cells]
    joined = join_cells(each.text for each in cells)
    path = path_of(notebook.uri)
    source = open_source(path or Path(name_of(notebook.uri)), joined.content.decode("utf-8"), "python")
    assert source is not None
    return Document(notebook.uri, notebook.version, source, path, tuple(cells), joined)


def changed(
    before: Document, version: int, change: types.NotebookDocumentChangeEvent, encoding: Encoding
) -> Document:
    """The next version: first the order of the cells changes, then their texts."""
    cells = list(before.cells)
    if (told := change.cells) is not None:
        if told.structure is not None:
            cells = _rearranged(cells, told.structure)
        for content in told.text_content or ():
            cells = [_edited(each, content, encoding) if each.uri == content.document.uri else each for each in cells]
    joined = join_cells(each.text for each in cells)
    # One cell of many has changed, mostly: the others are not parsed again.
    edit = edit_between(before.source.content, joined.content)
    source = before.source.next(before.source.draft.edited(edit))
    return Document(before.uri, version, source, before.path, tuple(cells), joined)


def _rearranged(cells: Sequence[Cell], structure: types.NotebookDocumentCellChangeStructure) -> list[Cell]:
    array = structure.array
    known = {each.uri: each for each in cells}
    texts = {each.uri: each for each in structure.did_open or ()}
    # A cell that is moved is taken out and put in again, and opened only if it was not open before.
    put_in = [
        _cell(each, texts) if each.document in texts else known.get(each.document, _cell(each, texts))
        for each in array.cells or ()
    ]
    return [*cells[: array.start], *put_in, *cells[array.start + array.delete_count :]]


def _cell(cell: types.NotebookCell, texts: dict[str, types.TextDocumentItem]) -> Cell:
    item = texts.get(cell.document)
    if item is None:
        return Cell(cell.document, 0, None)
    is_python = cell.kind == types.NotebookCellKind.Code and item.language_id == "python"
    return Cell(cell.document, item.version, text_of(item.text) if is_python else None)


def _edited(cell: Cell, content: types.NotebookDocumentCellContentChanges, encoding: Encoding) -> Cell:
    """The cell after changes, each about the text that the one before it left."""
    if cell.text is None:
        return cell
    text = cell.text.encode("utf-8")
    for change in content.changes:
        text = apply_edits(text, [edit_of(text, LineIndex(text), change, encoding)])
    return Cell(cell.uri, content.document.version, text.decode("utf-8"))
