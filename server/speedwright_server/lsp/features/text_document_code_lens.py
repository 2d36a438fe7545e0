"""`textDocument/codeLens`: the heat of functions; a click looks for proven speedups."""

from __future__ import annotations

from lsprotocol import types

from speedwright_server.lsp.feature import Feature
from speedwright_server.lsp.heat_marks import function_lenses
from speedwright_server.lsp.session import Session


async def code_lens(session: Session, params: types.CodeLensParams) -> list[types.CodeLens]:
    """None without a profile; functions that changed since it was taken are marked as stale."""
    diagnosis = await session.analysis.diagnosis(params.text_document.uri)
    if diagnosis is None or diagnosis.heat is None:
        return []
    return function_lenses(diagnosis.document, diagnosis.heat, session.client.encoding)


FEATURE = Feature(types.TEXT_DOCUMENT_CODE_LENS, code_lens, types.CodeLensOptions(resolve_provider=False))
