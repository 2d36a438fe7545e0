"""Which branches of a program the inputs reached."""

from __future__ import annotations

from collections.abc import Sequence

from speedwright.model.work import Cancellation
from speedwright.sandbox.connection import GuestLost, GuestTimeout
from speedwright.sandbox.guest_handle import ImportFailed
from speedwright.sandbox.program_guest import Program, ProgramGuest

# What the guest calls the code outside of functions.
MAIN = "<program>"
RUN_CPU_S = 4.0


def branch_coverage(program: Program, texts: Sequence[bytes], seed: int, cancellation: Cancellation) -> float | None:
    """The share of branch outcomes reached in the program and every function that it entered.

    None when the instrumented program cannot be run.
    """
    try:
        with ProgramGuest(program, seed, cancellation, kind_of_code="instrumented") as guest:
            reached = frozenset(hit for run in guest.run(texts, RUN_CPU_S) for hit in run.hits)
            entered = {guest.sites[site][0] for site, _ in reached} | {MAIN}
    except (ImportFailed, GuestLost, GuestTimeout, IndexError):
        return None
    branches = {
        (number, outcome)
        for number, (name, outcomes) in enumerate(guest.sites)
        if name in entered
        for outcome in outcomes
    }
    return len(reached & branches) / len(branches) if branches else 1.0
