"""The search for an input on which two programs differ, and how strong it was."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

from speedwright.model.evidence import Assumption, Counterexample, Evidence
from speedwright.model.thresholds import CASE_CPU_S
from speedwright.model.work import Cancellation, Listener, Progress
from speedwright.model.workload import ProgramSize
from speedwright.sandbox.connection import GuestLost, GuestTimeout
from speedwright.sandbox.guest_handle import IMPATIENT_S, PATIENCE
from speedwright.sandbox.program_guest import Program
from speedwright.verification.comparison import Discrepancy
from speedwright.verification.programs.adequacy import mutation
from speedwright.verification.programs.comparing import compare, outside
from speedwright.verification.programs.coverage import branch_coverage
from speedwright.verification.programs.inputs import Texts, assumptions, further, is_short
from speedwright.verification.programs.rendering import shell_line
from speedwright.verification.programs.shrinking import shrink
from speedwright.verification.programs.versions import SEEDS, Input, ProgramPair, program_pairs
from speedwright.verification.programs.workloads import given_sizes, grown_sizes, limit_s

INPUTS = 160
BATCH = 20
# Of the whole budget; the rest is for measuring.
SEARCH_SHARE = 0.3
# Long examples take long, and the largest of them are what is timed.
LONG_SHARE = 0.3
# Inputs on which the original is run a second time, under another hash seed.
SELF_CHECKED = 15
COVERAGE_S, COVERAGE_RUNS = 1.0, 40
# Each fault is tried on these: a loop with probes in it takes many times as long.
PLANTING_S, PLANTING_RUNS = 0.15, 12
# Of what is left by then; most of it is for measuring.
PLANTING_SHARE = 0.4
SHRINKING_CHECKS = 150
SHRINKING_S = 4.0
# A layout is kept when the original accepts at least this share of a few texts drawn by it.
TRIALS, ACCEPTED = 8, 0.5
# Of an empty program, of which the quickest counts.
EMPTY_RUNS = 3
_LATE = "there was not enough time to look for a difference and to measure"


@dataclass(frozen=True, slots=True)
class ProgramExamination:
    """What the search found. `doubt` is why there can be no verdict."""

    evidence: Evidence
    sizes: tuple[ProgramSize, ...] = ()
    doubt: str | None = None


@dataclass
class _Search:
    """One examination in progress."""

    program: str
    isolation: str
    texts: Texts
    cancellation: Cancellation
    listener: Listener
    rng: random.Random = field(default_factory=lambda: random.Random(0))
    inside: list[tuple[float, Input]] = field(default_factory=list)
    sources: Counter[str] = field(default_factory=Counter)
    outside: Counter[str] = field(default_factory=Counter)
    domain: dict[str, Assumption] = field(default_factory=dict)
    found: Counterexample | None = None
    doubt: str | None = None

    @property
    def is_over(self) -> bool:
        return self.found is not None or self.doubt is not None

    def evidence(self) -> Evidence:
        return Evidence(
            inputs=len(self.inside),
            sources=dict(self.sources),
            isolation=self.isolation,
            domain=self.domain,
            counterexample=self.found,
            outside=dict(self.outside),
        )


def examine_programs(
    original: Program, candidate: Program, texts: Texts, source: str, cancellation: Cancellation, listener: Listener
) -> ProgramExamination:
    """Searches for a difference until the inputs, or a share of the time, are used up.

    `source` says where the layout of the inputs is from: `example`, or `usage` where the code was read. Raises
    ImportFailed for what is not a program.
    """
    search = _Search(original.path.name, original.isolation.name, texts, cancellation, listener)
    with program_pairs(original, candidate, cancellation) as (pair, other):
        try:
            sizes = _run(search, pair, other, source)
        except (GuestLost, GuestTimeout) as error:
            cancellation.check()
            search.doubt, sizes = f"the program cannot be examined: {error}", ()
    evidence = search.evidence()
    if not search.is_over:
        listener(Progress("Measuring the branches that were reached, and what would be noticed"))
        with ThreadPoolExecutor(2) as executor:
            before, after = executor.map(lambda version: _coverage(search, version), (original, candidate))
        telling = _telling(search, PLANTING_S, PLANTING_RUNS)
        part = _share(search, PLANTING_SHARE)
        forget = search.cancellation.on_cancel(part.cancel)
        try:
            found = mutation(candidate, telling, SEEDS[0], part)
        finally:
            forget()
        evidence = replace(
            evidence,
            branch_coverage=before,
            candidate_branch_coverage=after,
            mutants=found,
            mutation_score=None if found is None else found.score,
        )
        if cancellation.remaining_s == 0:
            search.doubt = _LATE
    return ProgramExamination(evidence, sizes, search.doubt)


def _run(search: _Search, pair: ProgramPair, other: ProgramPair, source: str) -> tuple[ProgramSize, ...]:
    for stage in (_try_short_examples, _settle, _try_further, _try_long_examples, _check_original):
        stage(search, pair, other)
        if search.is_over:
            return ()
        if stage is _settle and (search.texts.given or search.texts.layouts):
            search.domain = assumptions(search.texts, source)
    return _sizes(search, pair, other)


def _share(search: _Search, share: float) -> Cancellation:
    """A deadline of its own for a part of the work."""
    remaining = search.cancellation.remaining_s
    return Cancellation(None if remaining == float("inf") else remaining * share)


def _try_short_examples(search: _Search, pair: ProgramPair, other: ProgramPair) -> None:
    """Without any, a program is run on nothing."""
    examples = search.texts.examples
    if not examples and not search.texts.layouts:
        examples = (Input(b"", "empty", example=True),)
    _try_examples(search, [each for each in examples if is_short(each)], pair, other, SEARCH_SHARE)


def _try_long_examples(search: _Search, pair: ProgramPair, other: ProgramPair) -> None:
    examples = [each for each in search.texts.examples if not is_short(each)]
    _try_examples(search, examples, pair, other, LONG_SHARE)


def _try_examples(
    search: _Search, examples: Sequence[Input], pair: ProgramPair, other: ProgramPair, share: float
) -> None:
    deadline = _share(search, share)
    for number, each in enumerate(examples):
        if deadline.remaining_s == 0:
            search.outside["not tried for want of time"] += len(examples) - number
            return
        _try(search, [each], pair, other, limit_s(search.cancellation))
        if search.is_over:
            return


def _settle(search: _Search, pair: ProgramPair, _other: ProgramPair) -> None:
    """Keeps the layout by which the original accepts most drawn texts; none where it accepts few by any."""
    texts, best, accepted = search.texts, None, 0.0
    for layout in texts.layouts:
        drawer = texts.preferring(layout).drawer(search.rng)
        if drawer is None:
            continue
        runs = pair.original.run([drawer.small().text() for _ in range(TRIALS)], CASE_CPU_S)
        share = sum(outside(run, example=False) is None for run in runs) / TRIALS
        if share > accepted:
            best, accepted = layout, share
        if share == 1:
            break
    kept = best is not None and accepted >= ACCEPTED
    search.texts = texts.preferring(best) if kept and best is not None else Texts(texts.given, ())


def _try_further(search: _Search, pair: ProgramPair, other: ProgramPair) -> None:
    """Texts that nobody gave, in batches, in turn under either hash seed."""
    deadline = _share(search, SEARCH_SHARE)
    stream = further(search.texts, INPUTS, search.rng)
    for number in itertools.count():
        batch = list(itertools.islice(stream, BATCH))
        if not batch or deadline.remaining_s == 0:
            return
        search.listener(Progress(f"Compared on {len(search.inside)} inputs", min(1.0, number * BATCH / INPUTS)))
        here, there = (pair, other) if number % 2 == 0 else (other, pair)
        case_s = IMPATIENT_S if search.outside["time-out"] >= PATIENCE else CASE_CPU_S
        _try(search, batch, here, there, case_s)
        if search.is_over:
            return


def _try(search: _Search, batch: Sequence[Input], pair: ProgramPair, other: ProgramPair, cpu_s: float) -> None:
    for each, original, candidate in pair.run(batch, cpu_s):
        reason = outside(original, each.example)
        if reason is not None or candidate is None:
            search.outside[reason or "time-out"] += 1
        elif compare(original, candidate) is not None:
            return _conclude(search, each, pair, other, cpu_s)
        else:
            search.inside.append((original.cpu_s, each))
            search.sources[each.source] += 1
    return None


def _conclude(search: _Search, suspect: Input, pair: ProgramPair, other: ProgramPair, cpu_s: float) -> None:
    """Turns a suspicion into a counterexample, or into a doubt about the original."""
    search.listener(Progress("Shrinking an input on which they differ"))
    if not _agrees(suspect, pair, other, cpu_s):
        search.doubt = "the original does not give the same answer twice"
        return
    sure = _difference(suspect, pair, cpu_s)
    if sure is None:
        late = search.cancellation.remaining_s == 0
        search.doubt = (
            "they seem to differ, and there was no time to make sure"
            if late
            else "one of the two does not give the same answer twice"
        )
        return
    shrinking = Cancellation(min(SHRINKING_S, search.cancellation.remaining_s / 2))

    def differs(text: bytes) -> bool:
        smaller = replace(suspect, text=text)
        return shrinking.remaining_s > 0 and _difference(smaller, pair, cpu_s) is not None

    smallest = replace(
        suspect, text=shrink(search.texts.document(suspect.text), suspect.text, differs, SHRINKING_CHECKS)
    )
    shown = _difference(smallest, pair, cpu_s) if _agrees(smallest, pair, other, cpu_s) else None
    text = suspect.text if shown is None else smallest.text
    found = shown or sure
    search.found = Counterexample(shell_line(text, search.program), found.original, found.candidate, found.difference)


def _difference(suspect: Input, pair: ProgramPair, cpu_s: float) -> Discrepancy | None:
    for each, original, candidate in pair.run([suspect], cpu_s):
        if candidate is not None and outside(original, each.example) is None:
            return compare(original, candidate)
    return None


def _agrees(suspect: Input, pair: ProgramPair, other: ProgramPair, cpu_s: float) -> bool:
    runs = pair.original.run([suspect.text], cpu_s) + other.original.run([suspect.text], cpu_s)
    return len(runs) == 2 and runs[1].failure is None and compare(*runs) is None


def _check_original(search: _Search, pair: ProgramPair, other: ProgramPair) -> None:
    """The original against itself under another hash seed."""
    quick = [each for cpu_s, each in search.inside if cpu_s < CASE_CPU_S]
    sample = [each.text for each in quick[:: max(1, len(quick) // SELF_CHECKED)]]
    with ThreadPoolExecutor(2) as executor:
        first, second = executor.map(lambda side: side.original.run(sample, CASE_CPU_S), (pair, other))
    if any(compare(a, b) is not None for a, b in zip(first, second, strict=False) if a.failure is b.failure is None):
        search.doubt = "the original does not give the same answer twice"


def _sizes(search: _Search, pair: ProgramPair, other: ProgramPair) -> tuple[ProgramSize, ...]:
    """The given texts where they take long enough; the layout's larger ones otherwise."""
    search.listener(Progress("Looking for the sizes to measure"))
    # Whatever else the machine does only adds to a run, and would be taken from every other one.
    empty_s = min(pair.original.sample(b"", CASE_CPU_S, empty=True).cpu_s for _ in range(EMPTY_RUNS))
    given = [each for each in search.inside if each[1].example]
    sizes = given_sizes(given, empty_s, search.cancellation)
    drawer = search.texts.drawer(random.Random(1))
    if not sizes and drawer is not None:
        found = grown_sizes(drawer, pair, empty_s, search.cancellation)
        if found.difference is not None:
            _conclude(search, found.difference, pair, other, CASE_CPU_S)
            return ()
        sizes = found.sizes
    if search.cancellation.remaining_s == 0:
        search.doubt = _LATE
    elif not sizes:
        search.doubt = "no inputs were found on which the original takes long enough to be timed"
    return sizes


def _telling(search: _Search, most_s: float, most: int) -> list[bytes]:
    """Inputs for a look inside: of the quick ones that together take the original so many seconds, about so many."""
    ordered = sorted(search.inside, key=lambda each: each[0])
    spent: Iterator[float] = itertools.accumulate(run_s for run_s, _ in ordered)
    texts = [each.text for (_, each), total in zip(ordered, spent, strict=True) if total < most_s]
    return texts[:: len(texts) // most + 1] or [each.text for _, each in ordered[:1]]


def _coverage(search: _Search, program: Program) -> float | None:
    """The share of the branches that the inputs reach."""
    return branch_coverage(program, _telling(search, COVERAGE_S, COVERAGE_RUNS), SEEDS[0], search.cancellation)
