"""Pairs to pages, with real processes, sandboxes and verdicts."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from speedwright.errors import SpeedwrightError
from speedwright.mining.journal import PLACE
from speedwright.pipeline.mine import MineRequest, mine
from speedwright.pipeline.pages import check_pages
from speedwright.settings import Settings
from tests.corpora import corpus_or_skip
from tests.mining.history_of_own import made_repository
from tests.mining.own_pairs import ROOT, SQUARE, write_pairs

# On a busy machine the default budget may end before the proofs do.
PATIENT = Settings(budget=90.0)


def request(root: Path, file: Path, output: str = "pages") -> MineRequest:
    return MineRequest((file,), root, PATIENT, output=root / output, jobs=2)


def pages(folder: Path) -> dict[str, str]:
    return {path.parent.name: path.read_text() for path in sorted(folder.rglob("SKILL.md"))}


def without_figures(text: str) -> list[str]:
    """A page without the one line that has timings in it."""
    return [line for line in text.splitlines() if not line.startswith("Mined from")]


def test_two_problems_with_one_pattern_become_a_page(tmp_path: Path) -> None:
    report = mine(request(tmp_path, write_pairs(tmp_path / "pairs.jsonl", ROOT, SQUARE)))

    assert (report.pairs, report.failed, report.edits) == (2, 0, 6)
    (row, *_) = report.rows
    assert (row.fate, row.support, row.precision) == ("written", 2, 1.0), row
    assert row.proved is not None
    assert row.proved > 2
    (text,) = pages(tmp_path / "pages").values()
    assert "  mined: true\n  support: 2\n" in text
    assert "- ensure import: `import math`" in text
    assert "- replace @slow: `{n} = math.isqrt({x}) + 1`\n- delete @then-1" in text
    assert check_pages(tmp_path / "pages", tmp_path).problems == ()


def test_what_cannot_be_used_is_told(tmp_path: Path) -> None:
    broken = replace(ROOT, name="own/broken", fast="def peak(:\n")
    program = replace(ROOT, name="own/program", entry_point="")
    failing = replace(ROOT, name="own/failing", slow=f"1 / 0\n{ROOT.slow}")

    report = mine(request(tmp_path, write_pairs(tmp_path / "pairs.jsonl", broken, program, failing)))

    reasons = [reason for reason, _ in report.problems]
    assert (report.failed, report.pages, len(reasons)) == (3, 0, 3)
    assert any("does not parse" in reason for reason in reasons)
    assert any("whole program" in reason for reason in reasons)
    assert any("ZeroDivisionError" in reason for reason in reasons)


def test_nothing_to_mine_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").write_text("\n")

    with pytest.raises(SpeedwrightError, match="no pairs"):
        mine(request(tmp_path, tmp_path / "empty.jsonl"))


def test_a_run_that_was_killed_goes_on_where_it_was(tmp_path: Path) -> None:
    many = [
        replace(
            each, name=f"{each.name}/{number}", problem=f"{each.problem}/{number}", slow=f"N = {number}\n{each.slow}"
        )
        for number in range(6)
        for each in (ROOT, SQUARE)
    ]
    file = write_pairs(tmp_path / "pairs.jsonl", *many)
    command = [sys.executable, "-m", "speedwright_server", "skills", "mine", str(file), "--jobs", "1"]
    (tmp_path / "pyproject.toml").write_text(f"[tool.speedwright]\nbudget = {PATIENT.budget:g}\n")
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL, start_new_session=True) as run:
        while not (tmp_path / PLACE).exists() or (tmp_path / PLACE).read_text().count("\n") < 2:
            assert run.poll() is None
            time.sleep(0.02)
        os.killpg(run.pid, signal.SIGKILL)
    finished = (tmp_path / PLACE).read_text().count("\n")

    done = subprocess.run([*command, "--format", "json"], cwd=tmp_path, capture_output=True, text=True, check=True)

    report = json.loads(done.stdout)
    assert finished < len(many)
    assert (report["pairs"], report["remembered"], report["failed"]) == (len(many), finished, 0)
    assert report["pages"] == 1


def test_real_pairs_are_mined(tmp_path: Path) -> None:
    lines = (corpus_or_skip("pairs") / "mine.jsonl").read_text().splitlines()
    file = tmp_path / "few.jsonl"
    file.write_text("\n".join(lines[100:400:60]) + "\n")

    report = mine(replace(request(tmp_path, file), least_support=1))

    assert report.pairs == 5
    assert report.same >= 1
    assert {row.fate for row in report.rows} <= {
        "written", "duplicate", "imprecise", "refused", "different", "not-faster", "undecided"
    }  # fmt: skip
    if report.pages:
        assert check_pages(tmp_path / "pages", tmp_path).problems == ()


def test_a_dask_cluster_gives_the_same_pages(tmp_path: Path) -> None:
    distributed = pytest.importorskip("distributed")
    file = write_pairs(tmp_path / "pairs.jsonl", ROOT, SQUARE)
    mine(request(tmp_path, file, "here"))
    (tmp_path / PLACE).unlink()

    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        asked = replace(request(tmp_path, file, "there"), jobs=None, scheduler=cluster.scheduler_address)
        report = mine(asked)

    here, there = pages(tmp_path / "here"), pages(tmp_path / "there")
    assert (report.remembered, report.pages) == (0, 1)
    assert {name: without_figures(text) for name, text in here.items()} == {
        name: without_figures(text) for name, text in there.items()
    }


def test_a_scheduler_that_does_not_answer_is_an_error(tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    file = write_pairs(tmp_path / "pairs.jsonl", ROOT)

    with pytest.raises(SpeedwrightError, match=r"no Dask scheduler answers at tcp://127.0.0.1:9"):
        mine(replace(request(tmp_path, file), scheduler="tcp://127.0.0.1:9"))


def test_a_history_is_mined_with_inputs_that_are_drawn(tmp_path: Path) -> None:
    repository = made_repository(tmp_path / "repository")
    asked = MineRequest((), tmp_path, PATIENT, tmp_path / "pages", least_support=1, repository=repository)

    report = mine(asked)

    assert (report.pairs, report.failed) == (1, 0), report.problems
    assert [row.fate for row in report.rows] == ["written"], report.rows
    (text,) = pages(tmp_path / "pages").values()
    assert "- ensure import: `import math`" in text
