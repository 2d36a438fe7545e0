"""`textDocument/didOpen`: parses the document."""

from __future__ import annotations

from pathlib import Path

from lsprotocol import types

from speedwright.pipeline.documents import open_source
from speedwright_server.lsp.documents import Document
from speedwright_server.lsp.feature import Feature
from speedwright_server.lsp.from_lsp import LANGUAGES, name_of, path_of, text_of
from speedwright_server.lsp.session import Session


def did_open(session: Session, params: types.DidOpenTextDocumentParams) -> None:
    """Documents in languages that no skill is written for are left alone."""
    item = params.text_document
    path = path_of(item.uri)
    source = open_source(path or Path(name_of(item.uri)), text_of(item.text), LANGUAGES.get(item.language_id))
    if source is not None:
        session.documents.put(Document(item.uri, item.version, source, path))
        session.changed(item.uri)


FEATURE = Feature(types.TEXT_DOCUMENT_DID_OPEN, did_open)
