"""The diagnostics of a diagnosis, pulled or pushed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lsprotocol import types

from speedwright_server.lsp.analysis import Diagnosis
from speedwright_server.lsp.client import Client
from speedwright_server.lsp.heat_marks import hotspot_diagnostics
from speedwright_server.lsp.to_lsp import diagnostics_of, location_of


@dataclass(frozen=True, slots=True)
class Report:
    """What is told of one document; `result_id` is the same for the same diagnostics."""

    items: tuple[types.Diagnostic, ...]
    result_id: str


def report_of(items: Sequence[types.Diagnostic]) -> Report:
    """Named by content: versions begin anew when a document is opened again, and many edits change no finding."""
    return Report(tuple(items), hashlib.sha256(json.dumps([*map(_content, items)]).encode("utf-8")).hexdigest())


def _content(item: types.Diagnostic) -> tuple[Any, ...]:
    """All that a diagnostic of ours says, as plain values: the protocol's own objects take long to write down, in a
    file with hundreds of findings half of what an edit may take.
    """
    page = item.code_description and item.code_description.href
    severity = item.severity and item.severity.value
    related = tuple(
        (each.location.uri, _place(each.location.range), each.message) for each in item.related_information or ()
    )
    return _place(item.range), severity, item.code, item.message, item.source, page, item.tags, item.data, related


def _place(span: types.Range) -> tuple[int, int, int, int]:
    return span.start.line, span.start.character, span.end.line, span.end.character


NOTHING = report_of(())


def reported(diagnosis: Diagnosis, client: Client, uri: str) -> list[types.Diagnostic]:
    """The findings, and with a profile what is hot without one; of a notebook, those in the cell at `uri`."""
    document, findings = diagnosis.document, diagnosis.findings
    if document.joined is not None:
        findings = tuple(each for each in findings if location_of(document, each.span, client.encoding).uri == uri)
    items = diagnostics_of(document, findings, diagnosis.folder.library, client)
    if diagnosis.heat is None:
        return items
    from speedwright.pipeline.heating import hotspots

    spots = hotspots(document.source, diagnosis.heat, findings)
    return [*items, *hotspot_diagnostics(document, spots, client.encoding)]
