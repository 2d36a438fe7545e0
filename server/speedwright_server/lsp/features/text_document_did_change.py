"""`textDocument/didChange`: the next version of a document, parsed from the one before."""

from __future__ import annotations

from lsprotocol import types

from speedwright_server.lsp.documents import Document
from speedwright_server.lsp.feature import Feature
from speedwright_server.lsp.from_lsp import changed_source
from speedwright_server.lsp.session import Session


def did_change(session: Session, params: types.DidChangeTextDocumentParams) -> None:
    """Applies the changes one after the other: each is about the text that the one before it left."""
    uri = params.text_document.uri
    document = session.documents.get(uri)
    if document is None:
        return
    source = document.source
    for change in params.content_changes:
        source = changed_source(source, change, session.client.encoding)
    session.documents.put(Document(uri, params.text_document.version, source, document.path))
    session.changed(uri)


FEATURE = Feature(types.TEXT_DOCUMENT_DID_CHANGE, did_change)
