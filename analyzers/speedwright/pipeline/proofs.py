"""Use case of reports: which findings have a rewrite that was proven here, without running anything."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from speedwright.errors import SpeedwrightError
from speedwright.model.finding import Finding
from speedwright.model.text import Span
from speedwright.model.verdict import Verdict
from speedwright.pipeline.check import CheckReport
from speedwright.receipts import ReceiptStore
from speedwright.settings import Settings

Proofs = Mapping[tuple[Path, str, Span], tuple[Verdict, ...]]
"""The accepted verdicts that settle a finding, by its path, skill and span; the best plan first."""


def proofs_of(report: CheckReport, root: Path, settings: Settings) -> Proofs:
    """What receipts of this machine prove of the report's findings. Starts no process."""
    if ReceiptStore().is_empty:
        # Nothing was ever verified here, so that nothing of verification needs to be imported.
        return {}
    found: dict[tuple[Path, str, Span], tuple[Verdict, ...]] = defaultdict(tuple)
    for path, content in report.contents.items():
        for verdict in _accepted(path, content, root, settings):
            for finding in verdict.candidate.findings:
                found[path, finding.skill, finding.span] += (verdict,)
    return found


def proofs_for(finding: Finding, proofs: Proofs) -> tuple[Verdict, ...]:
    """Those that settle this finding."""
    return proofs.get((finding.path, finding.skill, finding.span), ())


def _accepted(path: Path, content: bytes, root: Path, settings: Settings) -> Iterator[Verdict]:
    from speedwright.pipeline.offers import offers
    from speedwright.pipeline.reading import read_source
    from speedwright.pipeline.skills import library

    try:
        source = read_source(path, content)
        if source.language.name != "python":
            return
        known = offers(source, library(root, settings.python), settings, root, source.span)
    except SpeedwrightError:
        # Such as an interpreter that is not there any more: nothing is proven for it.
        return
    yield from (each.verdict for each in known if each.verdict is not None and each.verdict.accepted)
