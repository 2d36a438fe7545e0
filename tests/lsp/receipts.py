"""Receipts for candidates of a workspace, stored as a verification would store them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from speedwright.model.candidate import Candidate
from speedwright.model.evidence import Assumption, Counterexample, Difference, Evidence
from speedwright.model.measurement import Measurement, SizeMeasurement
from speedwright.model.verdict import Outcome, Verdict
from speedwright.pipeline.documents import open_source
from speedwright.pipeline.judging import key_of
from speedwright.pipeline.offers import offers
from speedwright.pipeline.skills import library
from speedwright.pipeline.verify import Bench
from speedwright.receipts import ReceiptStore
from speedwright.sandbox.interpreter import find_interpreter
from speedwright.settings import Settings

NOTHING: Mapping[str, Any] = MappingProxyType({})
SIZE = SizeMeasurement(1000, 14.2, 13.1, 15.0, 1e-2, 7e-4, realistic=True)
MEASUREMENT = Measurement(ratio=14.2, low=13.1, high=15.0, sizes=(SIZE,))
EVIDENCE = Evidence(214, {"generated": 214}, "bubblewrap", {"banned": Assumption("list[str]", "hint")})
COUNTEREXAMPLE = Counterexample("allowed([], [])", "[]", "None", Difference.VALUE)


def store(
    cache: Path,
    root: Path,
    path: Path,
    text: str,
    outcome: Outcome,
    entries: slice = slice(None),
    evidence: Mapping[str, Any] = NOTHING,
    language: str | None = None,
    measurement: Measurement = MEASUREMENT,
) -> tuple[Candidate, ...]:
    """One receipt for each candidate (of these entries) of a text at `path`: with a proof, or a counterexample.

    `evidence` is what a proof has besides.
    """
    source = open_source(path, text, language)
    assert source is not None
    accepted = outcome is Outcome.ACCEPTED
    found = offers(source, library(root), Settings(), root, source.span)[entries]
    assert found
    for offer in found:
        verdict = Verdict(
            candidate=offer.candidate,
            function=f"{path.stem}.{offer.candidate.entry_points[0]}",
            outcome=outcome,
            reason="the two agree" if accepted else "the two differ on allowed([], [])",
            evidence=replace(EVIDENCE, **evidence)
            if accepted
            else Evidence(3, {}, "bubblewrap", {}, counterexample=COUNTEREXAMPLE),
            measurement=measurement if accepted else None,
            elapsed_s=1.0,
        )
        key = key_of(offer.candidate, Bench(root, Settings()), find_interpreter(root), EVIDENCE.isolation)
        ReceiptStore(cache).save(key, verdict)
    return tuple(offer.candidate for offer in found)
