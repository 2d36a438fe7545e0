"""`skills measure` on a page of a team's, in real child processes."""

import json
import sys
from pathlib import Path

import pytest

from speedwright.errors import Cancelled, SpeedwrightError
from speedwright.model.work import Cancellation
from speedwright.pipeline.measure_skills import interpreters, measurable, measure_skills
from speedwright.pipeline.skills import Skill, library
from speedwright.sandbox.interpreter import InterpreterError
from tests.cli.running import speedwright
from tests.pipeline.team_pages import PAGE, add_page

NAME = "double-negation"
BEFORE = "def known(values: list[int]) -> list[bool]:\n    return [not not value for value in values]\n"
FAST = PAGE.replace("x = not not y\n", BEFORE).replace(
    "x = bool(y)\n", BEFORE.replace("not not value", "bool(value)")
)
VERSION = "{}.{}".format(*sys.version_info)


def skills(root: Path, text: str = FAST) -> tuple[Skill, ...]:
    add_page(root, text=text)
    return measurable([NAME], library(root))


def test_a_page_is_measured_once(tmp_path: Path) -> None:
    found = skills(tmp_path)
    pythons = interpreters([sys.executable], tmp_path)
    (first,) = measure_skills(found, pythons, Cancellation())
    evidence = tmp_path / ".speedwright" / "skills" / NAME / "evidence.json"
    written = evidence.read_text()
    turns: list[tuple[str, str]] = []
    known = json.loads(written)
    if not first.gain.sizes:
        # A busy machine may leave no time for figures; then the evidence says so, and some are put in their place.
        assert first.gain.reason != "" and first.gain.case == 0
        known["measured"][0] |= {"case": 1, "sizes": [{"n": 1, "ratio": 1.0, "low": 0.9, "high": 1.1}]}
        evidence.write_text(json.dumps(known))
    written = evidence.read_text()
    (second,) = measure_skills(found, pythons, Cancellation(), started=lambda *turn: turns.append(turn))

    assert (first.skill, first.gain.python, first.is_new) == (NAME, VERSION, True)
    assert all(size.low <= size.ratio <= size.high for size in first.gain.sizes)
    assert (len(second.gain.sizes) > 0, second.is_new, turns) == (True, False, [])
    assert evidence.read_text() == written


def test_cases_that_cannot_be_measured_say_why(tmp_path: Path) -> None:
    (found,) = measure_skills(skills(tmp_path, PAGE), interpreters([sys.executable], tmp_path), Cancellation())
    assert found.gain.sizes == ()
    assert "no function is touched" in found.gain.reason


def test_a_cancelled_measurement_is_not_kept(tmp_path: Path) -> None:
    cancellation = Cancellation()
    with pytest.raises(Cancelled):
        list(
            measure_skills(
                skills(tmp_path),
                interpreters([sys.executable], tmp_path),
                cancellation,
                started=lambda skill, version: cancellation.cancel(),
            )
        )
    assert not (tmp_path / ".speedwright" / "skills" / NAME / "evidence.json").exists()


def test_what_cannot_be_measured_is_told(tmp_path: Path) -> None:
    with pytest.raises(SpeedwrightError, match="no skill is called"):
        measurable(["no-such-skill"], library(tmp_path))
    with pytest.raises(InterpreterError, match="no interpreter"):
        interpreters(["/no/such/python"], tmp_path)


def test_the_command_prints_json(tmp_path: Path) -> None:
    add_page(tmp_path)
    done = speedwright(
        "skills", "measure", "--skill", NAME, "--python", sys.executable, "--format", "json", cwd=tmp_path
    )
    assert (done.returncode, done.stderr) == (0, "")
    (found,) = json.loads(done.stdout)["measured"]
    assert (found["skill"], found["python"], found["sizes"], found["new"]) == (NAME, VERSION, [], True)
    again = speedwright("skills", "measure", "--skill", NAME, "--python", sys.executable, cwd=tmp_path)
    assert f"{NAME:<36} {VERSION:<5} not measured: no function is touched" in again.stdout
    assert again.stdout.splitlines()[-1] == f"1 skill, 0 of them faster for certain on some version; not: {NAME}"
