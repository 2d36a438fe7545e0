"""The full verdict on a version of a pair's module."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from speedwright.mining.pairs import Pair
from speedwright.mining.trials import Proof
from speedwright.model.candidate import Candidate, Origin
from speedwright.model.text import Span, TextEdit
from speedwright.model.verdict import Verdict
from speedwright.pipeline.trying import snippets
from speedwright.pipeline.verify import Bench, verify_candidate
from speedwright.sandbox.interpreter import find_interpreter
from speedwright.settings import Settings


@dataclass(frozen=True, slots=True)
class Verifier:
    """Verifies versions in one workspace's interpreter. Can be sent to another process."""

    root: Path
    settings: Settings
    python: str | None = None

    def __call__(self, pair: Pair, slow: str, version: str) -> Proof:
        """See `mining.trials.Verify`."""
        # Which interpreter that is, the workspace says; the module itself stands in a folder of its own.
        python = find_interpreter(self.root, self.python or self.settings.python).executable
        with tempfile.TemporaryDirectory(prefix="speedwright-pair-") as folder:
            path = Path(folder, "pair.py")
            path.write_text(slow, encoding="utf-8")
            bench = Bench(Path(folder), self.settings, python, "\n".join(snippets(pair)) or None)
            return proof_of(verify_candidate(_candidate(path, pair, slow, version), bench, self.settings.budget))


def proof_of(verdict: Verdict) -> Proof:
    """What mining wants to know of a verdict."""
    measured = verdict.measurement
    if measured is None:
        return Proof(verdict.outcome.value, verdict.reason)
    return Proof(verdict.outcome.value, verdict.reason, measured.ratio, measured.low, measured.high)


def _candidate(path: Path, pair: Pair, slow: str, version: str) -> Candidate:
    content = slow.encode()
    return Candidate(
        path=path,
        source=content,
        edits=(TextEdit(Span(0, len(content)), version),),
        entry_points=(pair.entry_point,),
        origin=Origin.USER,
        title=pair.name,
    )
