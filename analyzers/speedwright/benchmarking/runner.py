"""Paired timings of two versions in live children: sizes in turn, until each is decided."""

from __future__ import annotations

import contextlib
import random
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from speedwright.benchmarking.importing import imports_alike
from speedwright.benchmarking.processes import NotMeasurable, ProcessPair, prepared_pairs, process_pairs
from speedwright.benchmarking.replaying import MOST_REPLAYS, replayed
from speedwright.benchmarking.scaling import complexity, crossover
from speedwright.benchmarking.timings import Timings, all_decided, balanced
from speedwright.model.measurement import Measurement
from speedwright.model.thresholds import MAX_ASLEEP, MIN_PAIRS, MIN_RATIO
from speedwright.model.work import Cancellation
from speedwright.model.workload import EXAMPLES, Workload
from speedwright.sandbox.guest_handle import Batch, Guest, Sandboxed

# Fresh processes: hash seeds, addresses and layouts vary between pairs of them, and never within one. Those of a
# round live at the same time and are timed in turn.
ROUNDS = 3
# As many where a gain shows that is not certain yet: the interval holds however often one looks.
MOST_ROUNDS = 8
PROCESS_PAIRS = 2
PAIRS_PER_ROUND = 12
# In each round, of a smaller size and of the one that decides.
REPLAYS, DECISIVE_REPLAYS = 2, 3
# The warm ratio is shown where it is cheap.
WARM_REPEATS = 5
LONG_BATCH_S = 0.03
# Which calls are replayed, and when, is not to be foreseen: this has no seed that a candidate could know.
_UNFORESEEN = random.SystemRandom()
# Memory that a batch may have touched before the clock runs.
_MOST_RESERVED = 4 << 20


@dataclass
class _Run:
    """One measurement in progress."""

    timings: list[Timings]
    bound: float
    imports: list[tuple[float, float]] = field(default_factory=list)
    memory: float | None = None
    warm: float | None = None


def measure(
    original: Sandboxed,
    candidate: Sandboxed,
    workload: Workload,
    cancellation: Cancellation,
    noise_floor: float = 1.0,
    live: Sequence[tuple[Guest, Guest]] = (),
) -> Measurement:
    """Measures first calls at every size of the workload until each interval is decided or the time is over.

    The first round is made in the `live` guests, pairs of original and candidate, where there are any: that they did
    other jobs before does not show in the processes that they fork for samples. Later rounds have fresh ones.

    Raises NotMeasurable when too few pairs could be made, CandidateTooSlow when the candidate runs out of time, and
    ActsDifferently when it does not do under the clock what it does elsewhere.
    """
    last = len(workload.sizes) - 1
    timings = [
        Timings(number, size, number == last, balanced(random.Random(number)))
        for number, size in enumerate(workload.sizes)
    ]
    run = _Run(timings, max(MIN_RATIO, noise_floor))
    for number in range(MOST_ROUNDS):
        if cancellation.remaining_s == 0 or all_decided(timings, run.bound):
            break
        if number >= ROUNDS and not timings[-1].shows_gain(run.bound):
            break
        seeds = range(1 + number * PROCESS_PAIRS, 1 + (number + 1) * PROCESS_PAIRS)
        with contextlib.ExitStack() as stack:
            if number == 0 and live:
                pairs = prepared_pairs(live, workload)
            else:
                fresh = process_pairs(original, candidate, seeds, workload, cancellation)
                pairs = stack.enter_context(fresh)
            run.imports += [pair.import_s for pair in pairs]
            _round(run, pairs, cancellation)
    measured = _measurement(run, workload.origin == EXAMPLES, noise_floor)
    return replace(measured, import_cost_s=0.0) if imports_alike(original.source, candidate.source) else measured


def _round(run: _Run, pairs: Sequence[ProcessPair], cancellation: Cancellation) -> None:
    if run.memory is None:
        for each in run.timings:
            _calibrate(run, pairs[0], each)
    _take_turns(run, pairs, cancellation)
    for each in run.timings:
        for _ in range(MOST_REPLAYS):
            if cancellation.remaining_s == 0 or not each.replays.leave_open(_to_bear_out(each)):
                break
            _replay(_UNFORESEEN.choice(pairs), each)


