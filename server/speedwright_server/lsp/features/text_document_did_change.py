"""`textDocument/didChange`: the next version of a document, parsed from the one before."""

from __future__ import annotations

from lsprotocol import types

from speedwright.model.text import TextEdit
from speedwright.pipeline.documents import Encoding, SourceFile
from speedwright_server.lsp.documents import Document
from speedwright_server.lsp.feature import Feature
from speedwright_server.lsp.from_lsp import span_of, text_of
from speedwright_server.lsp.session import Session


def did_change(session: Session, params: types.DidChangeTextDocumentParams) -> None:
    """Applies the changes one after the other: each is about the text that the one before it left."""
    uri = params.text_document.uri
    document = session.documents.get(uri)
    if document is None:
        return
    source = document.source
    for change in params.content_changes:
        source = _changed(source, change, session.client.encoding)
    session.documents.put(Document(uri, params.text_document.version, source, document.path))
    session.changed(uri)


def _changed(source: SourceFile, change: types.TextDocumentContentChangeEvent, encoding: Encoding) -> SourceFile:
    if isinstance(change, types.TextDocumentContentChangePartial):
        span = span_of(source, change.range, encoding)
    else:
        span = source.span
    return source.edited(TextEdit(span, text_of(change.text)))


FEATURE = Feature(types.TEXT_DOCUMENT_DID_CHANGE, did_change)
