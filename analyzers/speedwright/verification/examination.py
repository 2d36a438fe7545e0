"""The search for an input that tells original and candidate apart, and how strong it was."""

from __future__ import annotations

import contextlib
import dataclasses
import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from speedwright.model.evidence import Assumption, Counterexample, Evidence, Mutants
from speedwright.model.recipe import Call, Case
from speedwright.model.thresholds import CASE_CPU_S
from speedwright.model.work import Cancellation, Listener, Progress
from speedwright.model.workload import Workload
from speedwright.sandbox.connection import GuestLost, GuestTimeout
from speedwright.sandbox.guest_handle import IMPATIENT_S, PATIENCE, Guest, Sandboxed
from speedwright.verification.assuming import assume
from speedwright.verification.comparison import incomparable, kept_names
from speedwright.verification.counterexamples import confirmed, counterexample, shrunk
from speedwright.verification.coverage import Branches, Instrumented
from speedwright.verification.decoding import decode_signature
from speedwright.verification.domain import assumptions, outside
from speedwright.verification.examples import Brought, Examples, gather
from speedwright.verification.existing_tests import TestRun, run_with_candidate, run_with_original
from speedwright.verification.guiding import Guidance, quickest
from speedwright.verification.inputs.base import Drawing
from speedwright.verification.inputs.conforming import is_drawable
from speedwright.verification.inputs.growth import is_driven_by_integers, size_of
from speedwright.verification.inputs.registry import cases
from speedwright.verification.inputs.sources.coverage_guided import CoverageGuided
from speedwright.verification.inputs.sources.stressing import Stressing
from speedwright.verification.relaxations import STRICT, RelaxationError, Relaxations, relaxations_of
from speedwright.verification.steadiness import unsteady
from speedwright.verification.stressing import Stress
from speedwright.verification.symbolic import solve_aside
from speedwright.verification.versions import SEEDS, Pair, pairs
from speedwright.verification.workloads import find_workload, slowest_call

INPUTS = 400
BATCH = 50
# The first batch is small: it shows which inputs are too large for the original.
FIRST_BATCH = 12
# From this size on the first time-out is taken for a sign of size.
LARGE = 50
SLOW_S = 0.05
# Of the whole budget; the rest is for finding the sizes to measure, and measuring.
SEARCH_SHARE = 0.35
# Inputs on which the original is run a second time, under another hash seed, and its seconds for all of them.
SELF_CHECKED, SELF_CHECKED_S = 60, 0.5


@dataclass(frozen=True, slots=True)
class Examination:
    """What the search found. `doubt` is why there can be no verdict; `files` are the modules that were loaded,
    `distinguishing` is the shrunk input on which the versions differ, `slowest_call` one of the largest size.

    `live` are pairs of guests, original and candidate, for whoever goes on to time them; they end with the search.
    """

    evidence: Evidence
    workload: Workload | None = None
    doubt: str | None = None
    files: tuple[str, ...] = ()
    distinguishing: Case | None = None
    live: tuple[tuple[Guest, Guest], ...] = ()
    slowest_call: str = ""


