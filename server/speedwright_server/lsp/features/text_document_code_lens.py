"""`textDocument/codeLens`: what is proven or can be verified of functions, and their heat."""

from __future__ import annotations

from lsprotocol import types

from speedwright_server.lsp.feature import Feature
from speedwright_server.lsp.heat_marks import function_lenses
from speedwright_server.lsp.proof_lenses import proof_lenses
from speedwright_server.lsp.session import Session


async def code_lens(session: Session, params: types.CodeLensParams) -> list[types.CodeLens]:
    """Above functions with findings, in trusted workspaces; with a profile, above those that took time as well.

    Functions that changed since the profile was taken are marked as stale.
    """
    uri = params.text_document.uri
    diagnosis = await session.analysis.diagnosis(uri)
    if diagnosis is None:
        return []
    document, heat = diagnosis.document, diagnosis.heat
    lenses = [] if heat is None else function_lenses(document, heat, session.client.encoding)
    return [*lenses, *(proof_lenses(diagnosis, session.client, uri) if session.trusted else ())]


FEATURE = Feature(types.TEXT_DOCUMENT_CODE_LENS, code_lens, types.CodeLensOptions(resolve_provider=True))
