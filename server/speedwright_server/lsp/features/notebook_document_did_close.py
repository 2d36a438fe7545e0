"""`notebookDocument/didClose`: forgets a notebook with its cells."""

from __future__ import annotations

from lsprotocol import types

from speedwright_server.lsp.feature import Feature
from speedwright_server.lsp.session import Session


def did_close(session: Session, params: types.DidCloseNotebookDocumentParams) -> None:
    """Takes the pushed diagnostics of all its cells away."""
    uri = params.notebook_document.uri
    document = session.documents.get(uri)
    if document is None:
        return
    session.documents.close(uri)
    session.analysis.forget(uri)
    for each in (uri, *document.uris):
        session.closed(each)


FEATURE = Feature(types.NOTEBOOK_DOCUMENT_DID_CLOSE, did_close)