@dataclass
class _Search:
    """One examination in progress."""

    original: Sandboxed
    candidate: Sandboxed
    cancellation: Cancellation
    deadline: Cancellation
    listener: Listener
    instrumented: Instrumented
    inside: list[Case] = field(default_factory=list)
    cpu_s: list[float] = field(default_factory=list)
    sources: Counter[str] = field(default_factory=Counter)
    outside: Counter[str] = field(default_factory=Counter)
    domain: dict[str, Assumption] = field(default_factory=dict)
    unfinished: list[int] = field(default_factory=list)
    finished: int = 0
    slow: list[int] = field(default_factory=list)
    found: Counterexample | None = None
    doubt: str | None = None
    incomparable: int = 0
    is_method: bool = False
    branches: tuple[Branches | None, Branches | None] = (None, None)
    mutants: Mutants | None = None
    tests: TestRun = TestRun()
    distinguishing: Case | None = None

    @property
    def is_over(self) -> bool:
        """Whether there is nothing more to look for."""
        return self.found is not None or self.doubt is not None

    @property
    def timed(self) -> list[tuple[Case, float]]:
        """The inputs inside the domain, with the original's seconds."""
        return list(zip(self.inside, self.cpu_s, strict=True))

    allowed: Relaxations = STRICT
    kept: set[str] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def case_s(self) -> float:
        return IMPATIENT_S if self.outside["time-out"] >= PATIENCE else CASE_CPU_S

    def is_hopeless(self, case: Case) -> bool:
        """Whether the original ran out of time on several inputs no larger than this one.

        On one, where that was large, and none as large ever came to an end. Where integers drive the original it is
        enough that it was slow: one more large number shows less than many small ones in the same time.
        """
        size = max(map(size_of, case.calls), default=0)
        smaller = [each for each in self.unfinished if each <= size]
        if len(smaller) >= PATIENCE or max(smaller, default=0) > max(LARGE, self.finished):
            return True
        is_slow = sum(each <= size for each in self.slow) >= PATIENCE
        return is_slow and all(map(is_driven_by_integers, case.calls))

    def evidence(self) -> Evidence:
        before, after = self.branches
        return Evidence(
            inputs=len(self.inside),
            sources=dict(+self.sources),
            isolation=self.original.isolation.name,
            domain=self.domain,
            counterexample=self.found,
            outside=dict(+self.outside),
            branch_coverage=None if before is None else before.share,
            candidate_branch_coverage=None if after is None else after.share,
            unreached=() if before is None or after is None else _unreached(before, after),
            mutants=self.mutants,
            mutation_score=None if self.mutants is None else self.mutants.score,
            relaxations=self.allowed.names,
            state_kept=tuple(sorted(self.kept)),
            notes=tuple(self.notes),
            problems=tuple(self.problems),
        )


@contextlib.contextmanager
def examined(
    original: Sandboxed, candidate: Sandboxed, brought: Brought, cancellation: Cancellation, listener: Listener
) -> Iterator[Examination]:
    """The outcome of a search for a difference, until the inputs or a share of the remaining time are used up.

    Raises ImportFailed when a version cannot be imported and CallsError for unusable example calls.
    """
    instrumented = Instrumented(original, candidate, SEEDS[0], cancellation)
    within = Cancellation(_share_of(cancellation, brought.symbolic_s))
    search = _Search(original, candidate, within, cancellation, listener, instrumented)
    try:
        search.allowed = relaxations_of(original.source, original.function)
    except RelaxationError as error:
        yield Examination(search.evidence(), doubt=str(error))
        return
    with pairs(original, candidate, cancellation, search.allowed) as (pair, other):
        with instrumented:
            examination = _examination(search, pair, other, brought)
        yield dataclasses.replace(examination, live=tuple((each.original, each.candidate) for each in (pair, other)))


def _examination(search: _Search, pair: Pair, other: Pair, brought: Brought) -> Examination:
    try:
        workload = _run(search, pair, other, brought, search.deadline)
    except (GuestLost, GuestTimeout, RecursionError, ValueError) as error:
        search.deadline.check()
        return Examination(search.evidence(), doubt=f"the function cannot be examined: {error}")
    files = (*pair.original.files, *map(str, search.tests.files))
    slowest = "" if workload is None else slowest_call(workload, search.original.function, search.is_method)
    return Examination(search.evidence(), workload, search.doubt, files, search.distinguishing, slowest_call=slowest)


def _unreached(original: Branches, candidate: Branches) -> tuple[str, ...]:
    versions = (("original", original), ("candidate", candidate))
    return tuple(f"{name}: {each}" for name, branches in versions for each in branches.unreached)


def _share_of(cancellation: Cancellation, reserved_s: float) -> float | None:
    remaining = max(0.0, cancellation.remaining_s - reserved_s)
    return None if remaining == float("inf") else remaining * SEARCH_SHARE


