"""Use case: is this candidate the same and faster?"""

from __future__ import annotations

import contextlib
import dataclasses
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from speedwright.acceptance import Decision, is_left_open, judge_sameness, judge_speed
from speedwright.accepted_rewrites import AcceptedRewrites
from speedwright.benchmarking.calibration import noise_floor
from speedwright.benchmarking.instructions import with_instructions
from speedwright.benchmarking.processes import CandidateTooSlow, NotMeasurable
from speedwright.benchmarking.replaying import ActsDifferently
from speedwright.benchmarking.runner import measure
from speedwright.distinguishing import DistinguishingInputs
from speedwright.model.candidate import Candidate, Origin
from speedwright.model.evidence import Evidence
from speedwright.model.measurement import Measurement
from speedwright.model.text import Span, TextEdit
from speedwright.model.thresholds import COUNTING_SHARE, SYMBOLIC_S, SYMBOLIC_SHARE, SYMBOLIC_WALL_PER_CPU
from speedwright.model.verdict import Outcome, Verdict
from speedwright.model.work import Cancellation, Listener, Progress, unheard
from speedwright.pipeline.admission import NotRun, admit
from speedwright.pipeline.combining import combined
from speedwright.pipeline.dependencies import dependencies
from speedwright.pipeline.entry_points import entry_points, is_class
from speedwright.pipeline.recordings import recorded_calls
from speedwright.pipeline.sources import as_text, read_module, read_text
from speedwright.sandbox.guest_handle import ImportFailed, Sandboxed
from speedwright.sandbox.interpreter import find_interpreter
from speedwright.sandbox.isolation import best_isolation
from speedwright.sandbox.target import Target, locate
from speedwright.settings import Settings
from speedwright.verification.examination import Examination, examined
from speedwright.verification.examples import Brought
from speedwright.verification.inputs.reading import own_text


@dataclass(frozen=True, slots=True)
class VerifyRequest:
    """Two whole modules, before and after; the original's place in its package is the candidate's too.

    `function` names a function or method; a class stands for its methods that the difference touches, and None for
    all functions and methods that it touches.
    """

    original: Path
    candidate: Path
    function: str | None = None
    settings: Settings = Settings()
    root: Path | None = None
    python: str | None = None
    calls: Path | None = None
    budget_s: float | None = None


@dataclass(frozen=True, slots=True)
class Bench:
    """Where and how candidates of one workspace are verified."""

    root: Path
    settings: Settings
    python: str | None = None
    calls: str | None = None


def verify(request: VerifyRequest, listener: Listener = unheard, cancellation: Cancellation | None = None) -> Verdict:
    """The verdict on two files. Raises SpeedwrightError for files, functions and interpreters that are not there."""
    original = read_module(request.original)
    changed = as_text(read_module(request.candidate), request.candidate)
    whole = TextEdit(Span(0, len(original)), changed)
    candidate = Candidate(
        path=request.original.resolve(),
        source=original,
        edits=(whole,),
        entry_points=_entry_points(request.function, original, changed.encode("utf-8")),
        origin=Origin.USER,
        title=f"{request.candidate.name} for {request.original.name}",
    )
    root = request.root or request.original.resolve().parent
    calls = None if request.calls is None else read_text(request.calls)
    bench = Bench(root, request.settings, request.python, calls)
    verdict = verify_candidate(candidate, bench, request.budget_s or request.settings.budget, listener, cancellation)
    AcceptedRewrites(root).add(verdict, calls)
    return verdict


def _entry_points(function: str | None, original: bytes, candidate: bytes) -> tuple[str, ...]:
    if function is None:
        return entry_points(original, candidate)
    if "." not in function and function.isidentifier() and is_class(original, function):
        return entry_points(original, candidate, within=function)
    return (function,)


def verify_candidate(
    candidate: Candidate,
    bench: Bench,
    budget_s: float,
    listener: Listener = unheard,
    cancellation: Cancellation | None = None,
) -> Verdict:
    """The verdict on a candidate, within about `budget_s` seconds, and those for CrossHair where it is asked for.

    Raises Cancelled, and SpeedwrightError where nothing could be started at all.
    """
    start = time.monotonic()
    extra_s = min(SYMBOLIC_S * SYMBOLIC_WALL_PER_CPU * len(candidate.entry_points), SYMBOLIC_SHARE * budget_s)
    deadline = Cancellation(budget_s + (extra_s if bench.settings.symbolic else 0.0))
    forget = cancellation.on_cancel(deadline.cancel) if cancellation is not None else None
    try:
        target = locate(candidate.path, bench.root, bench.settings.source_roots)
        verdict = combined(_verdicts(candidate, target, bench, listener, deadline))
    finally:
        if forget is not None:
            forget()
    return dataclasses.replace(verdict, elapsed_s=round(time.monotonic() - start, 3))


