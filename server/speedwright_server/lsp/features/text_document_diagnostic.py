"""`textDocument/diagnostic`: the findings of the current version, or that they are what they were."""

from __future__ import annotations

import hashlib

from lsprotocol import types

from speedwright_server.lsp.feature import Feature
from speedwright_server.lsp.reporting import reported
from speedwright_server.lsp.session import Session

Report = types.RelatedFullDocumentDiagnosticReport | types.RelatedUnchangedDocumentDiagnosticReport


async def diagnostic(session: Session, params: types.DocumentDiagnosticParams) -> Report:
    """An empty report for documents that are not open, or in a language that no skill is written for."""
    diagnosis = await session.analysis.diagnosis(params.text_document.uri)
    items: list[types.Diagnostic] = []
    if diagnosis is not None:
        items = reported(diagnosis, session.client)
    # Named by content: versions begin anew when a document is opened again, and many edits change no finding.
    result_id = hashlib.sha256(repr(items).encode("utf-8")).hexdigest()
    if result_id == params.previous_result_id:
        return types.RelatedUnchangedDocumentDiagnosticReport(result_id=result_id)
    return types.RelatedFullDocumentDiagnosticReport(items=items, result_id=result_id)


FEATURE = Feature(
    types.TEXT_DOCUMENT_DIAGNOSTIC,
    diagnostic,
    types.DiagnosticOptions(identifier="speedwright", inter_file_dependencies=False, workspace_diagnostics=False),
)