def _run(search: _Search, pair: Pair, other: Pair, brought: Brought, cancellation: Cancellation) -> Workload | None:
    source, function = search.original.source, search.original.function
    signature = decode_signature(pair.original.signature())
    search.is_method = signature.is_method
    search.tests = run_with_original(pair.original, search.original.target, function, search.deadline.remaining_s)
    examples = gather(pair.original, source, function, brought, search.tests.calls, search.tests.sources())
    calls = tuple(call for _, call in examples.calls)
    drawing = Drawing(signature, source, function, calls, examples.real, candidate_source=search.candidate.source)
    drawings = assume(pair.original, drawing, search.case_s)
    assumed = drawings[0].signature.parameters if drawings else ()
    search.domain = assumptions(signature, assumed, calls)
    source_near = CoverageGuided(drawings[0] if drawings else drawing)
    guidance = Guidance(search.instrumented, source_near, lambda cases_: _compared(search, cases_, pair, other))
    _try_inputs(search, _inputs(examples, brought.distinguishing, drawings), pair, other, guidance)
    if not search.is_over:
        _try_tests(search, pair)
    if not search.is_over and brought.symbolic_s:
        _try_solved(search, drawings[0] if drawings else drawing, brought.symbolic_s, pair, other)
    if search.is_over:
        return None
    if not drawings and not calls:
        search.doubt = "no input was found that the original answers"
        return None
    stress = Stress(search.instrumented, Stressing(drawings[0] if drawings else drawing))
    workload = _workload(search, drawings or (drawing,), examples.real, stress, pair, other, cancellation)
    search.sources[Stressing.name] += stress.found
    if not search.is_over:
        search.listener(Progress("Measuring what the inputs would notice"))
        guidance.observe(search.timed)
        search.mutants = guidance.mutants(cancellation)
        search.branches = guidance.branches()
    return workload


def _compared(search: _Search, inputs: Sequence[Case], pair: Pair, other: Pair) -> list[tuple[Case, float]]:
    """Tries further inputs; those of them that are inside the domain, with the original's seconds."""
    before = len(search.inside)
    if not search.is_over:
        _try_batch(search, [case for case in inputs if not search.is_hopeless(case)], pair, other)
    return search.timed[before:]


def _try_tests(search: _Search, pair: Pair) -> None:
    """Existing tests that pass with the original have to pass with the candidate."""
    run, target, function = search.tests, search.original.target, search.original.function
    if run.passed:
        search.listener(Progress(f"Running {len(run.passed)} existing tests"))
    passed = run_with_candidate(run, pair, target, function, search.deadline.remaining_s)
    search.found = passed.difference
    search.sources["tests"] += passed.count
    search.outside["test fails with the original"] += run.failing
    search.outside[f"tests: {run.problem}"] += bool(run.problem)


def _try_solved(search: _Search, drawing: Drawing, seconds: float, pair: Pair, other: Pair) -> None:
    """What CrossHair finds counts when it tells the versions apart here, too. The dearest source comes last."""
    search.listener(Progress("Asking CrossHair for an input on which they differ"))
    seconds = min(seconds, search.deadline.remaining_s / 2)
    solved = solve_aside(search.original, drawing, seconds, search.deadline)
    search.notes += [solved.note] if solved.note else []
    search.problems += [solved.problem] if solved.problem else []
    _try_batch(search, solved.cases, pair, other)


