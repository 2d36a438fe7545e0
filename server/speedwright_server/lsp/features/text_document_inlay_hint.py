"""`textDocument/inlayHint`: the heat of hot lines, at their ends."""

from __future__ import annotations

from lsprotocol import types

from speedwright_server.lsp.feature import Feature
from speedwright_server.lsp.heat_marks import line_hints
from speedwright_server.lsp.session import Session


async def inlay_hint(session: Session, params: types.InlayHintParams) -> list[types.InlayHint]:
    """None without a profile, and at functions that changed since it was taken."""
    diagnosis = await session.analysis.diagnosis(params.text_document.uri)
    if diagnosis is None or diagnosis.heat is None:
        return []
    lines = (params.range.start.line, params.range.end.line)
    return line_hints(diagnosis.document, diagnosis.heat, lines, session.client.encoding)


FEATURE = Feature(types.TEXT_DOCUMENT_INLAY_HINT, inlay_hint, types.InlayHintOptions(resolve_provider=False))
