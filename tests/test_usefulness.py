"""Which verdicts count for and against skills."""

from __future__ import annotations

from pathlib import Path

import pytest

from speedwright.model.candidate import Candidate, Origin
from speedwright.model.evidence import Evidence
from speedwright.model.finding import Finding, Severity
from speedwright.model.text import Span, TextEdit
from speedwright.model.verdict import Outcome, Verdict
from speedwright.skills.standing import PLACE, Standing, Standings
from speedwright.usefulness import KEPT, count


def verdict(outcome: Outcome, *skills: str, text: str = "2", found: bool = True) -> Verdict:
    path = Path("m.py")
    findings = tuple(Finding(each, path, Span(4, 5), "slow", Severity.HINT, "f") for each in skills if found)
    edits = (TextEdit(Span(4, 5), text),)
    candidate = Candidate(path, b"x = 1\n", edits, ("f",), Origin.REWRITE, "Use 2", skills, findings)
    return Verdict(candidate, "m.f", outcome, "because", Evidence(0, {}, "limits", {}), None, 1.0)


def standing(root: Path, skill: str) -> Standing:
    return Standings(root).of(skill)


def test_verdicts_add_up(tmp_path: Path) -> None:
    for number, outcome in enumerate(Outcome):
        count(verdict(outcome, "one", text=str(number)), tmp_path)
    assert standing(tmp_path, "one") == Standing(1, 1, 1, 1)
    assert (tmp_path / PLACE).with_name(".gitignore").read_text() == "*\n"


def test_one_rewrite_counts_once_by_its_newest_verdict(tmp_path: Path) -> None:
    for outcome in (Outcome.UNDECIDED, Outcome.NOT_FASTER, Outcome.NOT_FASTER, Outcome.ACCEPTED):
        count(verdict(outcome, "one"), tmp_path)
    assert standing(tmp_path, "one") == Standing(accepted=1)


def test_several_skills_share_success_and_not_blame(tmp_path: Path) -> None:
    count(verdict(Outcome.ACCEPTED, "one", "two"), tmp_path)
    count(verdict(Outcome.DIFFERENT, "one", "two", text="3"), tmp_path)
    assert standing(tmp_path, "one") == standing(tmp_path, "two") == Standing(accepted=1)
    count(verdict(Outcome.DIFFERENT, "one", "one", text="4"), tmp_path)
    assert standing(tmp_path, "one") == Standing(accepted=1, different=1)


def test_what_no_finding_is_behind_counts_for_nobody(tmp_path: Path) -> None:
    count(verdict(Outcome.ACCEPTED, "one", found=False), tmp_path)
    assert not (tmp_path / PLACE).exists()


def test_the_newest_are_kept(tmp_path: Path) -> None:
    for number in range(5):
        count(verdict(Outcome.DIFFERENT, "one", text=f"old {number}"), tmp_path)
    for number in range(KEPT):
        count(verdict(Outcome.ACCEPTED, "one", text=str(number)), tmp_path)
    assert standing(tmp_path, "one") == Standing(accepted=KEPT)


def test_after_damage_it_begins_anew(tmp_path: Path) -> None:
    count(verdict(Outcome.ACCEPTED, "one"), tmp_path)
    (tmp_path / PLACE).write_text("torn")
    count(verdict(Outcome.DIFFERENT, "one", text="3"), tmp_path)
    assert standing(tmp_path, "one") == Standing(different=1)


@pytest.mark.parametrize("link", [".speedwright", ".speedwright/cache"])
def test_nothing_is_written_through_a_link(tmp_path: Path, link: str) -> None:
    outside = tmp_path / "outside"
    (outside / "cache").mkdir(parents=True)
    root = tmp_path / "root"
    (root / link).parent.mkdir(parents=True, exist_ok=True)
    (root / link).symlink_to(outside)
    count(verdict(Outcome.ACCEPTED, "one"), root)
    assert [each for each in outside.rglob("*") if each.is_file()] == []
