"""The full verdict on a version of a pair's module."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from speedwright.mining.hunks import LEAST_RATIO
from speedwright.mining.pairs import Pair
from speedwright.mining.trials import Proof, Trial, Tried
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
        with placed(pair, slow) as (path, root):
            bench = Bench(root, self.settings, python, pair.calls or "\n".join(snippets(pair)) or None)
            return proof_of(verify_candidate(_candidate(path, pair, slow, version), bench, self.settings.budget))


@dataclass(frozen=True, slots=True)
class Prover:
    """Tries versions of pairs that bring no inputs: by the full verdict, on those that verification draws.

    The last version, with all edits, comes first: where it is not accepted, there is no speedup to take apart.
    """

    verifier: Verifier

    def __call__(self, trial: Trial) -> tuple[Tried, ...]:
        """See `mining.trials.Try`."""
        *parts, whole = trial.versions
        known = _as_tried(self.verifier(trial.pair, trial.original, whole))
        if not known.same or known.ratio < LEAST_RATIO:
            return (*(Tried(False, "the whole change is not known to be faster") for _ in parts), known)
        return (*(_as_tried(self.verifier(trial.pair, trial.original, each)) for each in parts), known)


def _as_tried(proof: Proof) -> Tried:
    is_same = proof.outcome in ("accepted", "not-faster")
    return Tried(is_same, "" if is_same else proof.reason, (proof.ratio or 1.0) if is_same else 1.0)


@contextlib.contextmanager
def placed(pair: Pair, slow: str) -> Iterator[tuple[Path, Path]]:
    """Where the module stands, and the workspace around it: a folder of its own, or the tree it is from."""
    if pair.home:
        yield Path(pair.home, pair.path), Path(pair.home)
        return
    with tempfile.TemporaryDirectory(prefix="speedwright-pair-") as folder:
        path = Path(folder, "pair.py")
        path.write_text(slow, encoding="utf-8")
        yield path, Path(folder)


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