def _verdicts(
    candidate: Candidate, target: Target, bench: Bench, listener: Listener, deadline: Cancellation
) -> Iterator[Verdict]:
    """The verdict on each entry point in turn, each with an equal share of the time that is left."""
    for number, function in enumerate(candidate.entry_points):
        left = len(candidate.entry_points) - number
        share = deadline if left == 1 else Cancellation(deadline.remaining_s / left)
        forget = deadline.on_cancel(share.cancel)
        try:
            yield _verdict(candidate, function, target, bench, listener, share)
        finally:
            forget()


def versions_of(candidate: Candidate, function: str, bench: Bench) -> tuple[Sandboxed, Sandboxed]:
    """Original and candidate, ready to be started. Raises InterpreterError."""
    target = locate(candidate.path, bench.root, bench.settings.source_roots)
    interpreter = find_interpreter(bench.root, bench.python or bench.settings.python)
    original = Sandboxed(
        target, candidate.source, function, interpreter, best_isolation(), bench.settings.memory_limit
    )
    return original, dataclasses.replace(original, source=candidate.result)


def _verdict(
    candidate: Candidate, function: str, target: Target, bench: Bench, listener: Listener, deadline: Cancellation
) -> Verdict:
    start = time.monotonic()
    counting_s = _counting_s(bench, deadline)
    original, changed = versions_of(candidate, function, bench)
    try:
        admit(candidate, original.isolation, bench.settings)
        known = DistinguishingInputs(target.path, f"{target.module}.{function}", own_text(candidate.source, function))
        given = dataclasses.replace(
            brought(candidate, bench), distinguishing=known.load(), symbolic_s=_symbolic_s(bench, deadline)
        )
        with examined(original, changed, given, deadline, listener) as examination:
            if examination.distinguishing is not None:
                known.add(examination.distinguishing)
            decision, measurement = _decide(original, changed, examination, deadline, listener, counting_s)
    except (ImportFailed, NotRun) as error:
        examination = Examination(Evidence(0, {}, original.isolation.name, {}), doubt=str(error))
        decision, measurement = Decision(Outcome.UNDECIDED, str(error)), None
    return Verdict(
        candidate=candidate,
        function=f"{target.module}.{function}",
        outcome=decision.outcome,
        reason=decision.reason,
        evidence=examination.evidence,
        measurement=measurement,
        elapsed_s=round(time.monotonic() - start, 3),
        dependencies=dependencies(examination.files, target),
    )


def _symbolic_s(bench: Bench, deadline: Cancellation) -> float:
    """CrossHair's part of the time for one function: what was added to the budget for it."""
    part = deadline.remaining_s * SYMBOLIC_SHARE / (1 + SYMBOLIC_SHARE)
    return min(SYMBOLIC_S * SYMBOLIC_WALL_PER_CPU, part) if bench.settings.symbolic else 0.0


def _counting_s(bench: Bench, deadline: Cancellation) -> float:
    """What is added to the time for one function where its instructions are counted."""
    own_s = deadline.remaining_s - _symbolic_s(bench, deadline)
    return COUNTING_SHARE * own_s if bench.settings.instructions else 0.0


def brought(candidate: Candidate, bench: Bench) -> Brought:
    """The examples that the user and earlier recordings bring."""
    recorded = recorded_calls(candidate, bench.root)
    return Brought(
        bench.calls,
        tuple(each.call for each in recorded if not each.by_test),
        tuple(each.call for each in recorded if each.by_test),
    )


@contextlib.contextmanager
def _longer(deadline: Cancellation, seconds: float) -> Iterator[Cancellation]:
    """What ends later than `deadline`, and is cancelled with it."""
    longer = Cancellation(deadline.remaining_s + seconds)
    forget = deadline.on_cancel(longer.cancel)
    try:
        yield longer
    finally:
        forget()


def _decide(
    original: Sandboxed,
    changed: Sandboxed,
    examination: Examination,
    deadline: Cancellation,
    listener: Listener,
    counting_s: float,
) -> tuple[Decision, Measurement | None]:
    if examination.doubt is not None and examination.evidence.counterexample is None:
        return Decision(Outcome.UNDECIDED, examination.doubt), None
    early = judge_sameness(examination.evidence)
    if early is not None:
        return early, None
    if examination.workload is None:
        return Decision(Outcome.UNDECIDED, "no calls were found that could be timed"), None
    listener(Progress("Measuring both versions in pairs"))
    try:
        floor = noise_floor(original, deadline)
        relaxed = bool(examination.evidence.relaxations)
        before, after = (dataclasses.replace(each, relaxed=relaxed) for each in (original, changed))
        measurement = measure(before, after, examination.workload, deadline, floor, examination.live)
        measurement = dataclasses.replace(measurement, slowest_call=examination.slowest_call)
        if counting_s and is_left_open(measurement):
            listener(Progress("Counting the instructions of both versions"))
            with _longer(deadline, counting_s) as longer:
                measurement = with_instructions(measurement, before, after, examination.workload, longer)
    except CandidateTooSlow as error:
        return Decision(Outcome.NOT_FASTER, str(error)), None
    except (ActsDifferently, NotMeasurable, ImportFailed) as error:
        return Decision(Outcome.UNDECIDED, str(error)), None
    return judge_speed(measurement), measurement
