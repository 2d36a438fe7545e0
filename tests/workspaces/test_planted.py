"""The projects under fixtures/planted/: their lists name what is there, their tests pass, `check` finds enough."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.benchmarks.planted import (
    LEAST_FOUND,
    MOST_FLAGGED,
    PLANTED,
    functions,
    plan_of,
    projects,
    score,
    total,
)


@pytest.mark.parametrize("name", projects())
def test_what_is_listed_is_there(name: str) -> None:
    plan = plan_of(name)
    assert plan.spots | plan.decoys <= set(functions(PLANTED / name))
    assert not plan.spots & plan.decoys
    assert len(plan.spots) >= 10
    assert len(plan.decoys) >= 10


@pytest.mark.parametrize("name", projects())
def test_its_own_tests_pass(name: str) -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    run = subprocess.run(command, cwd=PLANTED / name, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout


def test_most_spots_are_found_and_few_decoys_flagged() -> None:
    results = [score(name, None) for name in projects()]
    figures = total(results)
    assert figures["found"] >= LEAST_FOUND, [each.plan.spots - each.flagged for each in results]
    assert figures["flagged"] <= MOST_FLAGGED, [each.plan.decoys & each.flagged for each in results]
