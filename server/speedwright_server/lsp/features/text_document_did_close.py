"""`textDocument/didClose`: the document's text is the disk's again."""

from __future__ import annotations

from lsprotocol import types

from speedwright_server.lsp.feature import Feature
from speedwright_server.lsp.session import Session


def did_close(session: Session, params: types.DidCloseTextDocumentParams) -> None:
    """Forgets the document, and takes its pushed diagnostics away."""
    uri = params.text_document.uri
    if session.documents.get(uri) is not None:
        session.documents.close(uri)
        session.analysis.forget(uri)
        session.closed(uri)


FEATURE = Feature(types.TEXT_DOCUMENT_DID_CLOSE, did_close)
