"""Hostile candidates: none is accepted, none reaches anything, none leaves a process behind."""

from __future__ import annotations

import dataclasses
import functools
from pathlib import Path

import pytest

from speedwright.acceptance import judge_speed
from speedwright.benchmarking.runner import measure
from speedwright.errors import SpeedwrightError
from speedwright.model.recipe import Atom, Call, Items
from speedwright.model.verdict import Outcome
from speedwright.model.work import Cancellation
from speedwright.model.workload import LADDER, Workload, WorkloadSize
from speedwright.sandbox.guest_handle import Sandboxed
from speedwright.sandbox.interpreter import find_interpreter
from speedwright.sandbox.isolation import LIMITS, available_isolations, best_isolation
from speedwright.sandbox.target import locate
from tests.attacks.runner import HELD_BY_ISOLATION, ORIGINAL, Result, attack_all, cases

STRONGEST, *OTHERS = [each for each in available_isolations() if each is not LIMITS] or [None]
# What tries to look faster than it is. Whether it would succeed is asked of the measurement itself: a search that
# finds a difference first would never come to it.
FORGING = ("hiding", "patching", "protocol", "recognising")
HONEST_WORK_S = 5e-5

pytestmark = pytest.mark.skipif(STRONGEST is None, reason="neither bubblewrap nor Landlock with seccomp works here")


@functools.cache
def results(isolation_number: int, screened: bool) -> dict[str, Result]:
    isolation = [STRONGEST, *OTHERS][isolation_number]
    assert isolation is not None
    kinds = () if screened else ("resources", *HELD_BY_ISOLATION) if isolation is STRONGEST else HELD_BY_ISOLATION
    return attack_all(cases(*kinds), isolation, screened)


def test_there_are_many_attacks() -> None:
    assert len(cases()) >= 60


@pytest.mark.parametrize("name", [path.stem for path in cases()])
def test_contained_by_all_that_there_is(name: str) -> None:
    result = results(0, True)[name]
    assert result.is_contained, result


@pytest.mark.parametrize("name", [path.stem for path in cases("resources", *HELD_BY_ISOLATION)])
def test_contained_by_the_sandbox_alone(name: str) -> None:
    result = results(0, False)[name]
    assert result.is_contained, result


@pytest.mark.skipif(not OTHERS, reason="only one isolation works here")
@pytest.mark.parametrize("name", [path.stem for path in cases(*HELD_BY_ISOLATION)])
def test_contained_by_the_other_isolation_alone(name: str) -> None:
    result = results(1, False)[name]
    assert result.is_contained, result


@pytest.mark.parametrize("case", cases(*FORGING), ids=lambda path: path.stem)
def test_no_time_can_be_forged(case: Path, tmp_path: Path) -> None:
    """Neither the screening nor the comparison has its say: only what the clock and the replays show."""
    path = tmp_path / "subject.py"
    path.write_text(ORIGINAL)
    interpreter = find_interpreter(tmp_path)
    original = Sandboxed(locate(path, tmp_path), ORIGINAL.encode(), "total", interpreter, best_isolation(), 1024)
    candidate = dataclasses.replace(original, source=case.read_bytes())
    try:
        decision = judge_speed(measure(original, candidate, workload(), Cancellation(20.0)))
    except SpeedwrightError:
        return
    assert decision.outcome is not Outcome.ACCEPTED, decision.reason


def workload() -> Workload:
    """Calls so short that a batch has more of them than any case is honest for, on slow machines as well."""
    calls = [
        Call((Items("list", tuple(Atom((number * 7919 + place) % 1000) for place in range(500))),))
        for number in range(25)
    ]
    return Workload((WorkloadSize(500, tuple(calls), HONEST_WORK_S),), LADDER)
