"""Findings as diagnostics, and diagnostics as JSON.

A long file has hundreds, and all are told again after every character. The protocol's own objects take ten times as
long to make and to write down, which would be most of the time between a character and its diagnostics.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator
from json.encoder import encode_basestring_ascii as quoted
from pathlib import Path
from typing import NamedTuple

from lsprotocol import types

from speedwright.model.finding import Finding, Severity
from speedwright.model.text import Span
from speedwright.pipeline.documents import SourceFile
from speedwright.pipeline.skills import Library
from speedwright.pipeline.triggers import triggers
from speedwright_server.lsp.client import Client
from speedwright_server.lsp.documents import Document
from speedwright_server.lsp.heat_text import STALE, percent
from speedwright_server.lsp.to_lsp import SOURCE, location_of

SEVERITIES = {
    Severity.HINT: types.DiagnosticSeverity.Hint.value,
    Severity.INFORMATION: types.DiagnosticSeverity.Information.value,
    Severity.WARNING: types.DiagnosticSeverity.Warning.value,
}

Place = tuple[int, int, int, int]
"""Line and character of the start, then of the end, as the client counts them."""


class Related(NamedTuple):
    """Another place that a diagnostic is about."""

    uri: str
    place: Place
    message: str


class Told(NamedTuple):
    """One diagnostic; `page` is the URI of the page about its `code`, if the client shows one."""

    place: Place
    message: str
    severity: int
    code: str
    page: str | None = None
    related: tuple[Related, ...] = ()


def told_of(document: Document, findings: Iterable[Finding], library: Library, client: Client) -> list[Told]:
    """One for each finding, in the same order but for what a profile tells: the hottest first.

    The page of the skill behind each stands in `library`.
    """
    hottest = sorted(findings, key=lambda finding: -(finding.heat or 0.0))
    placed = _placing(document, client)
    return [_told(document, finding, library, client, placed) for finding in hottest]


_Placing = Callable[[Span], tuple[str, Place]]


def _placing(document: Document, client: Client) -> _Placing:
    """Gives the document, or the cell of a notebook, in which a span is shown, and its place there."""
    if document.joined is not None:
        return lambda span: _located(location_of(document, span, client.encoding))
    position, encoding, uri = document.source.line_index.position, client.encoding, document.uri
    return lambda span: (uri, (*position(span.start, encoding), *position(span.end, encoding)))


def _located(found: types.Location) -> tuple[str, Place]:
    return found.uri, place_of(found.range)


def place_of(found: types.Range) -> Place:
    """The same without the protocol's objects."""
    return found.start.line, found.start.character, found.end.line, found.end.character


def _told(document: Document, finding: Finding, library: Library, client: Client, placed: _Placing) -> Told:
    skill = library.skill(finding.skill) if client.describes_codes else None
    return Told(
        place=placed(finding.span)[1],
        message=finding.message + _heat(finding),
        severity=SEVERITIES[finding.severity],
        code=finding.skill,
        # The page itself, which is there without a network, too.
        page=None if skill is None else _page_uri(skill.path),
        related=tuple(_related(document.source, finding, placed)) if client.relates_information else (),
    )


@functools.lru_cache(maxsize=1024)
def _page_uri(page: Path) -> str:
    """Of each page once: paths are slow to become URIs, and a long file has hundreds of findings of a few pages."""
    return page.absolute().as_uri()


def _heat(finding: Finding) -> str:
    if finding.heat is None:
        return ""
    stale = f", {STALE}" if finding.stale else ""
    return f" ({percent(finding.heat)} of the time{stale})"


def _related(source: SourceFile, finding: Finding, placed: _Placing) -> Iterator[Related]:
    for name, span in triggers(finding, source.line_index):
        uri, place = placed(span)
        line_end = source.content.find(b"\n", span.start, span.end)
        first = Span(span.start, span.end if line_end < 0 else line_end)
        yield Related(uri, place, f"{name}: {source.text(first).strip()}")


def written(told: Told) -> str:
    """The JSON of a diagnostic."""
    page = "" if told.page is None else f',"codeDescription":{{"href":{quoted(told.page)}}}'
    listed = ",".join(map(_written_related, told.related))
    related = f',"relatedInformation":[{listed}]' if listed else ""
    return (
        f'{{"range":{_written_place(told.place)},"severity":{told.severity},"code":{quoted(told.code)}{page},'
        f'"source":"{SOURCE}","message":{quoted(told.message)}{related}}}'
    )


def _written_related(related: Related) -> str:
    location = f'{{"uri":{quoted(related.uri)},"range":{_written_place(related.place)}}}'
    return f'{{"location":{location},"message":{quoted(related.message)}}}'


def _written_place(place: Place) -> str:
    return (
        f'{{"start":{{"line":{place[0]},"character":{place[1]}}},"end":{{"line":{place[2]},"character":{place[3]}}}}}'
    )


def diagnostic_of(told: Told) -> types.Diagnostic:
    """The protocol's own object."""
    related = [
        types.DiagnosticRelatedInformation(types.Location(each.uri, _range(each.place)), each.message)
        for each in told.related
    ]
    return types.Diagnostic(
        range=_range(told.place),
        message=told.message,
        severity=types.DiagnosticSeverity(told.severity),
        code=told.code,
        code_description=None if told.page is None else types.CodeDescription(told.page),
        source=SOURCE,
        related_information=related or None,
    )


def _range(place: Place) -> types.Range:
    return types.Range(types.Position(*place[:2]), types.Position(*place[2:]))