def _take_turns(run: _Run, pairs: Sequence[ProcessPair], cancellation: Cancellation) -> None:
    replay_at = {
        each.number: set(_UNFORESEEN.sample(range(MIN_PAIRS), DECISIVE_REPLAYS if each.decisive else REPLAYS))
        for each in run.timings
    }
    for turn in range(PAIRS_PER_ROUND):
        pair = pairs[turn % len(pairs)]
        # The largest first, each once: what changes slowly on the machine meets all sizes.
        for each in reversed(run.timings):
            if cancellation.remaining_s == 0 or all_decided(run.timings, run.bound):
                return
            if turn in replay_at[each.number]:
                _replay(pair, each)
            if not each.is_decided(run.bound):
                timed = pair.time(each.batch(), next(each.order))
                each.add(timed.original_s / each.calls, timed.candidate_s / each.calls, timed.asleep)


def _replay(pair: ProcessPair, timings: Timings) -> None:
    part = replayed(timings.batch(), timings.rough_s, _UNFORESEEN)
    timings.replays.add(*pair.both(part, _UNFORESEEN.random() < 0.5))


def _to_bear_out(timings: Timings) -> float | None:
    """The gain that replays have to show. At smaller sizes calls are made again, which a cache is quick at: that is
    none."""
    return timings.interval().ratio if timings.decisive and timings.original else None


def _calibrate(run: _Run, pair: ProcessPair, timings: Timings) -> None:
    """Plans batches by what calls really take, and sees what memory they need. The rough times before were of
    observed calls."""
    first = pair.time(Batch(timings.number, 0, 1), original_first=True)
    timings.plan(first.original_s, first.candidate_s)
    timings.reserve = min(_MOST_RESERVED, first.memory)
    # Again, because a batch that is far too short says little about its calls.
    second = pair.time(timings.batch(), original_first=False)
    timings.plan(second.original_s / timings.calls, second.candidate_s / timings.calls)
    if timings.decisive:
        run.memory = first.memory_ratio
        run.warm = _warm_ratio(pair, timings, second.original_s + second.candidate_s)


def _warm_ratio(pair: ProcessPair, timings: Timings, batch_s: float) -> float | None:
    """Repeated calls with the same arguments: shown beside the first-call ratio, and never counted."""
    if batch_s > LONG_BATCH_S:
        return None
    warm = pair.time(
        Batch(timings.number, 0, timings.count, WARM_REPEATS, reserve=timings.reserve), original_first=True
    )
    return warm.original_s / warm.candidate_s


def _measurement(run: _Run, realistic: bool, noise_floor: float) -> Measurement:
    if len(run.timings[-1].original) < MIN_PAIRS:
        raise NotMeasurable("there was not enough time for the pairs that an interval needs")
    usable = [each for each in run.timings if len(each.original) >= MIN_PAIRS and each.is_long_enough()]
    if not usable or not usable[-1].decisive:
        raise NotMeasurable("too few different calls were found for the short time that each of them takes")
    if statistics.median(usable[-1].asleep) > MAX_ASLEEP:
        raise NotMeasurable("it waits for most of its time, or has others work for it: processor time misses that")
    sizes = tuple(each.result(realistic) for each in usable)
    decisive = sizes[-1]
    if not usable[-1].replays.can_bear_out(decisive.ratio):
        raise NotMeasurable("its different calls are together too short for their replay to bear out a gain")
    for each in run.timings:
        each.replays.check(_to_bear_out(each))
    old_import, new_import = (min(times) for times in zip(*run.imports, strict=True))
    return Measurement(
        ratio=decisive.ratio,
        low=decisive.low,
        high=decisive.high,
        sizes=sizes,
        complexity=complexity(sizes),
        memory_ratio=None if run.memory is None else round(run.memory, 3),
        warm_ratio=run.warm,
        # The least of each: what disturbs an import only adds to it.
        import_cost_s=new_import - old_import,
        crossover=crossover(sizes),
        noise_floor=noise_floor,
    )
