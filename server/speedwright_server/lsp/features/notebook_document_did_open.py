"""`notebookDocument/didOpen`: joins the cells."""

from __future__ import annotations

from lsprotocol import types

from speedwright_server.lsp.feature import Feature
from speedwright_server.lsp.notebooks import opened
from speedwright_server.lsp.session import Session


def did_open(session: Session, params: types.DidOpenNotebookDocumentParams) -> None:
    """Cells that are not Python stay where they are, empty."""
    document = opened(params.notebook_document, params.cell_text_documents)
    session.documents.put(document)
    session.changed(document.uri)


FEATURE = Feature(types.NOTEBOOK_DOCUMENT_DID_OPEN, did_open)
