"""Runs of `improve` from receipts: what is written, told and left, whatever happens to the files meanwhile."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from speedwright.errors import Cancelled
from speedwright.model import work
from speedwright.model.problem import Problem
from speedwright.model.verdict import Outcome
from speedwright.model.work import Cancellation, Progress
from speedwright.pipeline.improve import ImproveRequest, Target, improve
from speedwright.pipeline.proposals import Proposals
from speedwright.pipeline.skills import library
from speedwright.pipeline.verify import Bench
from speedwright.pipeline.writing import NotWritten, write_over
from speedwright.settings import Settings
from tests.lsp.slow_code import MIXED
from tests.pipeline.proofs import accept_all, store

FILTER = """
def {name}(guests: list[str], invited: list[str]) -> list[str]:
    inside = []
    for guest in guests:
        if guest in invited:
            inside.append(guest)
    return inside
"""
TWO = FILTER.format(name="admitted") + "\n" + FILTER.format(name="seated")


@pytest.fixture(autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Receipts of these tests alone."""
    folder = tmp_path_factory.mktemp("cache")
    monkeypatch.setenv("SPEEDWRIGHT_CACHE", str(folder))
    return folder


@pytest.fixture
def party(tmp_path: Path) -> Path:
    path = tmp_path / "party.py"
    path.write_text(TWO)
    return path


def request(party: Path, **options) -> ImproveRequest:
    options = {"settings": Settings(), **options}
    return ImproveRequest((Target(party),), party.parent, **options)


def run(asked: ImproveRequest, listener=lambda progress: None):
    problems: list[Problem] = []
    return list(improve(asked, listener, tell=problems.append)), problems


def test_each_candidate_builds_on_those_accepted_before(party: Path) -> None:
    expected = accept_all(party, party.parent)
    found, problems = run(request(party, cumulative=True))
    assert problems == []
    assert [each.verdict.outcome for each in found] == [Outcome.ACCEPTED] * 2
    assert found[0].verdict.candidate.result == found[1].verdict.candidate.source
    assert found[1].verdict.candidate.result == expected
    assert party.read_text() == TWO


def test_targets_in_one_file_are_one_series(party: Path) -> None:
    expected = accept_all(party, party.parent)
    targets = (Target(party, "admitted"), Target(party, "seated"))
    found, _ = run(ImproveRequest(targets, party.parent, Settings(), cumulative=True))
    assert found[-1].verdict.candidate.result == expected


