"""Existing tests that reach the entry point: what passes with the original has to pass with the candidate."""

from __future__ import annotations

import contextlib
import re
import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from speedwright.model.evidence import Counterexample, Difference
from speedwright.model.recipe import Call
from speedwright.sandbox.connection import GuestLost, GuestTimeout
from speedwright.sandbox.guest_handle import Guest
from speedwright.sandbox.target import Target
from speedwright.verification.decoding import decode_calls
from speedwright.verification.finding_tests import files_with_tests
from speedwright.verification.versions import Pair

# Of the remaining time, for the tests on one version, and in seconds of processor time at the most.
SHARE = 0.15
LONGEST_S = 2.0
# For starting pytest with whatever plugins there are.
START_S = 3.0
# Much more than that passes on a busy machine, or in tests that sleep.
WALL_PER_CPU = 2.0
# The candidate runs fewer tests, but may be slower.
PATIENCE = 2.0
CONFIGURATIONS = ("pytest.ini", "pyproject.toml", "tox.ini", "setup.cfg")


@dataclass(frozen=True, slots=True)
class TestRun:
    """The tests that passed with the original and reached the entry point, and the calls that they made of it.

    `failing` tests fail with the original; `problem` is why there may be less than there could be.
    """

    # pytest would take the name for that of a class of tests.
    __test__ = False

    files: tuple[Path, ...] = ()
    runner: str = ""
    passed: tuple[str, ...] = ()
    failing: int = 0
    calls: tuple[Call, ...] = ()
    problem: str = ""

    def sources(self) -> tuple[bytes, ...]:
        """The texts of the files that are still there."""
        found = []
        for path in self.files:
            with contextlib.suppress(OSError):
                found.append(path.read_bytes())
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Passed:
    """How many tests passed with both versions, or a test that does not with the candidate."""

    count: int = 0
    difference: Counterexample | None = None


@dataclass(frozen=True, slots=True)
class _Outcome:
    passed: bool
    failed: bool
    reason: str
    reached: bool


class _Told:
    """What a guest says about tests. Raises ValueError for nonsense."""

    def __init__(self, data: Any) -> None:
        try:
            self.data = data
            self.runner, self.problem, self.seen = str(data["runner"]), str(data["problem"]), bool(data["seen"])
            self.outcomes = {
                str(name): _Outcome(outcome == "passed", outcome == "failed", str(reason), bool(reached))
                for name, (outcome, reason, reached) in data["outcomes"].items()
            }
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError("not the outcomes of tests") from error


def run_with_original(guest: Guest, target: Target, function: str, remaining_s: float) -> TestRun:
    """Runs the tests that reading finds, and watches the calls of the entry point meanwhile."""
    files = files_with_tests(target, function)
    if not files:
        return TestRun()
    try:
        told = _Told(guest.test(_job(target, function, files, None, _seconds(remaining_s)), START_S + LONGEST_S))
        calls = decode_calls(told.data)
    except (GuestLost, GuestTimeout, ValueError) as error:
        return TestRun(files, problem=f"existing tests cannot be run: {error}")
    names = tuple(
        name for name, outcome in told.outcomes.items() if outcome.passed and (outcome.reached or not told.seen)
    )
    failing = sum(outcome.failed for outcome in told.outcomes.values())
    return TestRun(files, told.runner, names, failing, calls, told.problem)


def run_with_candidate(run: TestRun, pair: Pair, target: Target, function: str, remaining_s: float) -> Passed:
    """Runs what passed with the original; a test that fails is run once more with both before that counts."""
    if not run.passed:
        return Passed()
    seconds = PATIENCE * _seconds(remaining_s)
    told = _outcomes(pair.candidate, target, function, run, run.passed, seconds)
    failed = [name for name, outcome in told.items() if outcome.failed]
    for name in failed[:3]:
        again = _outcomes(pair.original, target, function, run, (name,), seconds).get(name)
        still = _outcomes(pair.candidate, target, function, run, (name,), seconds).get(name)
        if again is not None and again.passed and still is not None and still.failed:
            return Passed(0, _difference(name, run, still.reason, target))
    return Passed(sum(outcome.passed for outcome in told.values()))


def _outcomes(
    guest: Guest, target: Target, function: str, run: TestRun, names: Iterable[str], seconds: float
) -> Mapping[str, _Outcome]:
    try:
        return _Told(guest.test(_job(target, function, run.files, list(names), seconds), START_S + seconds)).outcomes
    except (GuestLost, GuestTimeout, ValueError):
        return {}


def _seconds(remaining_s: float) -> float:
    return min(LONGEST_S, remaining_s * SHARE)


def _job(
    target: Target, function: str, files: Iterable[Path], wanted: list[str] | None, seconds: float
) -> dict[str, Any]:
    return {
        "root": str(target.root),
        "files": [path.relative_to(target.root).as_posix() for path in files],
        "wanted": wanted,
        "name": function.rpartition(".")[2],
        "options": _import_mode(target.root),
        "reach": wanted is None,
        "cpu_s": seconds,
        "wall_s": WALL_PER_CPU * (START_S + seconds),
    }


def _import_mode(root: Path) -> list[str]:
    """The one option of a workspace's `addopts` without which its tests may not be found; the others are left out."""
    for name in CONFIGURATIONS:
        try:
            text = (root / name).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            continue
        found = re.search(r"--import-mode[= ](prepend|append|importlib)\b", text)
        if found:
            return [f"--import-mode={found[1]}"]
    return []


def _difference(name: str, run: TestRun, reason: str, target: Target) -> Counterexample:
    asserted = reason.startswith(("assert", "AssertionError"))
    told = " ".join(reason.split())[:200] or "no reason given"
    kind = Difference.VALUE if asserted else Difference.EXCEPTION
    return Counterexample(_command(name, run, target), "passes", f"fails: {told}", kind)


def _command(name: str, run: TestRun, target: Target) -> str:
    """What to type, in the workspace's root, to see the test."""
    if run.runner == "pytest":
        return f"pytest {shlex.quote(name)}"
    module = name.partition(".")[0]
    home = next((path for path in run.files if path.stem == module), None)
    if home is None:
        return f"python -m unittest {name}"
    folder = home.parent.relative_to(target.root).as_posix()
    return f"python -m unittest discover -s {shlex.quote(folder)} -p {home.name} -k {name.partition('.')[2]}"
