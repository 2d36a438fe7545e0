"""Which branches the inputs reached, in one version."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from speedwright.model.recipe import Case
from speedwright.model.work import Cancellation
from speedwright.sandbox.connection import GuestLost, GuestTimeout
from speedwright.sandbox.guest_handle import Guest, ImportFailed, Sandboxed

COVERAGE_CPU_S = 6.0


def branch_coverage(version: Sandboxed, cases: Sequence[Case], seed: int, cancellation: Cancellation) -> float | None:
    """The share of branch outcomes reached in the entry point and every function of the module it entered.

    None when the instrumented version cannot be run. A function without branches is covered by being run.
    """
    try:
        with Guest(version, seed, cancellation, instrumented=True) as guest:
            report = guest.cover(cases, COVERAGE_CPU_S)
        return _share(report, version.function)
    except (ImportFailed, GuestLost, GuestTimeout, IndexError, KeyError, TypeError, ValueError):
        return None


def _share(report: Any, function: str) -> float:
    sites = [(str(name), int(line), list(outcomes)) for name, line, outcomes in report["sites"]]
    reached = {(int(site), bool(outcome)) for hits in report["hits"] for site, outcome in hits}
    entered = {sites[site][0] for site, _ in reached} | {function}
    branches = [
        (number, outcome)
        for number, (name, _, outcomes) in enumerate(sites)
        if name in entered
        for outcome in outcomes
    ]
    return len(reached.intersection(branches)) / len(branches) if branches else 1.0
