"""A verdict from its receipt where one holds, else by running both versions."""

from __future__ import annotations

import os
import time
from pathlib import Path

from speedwright.acceptance import judge_sameness
from speedwright.accepted_rewrites import AcceptedRewrites
from speedwright.model.candidate import Candidate
from speedwright.model.measurement import Measurement
from speedwright.model.thresholds import MIN_RATIO
from speedwright.model.verdict import Outcome, Verdict
from speedwright.model.work import Cancellation, Listener
from speedwright.pipeline.recordings import recorded_calls
from speedwright.pipeline.verify import Bench, verify_candidate
from speedwright.receipts import Circumstances, ReceiptStore, receipt_key, unchanged_since
from speedwright.recorded_calls import digest
from speedwright.sandbox.interpreter import Interpreter, find_interpreter, known_interpreter
from speedwright.sandbox.isolation import NAMES, best_isolation
from speedwright.sandbox.target import locate
from speedwright.usefulness import count

# An undecided verdict that took more of its budget than this may say no more than that time ran out.
LASTING_SHARE = 0.5


def stored_verdict(candidate: Candidate, bench: Bench) -> Verdict | None:
    """The verdict that a receipt gives. Starts no process, so that an interpreter never met before has none.

    Raises InterpreterError.
    """
    interpreter = known_interpreter(bench.root, bench.python or bench.settings.python)
    if interpreter is None:
        return None
    # Which isolation works here is not known before it was tried.
    found = (_loaded(candidate, bench, interpreter, isolation) for isolation in NAMES)
    return next((verdict for verdict in found if verdict is not None), None)


def judged(
    candidate: Candidate, bench: Bench, budget_s: float, listener: Listener, cancellation: Cancellation
) -> Verdict:
    """The verdict on a candidate, stored for the next who asks. Raises Cancelled, InterpreterError and CallsError."""
    interpreter = find_interpreter(bench.root, bench.python or bench.settings.python)
    isolation = best_isolation().name
    known = _loaded(candidate, bench, interpreter, isolation)
    if known is not None:
        remember(known, bench)
        return known
    start_ns = time.time_ns()
    verdict = verify_candidate(candidate, bench, budget_s, listener, cancellation)
    if _is_lasting(verdict, budget_s) and unchanged_since(verdict.dependencies, bench.root.resolve(), start_ns):
        ReceiptStore().save(key_of(candidate, bench, interpreter, isolation), verdict)
    remember(verdict, bench)
    return verdict


def remember(verdict: Verdict, bench: Bench) -> None:
    """Keeps what a verdict says of the skills behind it, and what it accepts, for `skills learn`."""
    count(verdict, bench.root)
    AcceptedRewrites(bench.root).add(verdict, bench.calls)


def overruled(verdict: Verdict, bench: Bench) -> Verdict:
    """Puts a verdict in the place of an earlier one that says more than is known by now."""
    interpreter = find_interpreter(bench.root, bench.python or bench.settings.python)
    ReceiptStore().save(key_of(verdict.candidate, bench, interpreter, best_isolation().name), verdict)
    AcceptedRewrites(bench.root).forget(verdict)
    return verdict


def key_of(candidate: Candidate, bench: Bench, interpreter: Interpreter, isolation: str) -> str:
    """Under which a verdict is stored; the same wherever the workspace lies."""
    target = locate(candidate.path, bench.root, bench.settings.source_roots)
    circumstances = Circumstances(
        interpreter=interpreter.identity,
        isolation=isolation,
        path=_relative(target.path, target.root),
        module=target.module,
        search_path=tuple(_relative(folder, target.root) for folder in target.search_path),
        memory_mib=bench.settings.memory_limit,
        calls=bench.calls,
        instructions=bench.settings.instructions,
        recorded=digest(recorded_calls(candidate, bench.root)),
        symbolic=bench.settings.symbolic,
    )
    return receipt_key(candidate, circumstances)


def _relative(path: Path, root: Path) -> str:
    return Path(os.path.relpath(path, root)).as_posix()


def _loaded(candidate: Candidate, bench: Bench, interpreter: Interpreter, isolation: str) -> Verdict | None:
    return ReceiptStore().load(key_of(candidate, bench, interpreter, isolation), candidate, bench.root)


def wants_time(verdict: Verdict, budget_s: float) -> bool:
    """Whether more than these seconds might lead to another verdict: it used them up, or timing left it open."""
    if verdict.outcome is Outcome.UNDECIDED:
        return verdict.elapsed_s >= LASTING_SHARE * budget_s
    measured = verdict.measurement
    return (
        verdict.outcome is Outcome.NOT_FASTER and measured is not None and measured.ratio > 1 and _is_open(measured)
    )


def _is_open(measured: Measurement) -> bool:
    """Whether the interval has the threshold inside it."""
    return measured.low <= max(MIN_RATIO, measured.noise_floor) < measured.high


def _is_lasting(verdict: Verdict, budget_s: float) -> bool:
    """Whether a second look would say the same: not where time ran out, noise hid the answer, or an import failed."""
    if verdict.evidence.problems:
        return False
    if verdict.outcome is Outcome.UNDECIDED:
        if verdict.evidence.inputs == 0:
            # Nothing was run: to say so again costs little, and a setting may have changed.
            return False
        in_time = verdict.elapsed_s < LASTING_SHARE * budget_s
        return in_time and judge_sameness(verdict.evidence) is not None
    if verdict.outcome is Outcome.NOT_FASTER and verdict.measurement is not None:
        return not _is_open(verdict.measurement)
    return True
