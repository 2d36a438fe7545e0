"""Receipts as verification would leave them, for tests of what follows from a verdict."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from speedwright.model.candidate import Candidate
from speedwright.model.evidence import Assumption, Evidence
from speedwright.model.measurement import Measurement, SizeMeasurement
from speedwright.model.verdict import Outcome, Verdict
from speedwright.pipeline.judging import key_of
from speedwright.pipeline.proposals import Proposals
from speedwright.pipeline.skills import library
from speedwright.pipeline.verify import Bench
from speedwright.receipts import ReceiptStore
from speedwright.sandbox.interpreter import find_interpreter
from speedwright.sandbox.isolation import best_isolation
from speedwright.settings import Settings

SIZE = SizeMeasurement(1000, 14.2, 13.1, 15.0, 1e-2, 7e-4, realistic=True)
SETTINGS = Settings()
MEASUREMENT = Measurement(ratio=14.2, low=13.1, high=15.0, sizes=(SIZE,))
EVIDENCE = Evidence(214, {"generated": 214}, "bubblewrap", {"values": Assumption("list[str]", "hint")})


def accept_all(path: Path, root: Path, settings: Settings = SETTINGS, together: bool = True) -> bytes:
    """Stores an accepted verdict for each step of each plan and for each whole plan; what they make of the file.

    Verdicts are on the text that the plans before left, `together`, or else on that of the file.
    """
    bench = Bench(root, settings)
    proposals = Proposals.open(path, None, None, library(root), settings)
    content = path.read_bytes()
    while (search := proposals.next(lambda candidate: store(candidate, bench))) is not None:
        assert list(search.refusals()) == []
        if not search.best.steps:
            # Nothing but advice was found there.
            continue
        if (whole := search.whole()) is not None:
            store(whole, bench)
        reached = whole or search.best.steps[-1].candidate
        content = reached.result
        if together:
            proposals.build_on(reached)
    return content


def store(candidate: Candidate, bench: Bench, outcome: Outcome = Outcome.ACCEPTED) -> Verdict:
    """A verdict, stored."""
    verdict = replace(verdict_of(candidate), outcome=outcome)
    interpreter = find_interpreter(bench.root, bench.python or bench.settings.python)
    ReceiptStore().save(key_of(candidate, bench, interpreter, best_isolation().name), verdict)
    return verdict


def verdict_of(candidate: Candidate) -> Verdict:
    """An accepted verdict, as a value."""
    return Verdict(
        candidate, candidate.entry_points[0], Outcome.ACCEPTED, "the two agree", EVIDENCE, MEASUREMENT, 1.0
    )
