"""`notebookDocument/didChange`: cells come, go, move, and change their text."""

from __future__ import annotations

from lsprotocol import types

from speedwright_server.lsp.feature import Feature
from speedwright_server.lsp.notebooks import changed
from speedwright_server.lsp.session import Session


def did_change(session: Session, params: types.DidChangeNotebookDocumentParams) -> None:
    """Joins the cells anew; what was pushed about cells that are gone is taken back."""
    told = params.notebook_document
    before = session.documents.get(told.uri)
    if before is None:
        return
    document = changed(before, told.version, params.change, session.client.encoding)
    session.documents.put(document)
    for uri in set(before.uris).difference(document.uris):
        session.closed(uri)
    session.changed(document.uri)


FEATURE = Feature(types.NOTEBOOK_DOCUMENT_DID_CHANGE, did_change)