@pytest.mark.parametrize("where", [".", "src"])
def test_the_diffs_of_a_run_apply_as_one_patch(party: Path, where: str) -> None:
    root = party.parent
    folder = root / where
    folder.mkdir(exist_ok=True)
    (root / "pyproject.toml").write_text("")
    # A form feed and what Unicode calls a line separator end no line of a patch, and the last line has no end.
    party = party.rename(folder / "party.py")
    party.write_bytes(f"{TWO}\n\x0c\n'a\u2028b'\nlast = 'line'".encode())
    expected = accept_all(party, root)
    found, _ = run(ImproveRequest((Target(party),), root, Settings(), cumulative=True, diff_base=folder))
    patch = "".join(each.diff for each in found).encode()
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    done = subprocess.run(["git", "apply", "-"], cwd=folder, input=patch, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert party.read_bytes() == expected


def test_a_file_that_changes_meanwhile_is_left_alone(party: Path) -> None:
    accept_all(party, party.parent)
    meanwhile = TWO + "\nchanged = True\n"
    found, (problem,) = run(request(party, apply=True), lambda progress: party.write_text(meanwhile) and None)
    assert [each.applied for each in found] == [False], "and the rest of the file is not tried"
    assert party.read_text() == meanwhile
    assert problem.path == party
    assert "changed by somebody else" in problem.message


@pytest.mark.skipif(sys.platform != "linux", reason="limits the size of files")
def test_a_write_that_fails_leaves_the_file_and_nothing_beside_it(party: Path) -> None:
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    try:
        with pytest.raises(NotWritten, match="cannot be written: File too large"):
            write_over(party, TWO.encode(), TWO.encode() * 10)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert party.read_text() == TWO
    assert os.listdir(party.parent) == ["party.py"]


def test_a_long_name_can_be_written(tmp_path: Path) -> None:
    path = tmp_path / ("n" * 250 + ".py")
    path.write_text("old")
    write_over(path, b"old", b"new")
    assert path.read_text() == "new"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anything")
def test_a_read_only_file_stays(party: Path) -> None:
    party.chmod(0o444)
    with pytest.raises(NotWritten, match="read-only"):
        write_over(party, TWO.encode(), b"")


def test_a_budget_too_short_says_what_was_not_tried(party: Path) -> None:
    (party.parent / "other.py").write_text(FILTER.format(name="third"))
    found, (problem,) = run(ImproveRequest((Target(party.parent),), party.parent, Settings(), budget_s=1e-9))
    assert found == []
    assert "the budget of 1e-09 s was used up" in problem.message


def test_candidates_that_were_not_tried_are_counted(party: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (party.parent / "zebra.py").write_text(FILTER.format(name="third"))
    accept_all(party, party.parent)
    passed = 0.0
    monkeypatch.setattr(work, "time", SimpleNamespace(monotonic=lambda: passed))

    def wait(progress: Progress) -> None:
        nonlocal passed
        passed += 30.0

    found, problems = run(ImproveRequest((Target(party.parent),), party.parent, Settings(), budget_s=20.0), wait)
    assert [each.verdict.candidate.entry_points for each in found] == [("admitted",)]
    assert [each.message for each in problems] == ["the budget of 20 s was used up: 2 candidates were not tried"]


def test_whoever_could_have_cancelled_a_run_keeps_nothing_of_it(party: Path) -> None:
    accept_all(party, party.parent)
    cancellation = Cancellation()
    results = improve(request(party), cancellation=cancellation)
    next(results)
    assert cancellation._callbacks != []
    results.close()
    assert cancellation._callbacks == []


def test_files_that_cannot_be_read_are_told_and_the_others_improved(party: Path) -> None:
    root = party.parent
    (root / "binary.py").write_bytes(b"x = '\xff'\n" + TWO.encode())
    (root / "broken.py").write_text("def f(:\n")
    (root / ".speedwright" / "skills" / "bad").mkdir(parents=True)
    (root / ".speedwright" / "skills" / "bad" / "SKILL.md").write_text("no front matter")
    accept_all(party, root)
    found, problems = run(ImproveRequest((Target(root),), root, Settings(), apply=True))
    assert [each.applied for each in found] == [True, True]
    told = {problem.path.name: problem.message for problem in problems if problem.path is not None}
    assert told.keys() == {"SKILL.md", "binary.py", "broken.py"}
    assert told["binary.py"].startswith("is not UTF-8")
    assert told["broken.py"].startswith("does not parse")
    assert (root / "binary.py").read_bytes().startswith(b"x = '\xff'\n" + TWO.encode()[:20])


@pytest.mark.parametrize(("name", "reason"), [("notes.txt", "no language"), ("page.js", "only Python")])
def test_what_is_not_python_is_told(tmp_path: Path, name: str, reason: str) -> None:
    (tmp_path / name).write_text("let x = 1\n")
    found, (problem,) = run(request(tmp_path / name))
    assert found == []
    assert reason in problem.message


def test_calls_that_are_for_other_functions_end_nothing(party: Path) -> None:
    calls = party.parent / "calls.txt"
    calls.write_text("seated(['a', 'b'] * 200, ['b', 'c'] * 200)\n")
    found, problems = run(request(party, calls=calls, settings=Settings(budget=20.0)))
    assert [each.verdict.candidate.entry_points for each in found] == [("admitted",), ("seated",)]
    assert "calls" not in found[0].verdict.evidence.sources
    assert found[1].verdict.evidence.sources["calls"] == 1
    assert problems == []


def test_calls_for_no_function_at_all_are_told(party: Path) -> None:
    party.write_text(FILTER.format(name="admitted"))
    accept_all(party, party.parent)
    calls = party.parent / "calls.txt"
    calls.write_text("nobody()\n")
    found, (problem,) = run(request(party, calls=calls))
    assert [each.verdict.accepted for each in found] == [True]
    assert problem.path == calls


def test_each_step_of_a_verification_says_what_it_is_about(party: Path) -> None:
    steps: list[Progress] = []
    run(request(party, budget_s=6.0), steps.append)
    assert steps
    assert {each.subject for each in steps} <= {("party.py", "admitted"), ("party.py", "seated")}


def test_a_progress_listener_that_cancels_ends_the_run(party: Path) -> None:
    cancellation = Cancellation()

    def cancel(progress: Progress) -> None:
        cancellation.cancel()

    with pytest.raises(Cancelled):
        list(improve(request(party, apply=True), cancel, cancellation))
    assert party.read_text() == TWO


def test_the_steps_of_a_plan_are_one_edit_with_their_shares(party: Path) -> None:
    party.write_text(MIXED)
    expected = accept_all(party, party.parent)
    (found,), problems = run(request(party, apply=True))
    assert problems == []
    assert found.applied
    assert party.read_bytes() == expected == found.verdict.candidate.result
    assert found.verdict.candidate.source == MIXED.encode()
    assert [step.skills for step in found.steps] == [(name,) for name in found.verdict.candidate.skills]
    assert sum(step.share for step in found.steps) == pytest.approx(1.0)


@pytest.mark.parametrize("cumulative", [True, False])
def test_where_the_whole_is_not_proven_its_steps_are(party: Path, cumulative: bool) -> None:
    party.write_text(MIXED)
    bench = Bench(party.parent, Settings())
    accept_all(party, party.parent)
    search = Proposals.open(party, None, None, library(party.parent), Settings()).next(
        lambda each: store(each, bench)
    )
    assert search is not None
    assert list(search.refusals()) == []
    whole = search.whole()
    assert whole is not None
    store(whole, bench, Outcome.DIFFERENT)
    found, _ = run(request(party, cumulative=cumulative))
    texts = [each.verdict.candidate.source for each in found]
    assert texts == [MIXED.encode(), found[0].verdict.candidate.result][: 2 if cumulative else 1]
    assert all(each.verdict.accepted and len(each.steps) == 1 for each in found)


def test_a_budget_that_ends_within_a_plan_keeps_what_was_proven(party: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    party.write_text(MIXED)
    accept_all(party, party.parent)
    passed = 0.0
    monkeypatch.setattr(work, "time", SimpleNamespace(monotonic=lambda: passed))

    def wait(progress: Progress) -> None:
        nonlocal passed
        passed += 30.0

    asked = ImproveRequest((Target(party),), party.parent, Settings(), budget_s=20.0, apply=True)
    (found,), (problem,) = run(asked, wait)
    assert problem.message == "the budget of 20 s was used up: 1 candidate was not tried"
    assert found.applied
    assert len(found.verdict.candidate.skills) == 1
