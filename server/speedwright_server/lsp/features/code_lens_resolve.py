"""`codeLens/resolve`: what receipts tell of the function below the lens."""

from __future__ import annotations

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from speedwright.model.text import Span
from speedwright_server.lsp.feature import Feature
from speedwright_server.lsp.offering import offers_at
from speedwright_server.lsp.proof_lenses import is_ours, proof_command
from speedwright_server.lsp.session import Session

CHANGED = "The document changed since this lens was made."


async def resolve(session: Session, lens: types.CodeLens) -> types.CodeLens:
    """The lens with its command. For a text that has changed there is none: clients ask for lenses anew by then."""
    data = lens.data
    if not isinstance(data, dict) or not is_ours(data):
        return lens
    document = session.documents.get(data["uri"])
    if document is not None and document.version == data["version"]:
        start, end = data["span"]
        offers = await offers_at(session, document, Span(start, end))
        if session.documents.is_current(document):
            lens.command = proof_command(data["uri"], offers, lens.range.start, session.client)
            return lens
    raise JsonRpcException(CHANGED, code=types.LSPErrorCodes.ContentModified)


FEATURE = Feature(types.CODE_LENS_RESOLVE, resolve)
