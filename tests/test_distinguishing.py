"""What tells one candidate apart is tried on the next, and nothing that lies in the cache can hurt."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from speedwright.cache import VARIABLE
from speedwright.distinguishing import KEPT, DistinguishingInputs
from speedwright.model.recipe import Atom, Call, Case, Disturb, Items
from speedwright.model.verdict import Outcome, Verdict
from speedwright.pipeline.verify import VerifyRequest, verify
from speedwright.settings import Settings

ORIGINAL = "def f(x: int) -> int:\n    return abs(x) + 0\n"


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "cache"))
    return tmp_path / "cache"


def inputs(text: str = "text") -> DistinguishingInputs:
    return DistinguishingInputs(Path("/w/m.py"), "m.f", text)


def case(value: int) -> Case:
    return Case((Call((Items("list", (Atom(value),), 0),)), Disturb(0), Call((Atom(value),))), "generated")


def test_the_newest_are_kept_each_once() -> None:
    for value in [*range(KEPT + 5), 7]:
        inputs().add(case(value))
    found = [each.key for each in inputs().load()]
    assert found == [case(value).key for value in [7, *(value for value in range(KEPT + 4, 4, -1) if value != 7)]]
    assert {each.source for each in inputs().load()} == {"distinguishing"}
    assert inputs("another text").load() == ()


@pytest.mark.parametrize(
    "content", ["", "{", "{}", "7", "[[7]]", '[[["call"]]]', '[[["call", [["int"]], []]]]', "[" * 99999]
)
def test_a_damaged_file_is_as_good_as_none(content: str, cache: Path) -> None:
    inputs().add(case(1))
    (file,) = cache.rglob("*.json")
    file.write_text(content)
    assert inputs().load() == ()
    inputs().add(case(2))
    assert [each.key for each in inputs().load()] == [case(2).key]


def judged(folder: Path, candidate: str) -> Verdict:
    (folder / "m.py").write_text(ORIGINAL)
    (folder / "c.txt").write_text(candidate)
    return verify(
        VerifyRequest(folder / "m.py", folder / "c.txt", "f", Settings(python=sys.executable), budget_s=60.0)
    )


def test_what_told_one_candidate_apart_is_an_input_for_the_next(tmp_path: Path) -> None:
    first = judged(tmp_path, "def f(x: int) -> int:\n    return x\n")
    assert first.outcome is Outcome.DIFFERENT
    second = judged(tmp_path, "def f(x: int) -> int:\n    return abs(x)\n")
    assert second.evidence.counterexample is None
    assert second.evidence.sources["distinguishing"] == 1


def test_a_kept_input_outside_of_the_domain_is_left_out(tmp_path: Path) -> None:
    known = DistinguishingInputs((tmp_path / "m.py").resolve(), "m.f", ORIGINAL.rstrip())
    known.add(Case((Call((Atom(-2.5),)),), "generated"))
    verdict = judged(tmp_path, "def f(x: int) -> int:\n    return abs(x)\n")
    assert verdict.evidence.counterexample is None
    assert "distinguishing" not in verdict.evidence.sources
