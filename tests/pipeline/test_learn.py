"""Accepted rewrites to pages of the team, with real verdicts."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from speedwright.accepted_rewrites import AcceptedRewrite, AcceptedRewrites
from speedwright.errors import SpeedwrightError
from speedwright.model.candidate import Candidate
from speedwright.model.verdict import Outcome
from speedwright.pipeline.judging import remember
from speedwright.pipeline.learn import LearnRequest, learn
from speedwright.pipeline.pages import check_pages
from speedwright.pipeline.proposals import Proposals
from speedwright.pipeline.searching import unjudged
from speedwright.pipeline.skills import TEAM_PAGES, Library, library
from speedwright.pipeline.verify import Bench, VerifyRequest, verify
from speedwright.settings import Settings
from tests.mining.own_pairs import ROOT
from tests.pipeline.proofs import verdict_of

SLOW = """def known(words: list[str], names: list[str]) -> list[str]:
    found = []
    for word in words:
        if word in names:
            found.append(word)
    return found
"""


@pytest.fixture(autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPEEDWRIGHT_CACHE", str(tmp_path_factory.mktemp("cache")))


def first_step(path: Path, skills: Library) -> Candidate:
    search = Proposals.open(path, None, None, skills, Settings()).next(unjudged)
    assert search is not None
    return search.candidates()[0]


def request(root: Path) -> LearnRequest:
    return LearnRequest(root, Settings(budget=60), jobs=1)


def test_a_rewrite_of_the_users_own_becomes_a_page_once(tmp_path: Path) -> None:
    before, after = tmp_path / "peaks.py", tmp_path / "faster.py"
    before.write_text(ROOT.slow)
    after.write_text(ROOT.fast)
    calls = tmp_path / "calls.py"
    calls.write_text("\n".join(f"{ROOT.entry_point}(*{each})" for each in ROOT.inputs))
    verdict = verify(
        VerifyRequest(before, after, ROOT.entry_point, root=tmp_path, calls=calls, settings=Settings(budget=900))
    )
    assert verdict.accepted, verdict.reason
    after.unlink()

    learned = learn(request(tmp_path))

    assert (learned.accepted, learned.by_skills) == (1, 0)
    assert learned.report is not None
    assert learned.report.pages == 1, learned.report
    assert check_pages(tmp_path / TEAM_PAGES, tmp_path).problems == ()
    skills = library(tmp_path)
    assert skills.problems == ()
    (page,) = [skill for skill in skills.skills if skill.mined and skill.path.is_relative_to(tmp_path)]

    again = learn(request(tmp_path)).report

    assert again is not None
    assert again.remembered == 1
    assert [(row.fate, row.reason) for row in again.rows] == [("duplicate", f"{page.name} finds it")]


def test_what_skills_of_the_library_wrote_teaches_nothing(tmp_path: Path) -> None:
    file = tmp_path / "words.py"
    file.write_text(SLOW)
    candidate = first_step(file, library(tmp_path))
    remember(verdict_of(candidate), Bench(tmp_path, Settings()))

    learned = learn(request(tmp_path))

    assert (learned.accepted, learned.by_skills, learned.report) == (1, 1, None)
    assert library(tmp_path).standing(candidate.skills[0]).accepted == 1


def test_only_accepted_ones_are_kept(tmp_path: Path) -> None:
    file = tmp_path / "words.py"
    file.write_text(SLOW)
    candidate = first_step(file, library(tmp_path))
    failed = dataclasses.replace(verdict_of(candidate), outcome=Outcome.NOT_FASTER)
    remember(failed, Bench(tmp_path, Settings()))
    with pytest.raises(SpeedwrightError, match="nothing was accepted"):
        learn(request(tmp_path))
    assert library(tmp_path).standing(candidate.skills[0]).not_faster == 1


def test_another_workspace_has_its_own(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for each in (one, other):
        each.mkdir()
    (one / "words.py").write_text(SLOW)
    candidate = first_step(one / "words.py", library(one))
    remember(verdict_of(candidate), Bench(one, Settings()))
    assert [each.path for each in AcceptedRewrites(one).load()] == ["words.py"]
    assert AcceptedRewrites(other).load() == ()


def test_a_damaged_one_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPEEDWRIGHT_CACHE", str(tmp_path / "cache"))
    store = AcceptedRewrites(tmp_path)
    store._put(AcceptedRewrite("m.py", "f", "x = 1\n", "x = 2\n", ("one",), ""))  # as `add` does
    (file,) = (tmp_path / "cache").rglob("*.json")
    assert [each.after for each in store.load()] == ["x = 2\n"]
    file.write_text(file.read_text().replace("x = 2", "x = 3"))
    assert store.load() == ()
    assert not file.exists()
