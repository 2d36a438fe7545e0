"""`textDocument/didChange`: the next version of a document, parsed from the one before."""

from __future__ import annotations

from dataclasses import replace

from lsprotocol import types

from speedwright_server.lsp.documents import Document
from speedwright_server.lsp.feature import Feature
from speedwright_server.lsp.from_lsp import changed_source
from speedwright_server.lsp.session import Session


def did_change(session: Session, params: types.DidChangeTextDocumentParams) -> None:
    """Applies the changes, and parses once."""
    uri = params.text_document.uri
    document = session.documents.get(uri)
    if document is None:
        return
    sound = document.sound if document.is_broken else document.source
    source = changed_source(document.source, params.content_changes, session.client.encoding, sound)
    after = Document(uri, params.text_document.version, source, document.path, sound=sound)
    session.documents.put(after if after.is_broken else replace(after, sound=None))
    session.changed(uri)


FEATURE = Feature(types.TEXT_DOCUMENT_DID_CHANGE, did_change)
