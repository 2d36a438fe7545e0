"""A verdict from its receipt where one holds, else by running both versions."""

from __future__ import annotations

from speedwright.acceptance import judge_sameness
from speedwright.model.candidate import Candidate
from speedwright.model.thresholds import MIN_RATIO
from speedwright.model.verdict import Outcome, Verdict
from speedwright.model.work import Cancellation, Listener
from speedwright.pipeline.verify import Bench, verify_candidate
from speedwright.receipts import ReceiptStore, receipt_key
from speedwright.sandbox.interpreter import find_interpreter


def stored_verdict(candidate: Candidate, bench: Bench) -> Verdict | None:
    """The verdict that a receipt gives, without running any user code. Raises InterpreterError."""
    return ReceiptStore().load(_key(candidate, bench), candidate, bench.root)


def judged(
    candidate: Candidate, bench: Bench, budget_s: float, listener: Listener, cancellation: Cancellation
) -> Verdict:
    """The verdict on a candidate, stored for the next who asks. Raises Cancelled and InterpreterError."""
    known = stored_verdict(candidate, bench)
    if known is not None:
        return known
    verdict = verify_candidate(candidate, bench, budget_s, listener, cancellation)
    if _is_lasting(verdict):
        ReceiptStore().save(_key(candidate, bench), verdict)
    return verdict


def _is_lasting(verdict: Verdict) -> bool:
    """Whether a second look would say the same: not where time ran out, noise hid the answer, or an import failed."""
    if verdict.outcome is Outcome.UNDECIDED:
        return judge_sameness(verdict.evidence) is not None
    if verdict.outcome is Outcome.NOT_FASTER and verdict.measurement is not None:
        return not verdict.measurement.low <= MIN_RATIO < verdict.measurement.high
    return True


def _key(candidate: Candidate, bench: Bench) -> str:
    interpreter = find_interpreter(bench.root, bench.python or bench.settings.python)
    return receipt_key(candidate, interpreter.identity, bench.calls)
