"""Our own types to the protocol's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lsprotocol import types

from speedwright.model.text import Span, TextEdit
from speedwright.pipeline.documents import Encoding, SourceFile
from speedwright.pipeline.notebooks.joining import edits_by_cell
from speedwright_server.lsp.client import Client
from speedwright_server.lsp.documents import Document

SOURCE = "speedwright"
ANNOTATION = "speedwright"


def location_of(document: Document, span: Span, encoding: Encoding) -> types.Location:
    """Where the client shows a span; of one that leaves the notebook's cell in which it begins, as far as that."""
    if document.joined is None:
        return types.Location(document.uri, range_of(document.source, span, encoding))
    number = document.joined.cell_at(span.start)
    return types.Location(document.cells[number].uri, range_in_cell(document, number, span, encoding))


def range_in_cell(document: Document, number: int, span: Span, encoding: Encoding) -> types.Range:
    """The range of a span in a cell of a notebook, counted from the cell's first line."""
    assert document.joined is not None
    cell = document.joined.cells[number]
    whole = range_of(document.source, Span(span.start, min(span.end, cell.span.end)), encoding)
    start, end = (types.Position(each.line - cell.line, each.character) for each in (whole.start, whole.end))
    return types.Range(start, end)


def range_of(source: SourceFile, span: Span, encoding: Encoding) -> types.Range:
    """The range of a span."""
    return types.Range(position_of(source, span.start, encoding), position_of(source, span.end, encoding))


def position_of(source: SourceFile, offset: int, encoding: Encoding) -> types.Position:
    """The position of a byte offset."""
    line, character = source.line_index.position(offset, encoding)
    return types.Position(line, character)


def line_range(source: SourceFile, line: int, encoding: Encoding) -> types.Range:
    """What is written in a line (from 0), without what is blank around it."""
    lines = source.line_index
    start = lines.line_start(line)
    end = lines.line_start(line + 1) if line + 1 < lines.line_count else len(source.content)
    text = source.content[start:end]
    blank = len(text) - len(text.lstrip())
    return range_of(source, Span(start + min(blank, len(text.rstrip())), start + len(text.rstrip())), encoding)


def first_line(source: SourceFile, span: Span) -> Span:
    """The first line of a span, without what is blank at its end."""
    text = source.content[span.start : span.end].splitlines()[0].rstrip()
    return Span(span.start, span.start + len(text))


def workspace_edit_of(
    document: Document, edits: Iterable[TextEdit], client: Client, annotation: types.ChangeAnnotation | None = None
) -> types.WorkspaceEdit | None:
    """The edits for just this version of the document, as far as the client can say versions.

    An annotation is for people to read before they agree; clients that show none are sent none. None where no edits
    of a notebook's cells leave the text that the edits leave.
    """
    parts = _edited_parts(document, edits, client.encoding)
    if parts is None:
        return None
    if not client.takes_versioned_edits:
        return types.WorkspaceEdit(changes={part.uri: part.changes for part in parts})
    noted = annotation if client.confirms_edits else None
    changes = [
        types.TextDocumentEdit(
            types.OptionalVersionedTextDocumentIdentifier(uri=part.uri, version=part.version),
            part.changes if noted is None else [_noted(each) for each in part.changes],
        )
        for part in parts
    ]
    return types.WorkspaceEdit(
        document_changes=changes, change_annotations=None if noted is None else {ANNOTATION: noted}
    )


def _noted(edit: types.TextEdit) -> types.AnnotatedTextEdit:
    return types.AnnotatedTextEdit(ANNOTATION, edit.range, edit.new_text)


@dataclass(frozen=True, slots=True)
class _EditedPart:
    uri: str
    version: int
    changes: list[types.TextEdit]


def _edited_parts(document: Document, edits: Iterable[TextEdit], encoding: Encoding) -> list[_EditedPart] | None:
    """The document with its changes, or those of its cells that have some."""
    if document.joined is None:
        changes = [types.TextEdit(range_of(document.source, edit.span, encoding), edit.text) for edit in edits]
        return [_EditedPart(document.uri, document.version, changes)]
    placed = edits_by_cell([each.text for each in document.cells], document.joined, edits)
    if placed is None:
        return None
    parts: dict[int, _EditedPart] = {}
    for number, edit in placed:
        cell = document.cells[number]
        part = parts.setdefault(number, _EditedPart(cell.uri, cell.version, []))
        part.changes.append(types.TextEdit(range_in_cell(document, number, edit.span, encoding), edit.text))
    return list(parts.values())
