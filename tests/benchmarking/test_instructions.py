"""Counts of instructions: exact, telling small effects apart, and absent with a reason."""

from __future__ import annotations

import dataclasses
import random
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from speedwright.acceptance import judge_speed
from speedwright.benchmarking.instructions import instruction_ratio, with_instructions
from speedwright.benchmarking.replaying import ActsDifferently
from speedwright.model.measurement import Measurement, SizeMeasurement
from speedwright.model.recipe import Atom, Call, Items
from speedwright.model.verdict import Outcome
from speedwright.model.work import Cancellation
from speedwright.model.workload import LADDER, Workload, WorkloadSize
from speedwright.sandbox.counting import counted
from speedwright.sandbox.guest_handle import Batch, Sandboxed
from speedwright.sandbox.interpreter import find_interpreter
from speedwright.sandbox.isolation import Isolation, available_isolations, best_isolation
from speedwright.sandbox.target import locate

needs_valgrind = pytest.mark.skipif(
    shutil.which("valgrind") is None or shutil.which("setarch") is None, reason="valgrind is not installed"
)
SOURCE = """
def f(values):
    total = 0
    for value in values:
        total += value * value
    return [total, {str(value) for value in values[:9]}]
"""
RENAMED = SOURCE.replace("total", "sum_of_squares")
# Of 100 values, 15 once more.
MORE_WORK = SOURCE.replace(
    "    return", "    for value in values[: len(values) * 15 // 100]:\n        total += value * value\n    return"
)
# Does nothing where it sees valgrind.
LAZY = """
def f(values):
    with open("/proc/self/maps") as maps:
        if "valgrind" in maps.read():
            return [0, set()]
    total = 0
    for value in values:
        total += value * value
    return [total, {str(value) for value in values[:9]}]
"""
_rng = random.Random(1)
CALLS = tuple(Call((Items("list", tuple(Atom(_rng.randrange(600)) for _ in range(2000))),)) for _ in range(20))
REPLAY = Batch(0, 3, 2, replayed=True)
TIED = SizeMeasurement(2000, 1.06, 0.98, 1.15, 1e-4, 1e-4, realistic=True)
OPEN = Measurement(1.06, 0.98, 1.15, (TIED,))


def version(tmp_path: Path, source: str) -> Sandboxed:
    path = tmp_path / "subject.py"
    path.write_text(source)
    target = locate(path, tmp_path)
    return Sandboxed(target, source.encode(), "f", find_interpreter(tmp_path), best_isolation(), 1024)


@needs_valgrind
def test_counts_repeat_exactly_and_tell_little_more_work_from_none(tmp_path: Path) -> None:
    versions = [version(tmp_path, source) for source in (SOURCE, SOURCE, RENAMED, MORE_WORK)]
    with ThreadPoolExecutor(2) as executor:
        runs = [executor.submit(counted, each, CALLS, REPLAY, Cancellation()) for each in versions]
        first, again, renamed, more = (run.result() for run in runs)

    assert first == again
    assert first.shown == renamed.shown != more.shown
    same, gain = first.instructions / renamed.instructions, more.instructions / first.instructions
    assert same == pytest.approx(1, abs=0.005)
    assert gain == pytest.approx(1.15, abs=0.03)
    outcomes = [judge_speed(dataclasses.replace(OPEN, instruction_ratio=ratio)).outcome for ratio in (same, gain)]
    assert outcomes == [Outcome.NOT_FASTER, Outcome.ACCEPTED]


@needs_valgrind
@pytest.mark.parametrize("isolation", available_isolations()[1:2], ids=lambda each: each.name)
def test_counting_works_in_the_next_best_isolation(tmp_path: Path, isolation: Isolation) -> None:
    subject = dataclasses.replace(version(tmp_path, SOURCE), isolation=isolation)
    assert counted(subject, CALLS, REPLAY, Cancellation()).instructions > 1_000_000


@needs_valgrind
def test_a_candidate_that_does_less_where_it_is_counted_is_found_out(tmp_path: Path) -> None:
    with pytest.raises(ActsDifferently):
        instruction_ratio(version(tmp_path, SOURCE), version(tmp_path, LAZY), CALLS, Cancellation())


@needs_valgrind
def test_too_few_instructions_are_not_counted(tmp_path: Path) -> None:
    assert "too few different calls" in not_counted(tmp_path, "def f(values): pass", CALLS[:1])


@needs_valgrind
def test_code_that_ends_its_process_is_not_counted(tmp_path: Path) -> None:
    ending = "import os\ndef f(values): os._exit(0)"
    assert "did not come to an end" in not_counted(tmp_path, ending, CALLS)


def test_without_valgrind_the_reason_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    subject = version(tmp_path, SOURCE)
    monkeypatch.setenv("PATH", str(tmp_path))
    measured = with_instructions(OPEN, subject, subject, workload(CALLS), Cancellation())
    assert measured.instruction_ratio is None
    assert "apt install" in measured.not_counted
    assert judge_speed(measured) == judge_speed(OPEN)


@needs_valgrind
def test_without_time_the_verdict_is_what_it_would_be(tmp_path: Path) -> None:
    subject = version(tmp_path, SOURCE)
    measured = with_instructions(OPEN, subject, subject, workload(CALLS), Cancellation(0.0))
    assert "not enough time" in measured.not_counted
    assert judge_speed(measured) == judge_speed(OPEN)


def workload(calls: tuple[Call, ...]) -> Workload:
    return Workload((WorkloadSize(2000, calls, 1e-4),), LADDER)


def not_counted(tmp_path: Path, source: str, calls: tuple[Call, ...]) -> str:
    subject = version(tmp_path, source)
    return with_instructions(OPEN, subject, subject, workload(calls), Cancellation()).not_counted