def _inputs(examples: Examples, distinguishing: Sequence[Case], drawings: Sequence[Drawing]) -> Iterator[Case]:
    """What told other candidates apart (where it is in the domain), the examples, then drawn inputs.

    Those are drawn in turn from each way to take the parameters. The first way is the likeliest: half of the inputs
    are drawn that way, where there are others.
    """
    yield from (case for case in distinguishing if any(is_drawable(case, each.signature) for each in drawings))
    yield from examples.cases
    if not drawings:
        return
    first, *others = drawings
    streams = [cases(first, INPUTS // 2 if others else INPUTS)]
    streams += [cases(each, INPUTS // 2 // len(others)) for each in others]
    for group in itertools.zip_longest(*streams):
        yield from (case for case in group if case is not None)


def _try_inputs(search: _Search, inputs: Iterator[Case], pair: Pair, other: Pair, guidance: Guidance) -> None:
    """Feeds batches to both versions, in turn under either hash seed, until one tells them apart."""
    for number in itertools.count():
        hopeful = (case for case in inputs if not search.is_hopeless(case))
        # Small ones where calls run out of time: each shows what to leave out of the next.
        count = BATCH if number and not search.unfinished else FIRST_BATCH
        batch = list(itertools.islice(hopeful, count))
        if not batch or search.cancellation.remaining_s == 0:
            break
        search.listener(Progress(f"Compared on {len(search.inside)} inputs", min(1.0, len(search.inside) / INPUTS)))
        here, there = (pair, other) if number % 2 == 0 else (other, pair)
        _try_batch(search, batch, here, there)
        if not search.is_over:
            guidance.follow(search.timed, search.cancellation)
        if search.is_over:
            return
    _check_original(search, pair, other)


def _try_batch(search: _Search, batch: Sequence[Case], pair: Pair, other: Pair) -> None:
    for position, (case, (original, candidate)) in enumerate(
        zip(batch, pair.observe(batch, search.case_s), strict=False)
    ):
        reason = outside(case, original)
        if reason is not None:
            search.outside[reason] += 1
            if reason == "time-out":
                search.unfinished.append(max(map(size_of, case.calls), default=0))
        elif pair.compare(original, candidate) is not None:
            return _conclude(search, case, batch[:position], pair, other)
        elif incomparable(original):
            search.incomparable += 1
        else:
            search.kept |= kept_names(original, candidate)
            search.inside.append(case)
            search.finished = max(search.finished, *map(size_of, case.calls))
            search.cpu_s.append(sum(step["cpu_s"] for step in original["steps"]))
            if search.cpu_s[-1] > SLOW_S:
                search.slow.append(max(map(size_of, case.calls)))
            search.sources[case.source] += 1
    return None


def _conclude(search: _Search, case: Case, before: Sequence[Case], pair: Pair, other: Pair) -> None:
    """Turns a suspicion into a counterexample, or into a doubt about the original."""
    search.listener(Progress("Shrinking an input on which they differ"))
    sure = confirmed(case, before, pair, other, search.case_s)
    if sure is not None:
        small = shrunk(sure, pair, search.case_s, search.deadline)
        search.found = counterexample(small, search.original.function, search.is_method)
        search.distinguishing = small.case
    elif search.deadline.remaining_s == 0:
        search.doubt = "they seem to differ, and there was no time to make sure"
    else:
        why = unsteady([case], pair, other, search.case_s, search.is_method)
        search.doubt = why or "they differ on one run of an input and not on the next"


def _check_original(search: _Search, pair: Pair, other: Pair) -> None:
    """The original against itself under another hash seed."""
    sample = search.timed[:: max(1, len(search.inside) // SELF_CHECKED)]
    checked = [case for case, _ in quickest(sample, SELF_CHECKED_S)]
    search.doubt = unsteady(checked, pair, other, search.case_s, search.is_method)
    if search.incomparable:
        search.doubt = f"{search.incomparable} of its results cannot be compared: they show nothing but an address"


def _workload(
    search: _Search,
    drawings: Sequence[Drawing],
    given: Sequence[Call],
    stress: Stress,
    pair: Pair,
    other: Pair,
    cancellation: Cancellation,
) -> Workload | None:
    search.listener(Progress("Looking for the sizes to measure"))
    tried = [call for case in search.inside for call in case.calls if len(case.calls) == 1]
    found = find_workload(drawings, given, tried, pair, search.case_s, cancellation, stress)
    if found.difference is not None:
        _conclude(search, found.difference, (), pair, other)
    elif cancellation.remaining_s == 0:
        search.doubt = "there was not enough time to look for a difference and the sizes to measure"
    elif found.workload is None:
        search.doubt = "no calls were found that could be timed"
    return found.workload
