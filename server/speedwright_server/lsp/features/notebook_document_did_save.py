"""`notebookDocument/didSave`: what is saved may be verified."""

from __future__ import annotations

from lsprotocol import types

from speedwright_server.lsp.feature import Feature
from speedwright_server.lsp.saving import saved
from speedwright_server.lsp.session import Session


def did_save(session: Session, params: types.DidSaveNotebookDocumentParams) -> None:
    """By default nothing happens."""
    saved(session, params.notebook_document.uri)


FEATURE = Feature(types.NOTEBOOK_DOCUMENT_DID_SAVE, did_save)
