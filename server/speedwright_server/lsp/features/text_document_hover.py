"""`textDocument/hover`: the page of the skill behind a finding, and the verdict when there is one."""

from __future__ import annotations

from collections.abc import Iterator

from lsprotocol import types

from speedwright.model.finding import Finding
from speedwright.model.text import Span
from speedwright.pipeline.offers import offers
from speedwright.pipeline.skills import article
from speedwright_server.lsp.analysis import Diagnosis
from speedwright_server.lsp.feature import Feature
from speedwright_server.lsp.from_lsp import offset_of
from speedwright_server.lsp.session import Session
from speedwright_server.lsp.to_lsp import range_of
from speedwright_server.lsp.verdict_markdown import verdict_markdown


async def hover(session: Session, params: types.HoverParams) -> types.Hover | None:
    """The innermost finding comes first; None where there is none."""
    diagnosis = await session.analysis.diagnosis(params.text_document.uri)
    if diagnosis is None:
        return None
    source, encoding = diagnosis.document.source, session.client.encoding
    offset = offset_of(source, params.position, encoding)
    touched = [each for each in diagnosis.findings if each.span.touches(Span(offset, offset))]
    if not touched:
        return None
    touched.sort(key=lambda finding: finding.span.end - finding.span.start)
    text = await session.analysis.run(lambda: "\n\n---\n\n".join(_told(session, diagnosis, touched)))
    kind = types.MarkupKind.Markdown if session.client.reads_markdown else types.MarkupKind.PlainText
    return types.Hover(types.MarkupContent(kind, text), range_of(source, touched[0].span, encoding))


def _told(session: Session, diagnosis: Diagnosis, findings: list[Finding]) -> Iterator[str]:
    folder = diagnosis.folder
    for finding in findings:
        if session.trusted and diagnosis.document.path is not None:
            for offer in offers(
                diagnosis.document.source, folder.library, folder.settings, folder.root, finding.span
            ):
                if offer.verdict is not None and finding in offer.candidate.findings:
                    yield verdict_markdown(offer.verdict)
    for name in dict.fromkeys(finding.skill for finding in findings):
        if (skill := folder.library.skill(name)) is not None:
            yield article(skill)


FEATURE = Feature(types.TEXT_DOCUMENT_HOVER, hover)
