"""What the time for one candidate was too short for is looked at again while the budget lasts."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from speedwright.model.candidate import Candidate
from speedwright.model.verdict import Outcome, Verdict
from speedwright.pipeline import timed_judge
from speedwright.pipeline.improve import ImproveRequest, Target, improve
from speedwright.pipeline.verify import Bench
from speedwright.settings import Settings
from tests.pipeline.proofs import verdict_of
from tests.pipeline.test_improve_runs import TWO

FIRST_S = 10.0


class Hurried:
    """Verdicts of a machine that needs `needed_s` for a candidate; `asked` has the seconds given, in order."""

    def __init__(self, needed_s: float) -> None:
        self._needed_s = needed_s
        self.asked: list[tuple[str, float]] = []

    def __call__(self, candidate: Candidate, bench: Bench, budget_s: float, *_: object) -> Verdict:
        self.asked.append((candidate.entry_points[0], budget_s))
        proven = verdict_of(candidate)
        if budget_s >= self._needed_s:
            return proven
        return replace(proven, outcome=Outcome.UNDECIDED, reason="too little time", elapsed_s=budget_s)


@pytest.fixture
def party(tmp_path: Path) -> Path:
    path = tmp_path / "party.py"
    path.write_text(TWO)
    return path


def _found(party: Path, judge: Hurried, monkeypatch: pytest.MonkeyPatch, **options) -> list[tuple[str, Outcome]]:
    monkeypatch.setattr(timed_judge, "judged", judge)
    asked = ImproveRequest((Target(party),), party.parent, Settings(budget=FIRST_S), **options)
    return [(each.verdict.candidate.entry_points[0], each.verdict.outcome) for each in improve(asked)]


@pytest.mark.parametrize("apply", [True, False])
def test_with_more_time_it_is_accepted_and_told_once(
    party: Path, monkeypatch: pytest.MonkeyPatch, apply: bool
) -> None:
    judge = Hurried(FIRST_S + 1)
    found = _found(party, judge, monkeypatch, budget_s=600.0, apply=apply)
    assert found == [("admitted", Outcome.ACCEPTED), ("seated", Outcome.ACCEPTED)]
    assert max(seconds for _, seconds in judge.asked) <= 4 * FIRST_S
    assert ("in invited" in party.read_text()) is not apply or "set(invited)" in party.read_text()


def test_what_needs_still_more_is_told_once(party: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    judge = Hurried(1e9)
    found = _found(party, judge, monkeypatch, budget_s=600.0)
    assert found == [("admitted", Outcome.UNDECIDED), ("seated", Outcome.UNDECIDED)]
    assert Counter(name for name, _ in judge.asked) == {"admitted": 2, "seated": 2}


@pytest.mark.parametrize("budget_s", [None, FIRST_S])
def test_without_time_to_spare_nothing_is_asked_again(
    party: Path, monkeypatch: pytest.MonkeyPatch, budget_s: float | None
) -> None:
    judge = Hurried(1e9)
    found = _found(party, judge, monkeypatch, budget_s=budget_s)
    assert [outcome for _, outcome in found] == [Outcome.UNDECIDED, Outcome.UNDECIDED]
    assert len(judge.asked) == 2
