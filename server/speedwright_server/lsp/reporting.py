"""The diagnostics of a diagnosis, pulled or pushed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from lsprotocol import types

from speedwright.model.digests import blake2b
from speedwright_server.lsp.analysis import Diagnosis
from speedwright_server.lsp.client import Client
from speedwright_server.lsp.diagnostics import Told, diagnostic_of, told_of, written
from speedwright_server.lsp.heat_marks import told_hotspots
from speedwright_server.lsp.retelling import Retelling
from speedwright_server.lsp.to_lsp import location_of


@dataclass(frozen=True)
class Report:
    """What is told of one document; `text` is its JSON, in ASCII."""

    told: tuple[Told, ...]
    text: str

    @property
    def items(self) -> tuple[types.Diagnostic, ...]:
        """The diagnostics."""
        return tuple(map(diagnostic_of, self.told))

    @cached_property
    def result_id(self) -> str:
        """The same for the same diagnostics: versions begin anew when a document is opened again, and many edits
        change no finding.
        """
        return blake2b(self.text.encode("ascii"), digest_size=20).hexdigest()


def report_of(told: Iterable[Told]) -> Report:
    """All that is told of one document."""
    told = tuple(told)
    return _report(told, map(written, told))


def _report(told: tuple[Told, ...], texts: Iterable[str]) -> Report:
    return Report(told, f"[{','.join(texts)}]")


def report_of_document(diagnosis: Diagnosis, client: Client, uri: str, retelling: Retelling) -> Report:
    """What is told of an open document, or of a notebook's cell at `uri`; what was told before is not made again."""
    if diagnosis.document.joined is not None or diagnosis.heats is not None:
        return report_of(reported(diagnosis, client, uri))
    retold = retelling.told(diagnosis, client)
    return _report(tuple(each.told for each in retold), (each.text for each in retold))


NOTHING = report_of(())


def reported(diagnosis: Diagnosis, client: Client, uri: str) -> list[Told]:
    """The findings, and with a profile what is hot without one; of a notebook, those in the cell at `uri`."""
    document, findings = diagnosis.document, diagnosis.findings
    if document.joined is not None:
        findings = tuple(each for each in findings if location_of(document, each.span, client.encoding).uri == uri)
    told = told_of(document, findings, diagnosis.folder.library, client)
    if diagnosis.heat is None:
        return told
    from speedwright.pipeline.heating import hotspots

    spots = hotspots(document.source, diagnosis.heat, findings)
    return [*told, *told_hotspots(document, spots, client.encoding)]
