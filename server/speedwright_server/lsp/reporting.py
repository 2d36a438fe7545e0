"""The diagnostics of a diagnosis, pulled or pushed."""

from __future__ import annotations

from lsprotocol import types

from speedwright_server.lsp.analysis import Diagnosis
from speedwright_server.lsp.client import Client
from speedwright_server.lsp.heat_marks import hotspot_diagnostics
from speedwright_server.lsp.to_lsp import diagnostics_of


def reported(diagnosis: Diagnosis, client: Client) -> list[types.Diagnostic]:
    """The findings, and with a profile what is hot without one."""
    document, findings = diagnosis.document, diagnosis.findings
    items = diagnostics_of(document, findings, client)
    if diagnosis.heat is None:
        return items
    from speedwright.pipeline.heating import hotspots

    spots = hotspots(document.source, diagnosis.heat, findings)
    return [*items, *hotspot_diagnostics(document, spots, client.encoding)]
