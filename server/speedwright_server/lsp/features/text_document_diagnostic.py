"""`textDocument/diagnostic`: the findings of the current version, or that they are what they were."""

from __future__ import annotations

from lsprotocol import types

from speedwright_server.lsp.feature import Feature
from speedwright_server.lsp.protocol import Written
from speedwright_server.lsp.reporting import NOTHING, report_of_document
from speedwright_server.lsp.session import Session

Answer = Written | types.RelatedUnchangedDocumentDiagnosticReport


async def diagnostic(session: Session, params: types.DocumentDiagnosticParams) -> Answer:
    """An empty report for documents that are not open, or in a language that no skill is written for."""
    uri = params.text_document.uri
    diagnosis = await session.analysis.diagnosis(uri)
    report = NOTHING
    if diagnosis is not None:
        report = report_of_document(diagnosis, session.client, uri, session.retelling)
    if diagnosis is not None and diagnosis.document.joined is not None:
        session.told_cell(diagnosis, uri, report)
    if report.result_id == params.previous_result_id:
        return types.RelatedUnchangedDocumentDiagnosticReport(result_id=report.result_id)
    return Written(f'{{"kind":"full","resultId":"{report.result_id}","items":{report.text}}}')


FEATURE = Feature(
    types.TEXT_DOCUMENT_DIAGNOSTIC,
    diagnostic,
    types.DiagnosticOptions(identifier="speedwright", inter_file_dependencies=False, workspace_diagnostics=True),
)
