"""`textDocument/hover`: heat, the page of the skill behind a finding, and the verdict when there is one."""

from __future__ import annotations

from collections.abc import Iterator

from lsprotocol import types

from speedwright.model.finding import Finding
from speedwright.model.text import Span
from speedwright.pipeline.skills import article, experience
from speedwright_server.lsp.analysis import Diagnosis
from speedwright_server.lsp.feature import Feature
from speedwright_server.lsp.from_lsp import offset_in
from speedwright_server.lsp.heat_marks import heat_hover
from speedwright_server.lsp.offering import offers_at
from speedwright_server.lsp.page_markdown import without_headings
from speedwright_server.lsp.session import Session
from speedwright_server.lsp.to_lsp import line_range, location_of
from speedwright_server.lsp.verdict_markdown import verdict_markdown

UNPROVEN = "Not verified, so only shown: read it before you write it"


async def hover(session: Session, params: types.HoverParams) -> types.Hover | None:
    """Heat first, then the innermost finding; None where there is neither."""
    uri = params.text_document.uri
    diagnosis = await session.analysis.diagnosis(uri)
    if diagnosis is None:
        return None
    source, encoding = diagnosis.document.source, session.client.encoding
    offset = offset_in(diagnosis.document, uri, params.position, encoding)
    touched = [each for each in diagnosis.findings if each.span.touches(Span(offset, offset))]
    heat = None if diagnosis.heat is None else heat_hover(diagnosis.heat, params.position.line)
    if not touched and heat is None:
        return None
    touched.sort(key=lambda finding: finding.span.end - finding.span.start)
    verdicts = await _verdicts(session, diagnosis, touched) if touched else []
    parts = [*([] if heat is None else [heat]), *verdicts, *_shown(diagnosis, touched), *_pages(diagnosis, touched)]
    text = "\n\n---\n\n".join(parts)
    kind = types.MarkupKind.Markdown if session.client.reads_markdown else types.MarkupKind.PlainText
    place = (
        location_of(diagnosis.document, touched[0].span, encoding).range
        if touched
        else line_range(source, params.position.line, encoding)
    )
    return types.Hover(types.MarkupContent(kind, text), place)


async def _verdicts(session: Session, diagnosis: Diagnosis, findings: list[Finding]) -> list[str]:
    around = Span(min(each.span.start for each in findings), max(each.span.end for each in findings))
    offers = await offers_at(session, diagnosis.document, around)
    about = (offer for offer in offers if any(each in findings for each in offer.candidate.findings))
    return [verdict_markdown(offer.verdict, offer.steps) for offer in about if offer.verdict is not None]


def _shown(diagnosis: Diagnosis, findings: list[Finding]) -> Iterator[str]:
    """Rewrites in languages that cannot be verified."""
    if diagnosis.document.source.language.name == "python":
        return
    # Imported when first needed: hovers over Python show what was verified instead.
    from speedwright.pipeline.showing import shown_rewrite

    for finding in findings:
        diff = shown_rewrite(diagnosis.document.source, finding, diagnosis.folder.library)
        if diff is not None:
            yield f"**{UNPROVEN}**\n\n```diff\n{diff}\n```"


def _pages(diagnosis: Diagnosis, findings: list[Finding]) -> Iterator[str]:
    for name in dict.fromkeys(finding.skill for finding in findings):
        if (skill := diagnosis.folder.library.skill(name)) is not None:
            page = "\n".join(filter(None, (article(skill), experience(skill, diagnosis.folder.library))))
            yield without_headings(page)


FEATURE = Feature(types.TEXT_DOCUMENT_HOVER, hover)
