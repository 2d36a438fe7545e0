"""Live children in pairs, and one sample of each for the same calls."""

from __future__ import annotations

import contextlib
import statistics
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from speedwright.errors import SpeedwrightError
from speedwright.model.thresholds import MEMORY_SLACK_BYTES, SAMPLE_CPU_S
from speedwright.model.work import Cancellation
from speedwright.model.workload import Workload
from speedwright.sandbox.connection import GuestLost, GuestTimeout
from speedwright.sandbox.guest_handle import Batch, Guest, Prepared, Sample, Sandboxed
from speedwright.sandbox.program_guest import ProgramSample

_HOST_S = 0.002
_EMPTY = Batch(0, 0, 0)
# Of every guest.
_EMPTY_SAMPLES = 2


class NotMeasurable(SpeedwrightError):
    """No timing could be made: the sentence says why."""


class CandidateTooSlow(SpeedwrightError):
    """The candidate did not come to an end where the original did."""


@dataclass(frozen=True, slots=True)
class Timed:
    """One pair: net seconds of the whole batch for both versions, memory growth new / old, and the share asleep."""

    original_s: float
    candidate_s: float
    memory_ratio: float
    asleep: float
    memory: int


@dataclass(frozen=True, slots=True)
class ProcessPair:
    """Two live guests that share a hash seed, and the seconds that a batch without calls takes in such."""

    original: Guest
    candidate: Guest
    empty_s: float

    @property
    def import_s(self) -> tuple[float, float]:
        """CPU seconds of importing the original and the candidate."""
        return self.original.import_s, self.candidate.import_s

    def time(self, batch: Batch, original_first: bool) -> Timed:
        """Both versions with the same calls. Raises NotMeasurable, CandidateTooSlow."""
        old, new = self.both(batch, original_first)
        return Timed(
            _net(old, self.empty_s),
            _net(new, self.empty_s),
            _memory_ratio(old.memory, new.memory),
            max(asleep_share(old), asleep_share(new)),
            max(old.memory, new.memory),
        )

    def both(self, batch: Batch, original_first: bool) -> tuple[Sample, Sample]:
        """Samples of original and candidate, one after the other. Raises NotMeasurable, CandidateTooSlow."""
        if original_first:
            old = _sample(self.original, batch)
            return old, _candidate_sample(self.candidate, batch, old)
        try:
            new = _candidate_sample(self.candidate, batch, None)
        except CandidateTooSlow:
            # Only an original that does come to an end makes its candidate too slow.
            _sample(self.original, batch)
            raise
        return _sample(self.original, batch), new


@contextlib.contextmanager
def process_pairs(
    original: Sandboxed, candidate: Sandboxed, seeds: Sequence[int], workload: Workload, cancellation: Cancellation
) -> Iterator[tuple[ProcessPair, ...]]:
    """Fresh guests, a pair for each hash seed, started together and given the calls.

    Raises ImportFailed, GuestLost.
    """
    with contextlib.ExitStack() as stack:
        executor = stack.enter_context(ThreadPoolExecutor(2 * len(seeds), thread_name_prefix="guest"))
        guests = [Guest(version, seed, cancellation) for seed in seeds for version in (original, candidate)]
        for starting in [executor.submit(stack.enter_context, guest) for guest in guests]:
            starting.result()
        yield prepared_pairs(list(zip(guests[::2], guests[1::2], strict=True)), workload)


def prepared_pairs(guests: Sequence[tuple[Guest, Guest]], workload: Workload) -> tuple[ProcessPair, ...]:
    """Live guests, an original and a candidate with one hash seed each, given the calls. Raises GuestLost."""
    prepared = Prepared.of([size.calls for size in workload.sizes])
    flat = [guest for pair in guests for guest in pair]
    for guest in flat:
        guest.prepare(prepared)
    # The same program in all of them. The median, as of the timings: the least would take too little away.
    empty_s = statistics.median(_sample(guest, _EMPTY).cpu_s for guest in flat * _EMPTY_SAMPLES)
    return tuple(ProcessPair(old, new, empty_s) for old, new in guests)


def _sample(guest: Guest, batch: Batch) -> Sample:
    try:
        return guest.sample(batch, SAMPLE_CPU_S)
    except (GuestLost, GuestTimeout) as error:
        raise NotMeasurable(f"the original could not be timed: {error}") from error


def _candidate_sample(guest: Guest, batch: Batch, original: Sample | None) -> Sample:
    try:
        return guest.sample(batch, SAMPLE_CPU_S)
    except GuestTimeout as error:
        took = "" if original is None else f", the original {original.cpu_s:.3g} s"
        raise CandidateTooSlow(f"the candidate needed more than {SAMPLE_CPU_S:g} s{took}") from error
    except GuestLost as error:
        raise NotMeasurable(f"the candidate could not be timed: {error}") from error


def _net(sample: Sample, empty: float) -> float:
    """Seconds without the cost of the messages; never so little that a ratio would explode."""
    return max(sample.cpu_s - empty, 0.02 * sample.cpu_s, 1e-9)


def asleep_share(sample: Sample | ProgramSample) -> float:
    """The share of the time that was spent asleep; the first milliseconds may be the host's own."""
    asleep = max(0.0, sample.asleep_s - _HOST_S)
    return asleep / (asleep + sample.cpu_s) if asleep else 0.0


def _memory_ratio(old: int, new: int) -> float:
    """Growth of peak memory, new / old; amounts below the slack count as equal."""
    return max(new, MEMORY_SLACK_BYTES) / max(old, MEMORY_SLACK_BYTES)
