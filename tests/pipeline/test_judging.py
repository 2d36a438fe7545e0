"""Which verdicts are stored: those that a second look would repeat."""

from __future__ import annotations

import dataclasses
import time
from pathlib import Path

import pytest

from speedwright.model.candidate import Candidate, Origin
from speedwright.model.evidence import Evidence
from speedwright.model.text import Span, TextEdit
from speedwright.model.verdict import Outcome, Verdict
from speedwright.model.work import Cancellation, Progress
from speedwright.pipeline import judging
from speedwright.pipeline.judging import judged, stored_verdict
from speedwright.pipeline.verify import Bench
from speedwright.sandbox.isolation import NAMES, available_isolations, best_isolation
from speedwright.settings import Settings

SOURCE = b"""from scale import FACTOR


def scaled(values: list[int]) -> list[int]:
    return [FACTOR * value for value in values]
"""


@pytest.fixture(autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPEEDWRIGHT_CACHE", str(tmp_path_factory.mktemp("cache")))


@pytest.fixture
def wrong(tmp_path: Path) -> Candidate:
    """A candidate that any input refutes, in a module that needs another."""
    (tmp_path / "scale.py").write_text("FACTOR = 2\n")
    (tmp_path / "shapes.py").write_bytes(SOURCE)
    at = SOURCE.index(b"FACTOR *")
    edit = TextEdit(Span(at, at + len(b"FACTOR")), "3")
    return Candidate(tmp_path / "shapes.py", SOURCE, (edit,), ("scaled",), Origin.REWRITE, "Triple")


def judge(candidate: Candidate, listener=lambda progress: None) -> tuple[Verdict, Verdict | None]:
    """The verdict, and what is known afterwards."""
    bench = Bench(candidate.path.parent, Settings())
    # The files above are of this moment, which the clock of the file system may round.
    time.sleep(0.02)
    return judged(candidate, bench, 60.0, listener, Cancellation()), stored_verdict(candidate, bench)


def test_a_verdict_is_stored_with_what_it_depends_on(wrong: Candidate) -> None:
    verdict, stored = judge(wrong)
    assert verdict.outcome is Outcome.DIFFERENT
    assert [name for name, _ in verdict.dependencies] == ["scale.py"]
    assert stored == verdict


def test_data_read_at_import_and_installed_packages_count(tmp_path: Path) -> None:
    (tmp_path / "rates.json").write_text("[3]")
    source = b"""import json
import pathlib

import numpy

RATES = json.loads(pathlib.Path(__file__).with_name("rates.json").read_text())


def doubled(values: list[int]) -> list[int]:
    return [2 * value for value in values]
"""
    (tmp_path / "rates.py").write_bytes(source)
    at = source.index(b"2 *")
    candidate = Candidate(
        tmp_path / "rates.py", source, (TextEdit(Span(at, at + 1), "3"),), ("doubled",), Origin.REWRITE, "Triple"
    )
    verdict, stored = judge(candidate)
    names = [name for name, _ in verdict.dependencies]
    assert "rates.json" in names
    assert any("numpy" in name and name.endswith("RECORD") for name in names)
    assert stored == verdict
    (tmp_path / "rates.json").write_text("[4]")
    assert stored_verdict(candidate, Bench(tmp_path, Settings())) is None


def test_a_module_that_changes_during_the_run_is_no_ground_for_a_receipt(wrong: Candidate) -> None:
    scale = wrong.path.with_name("scale.py")

    def touch(progress: Progress) -> None:
        scale.write_text("FACTOR = 3\n")
        scale.write_text("FACTOR = 2\n")

    verdict, stored = judge(wrong, touch)
    assert verdict.outcome is Outcome.DIFFERENT
    assert stored is None


def test_what_ran_out_of_time_is_not_stored(wrong: Candidate) -> None:
    # Too few inputs: undecided, whatever the time.
    evidence = Evidence(1, {}, "limits", {}, branch_coverage=0.5, candidate_branch_coverage=0.5)
    verdict = Verdict(wrong, "shapes.scaled", Outcome.UNDECIDED, "weak", evidence, None, elapsed_s=4.0)
    assert judging._is_lasting(verdict, 15.0)
    assert not judging._is_lasting(verdict, 5.0)
    whole = {"branch_coverage": 1.0, "candidate_branch_coverage": 1.0, "mutation_score": 1.0}
    strong = dataclasses.replace(evidence, inputs=400, **whole)
    assert not judging._is_lasting(dataclasses.replace(verdict, evidence=strong), 15.0), "noise, or an import"


def test_offers_know_the_name_of_every_isolation() -> None:
    assert best_isolation().name in NAMES
    assert {each.name for each in available_isolations()} <= set(NAMES)
