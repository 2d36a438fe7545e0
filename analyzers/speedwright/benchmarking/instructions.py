"""Executed instructions of both versions: they break ties that timing leaves open, where somebody asks for them."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from speedwright.benchmarking.replaying import ActsDifferently, part_of
from speedwright.model.measurement import Measurement
from speedwright.model.recipe import Call
from speedwright.model.work import Cancellation
from speedwright.model.workload import Workload
from speedwright.sandbox.counting import NotCounted, counted
from speedwright.sandbox.guest_handle import Batch, Sandboxed

# Of the original, at full speed: what is counted takes some fifty times as long.
BATCH_S = 0.01
# To write down what a call gave takes longer than most calls.
REPLAYED = 5


def with_instructions(
    measurement: Measurement,
    original: Sandboxed,
    candidate: Sandboxed,
    workload: Workload,
    cancellation: Cancellation,
) -> Measurement:
    """The measurement with the ratio of instructions at the size that decides, or with the reason why there is none.

    Raises ActsDifferently when the candidate answers otherwise while it is counted, and Cancelled.
    """
    calls = workload.sizes[-1].calls
    count = max(1, round(BATCH_S / max(measurement.sizes[-1].original_s, 1e-8)))
    try:
        ratio = instruction_ratio(original, candidate, calls[:count], cancellation)
    except NotCounted as error:
        return dataclasses.replace(measurement, not_counted=str(error))
    return dataclasses.replace(measurement, instruction_ratio=ratio)


def instruction_ratio(
    original: Sandboxed, candidate: Sandboxed, calls: Sequence[Call], cancellation: Cancellation
) -> float:
    """Instructions original / candidate of these calls, each made once, in a process that has not seen them.

    The same for the same calls, however busy the machine is. Raises NotCounted, ActsDifferently, Cancelled.
    """
    # Which calls are asked for their answers is not to be foreseen.
    replay = part_of(Batch(0, 0, len(calls)), REPLAYED, random.SystemRandom())
    with ThreadPoolExecutor(2, thread_name_prefix="count") as executor:
        runs = [executor.submit(counted, version, calls, replay, cancellation) for version in (original, candidate)]
        before, after = (run.result() for run in runs)
    if before.shown != after.shown:
        raise ActsDifferently("the candidate's answers are not the original's while its instructions are counted")
    return before.instructions / after.instructions
