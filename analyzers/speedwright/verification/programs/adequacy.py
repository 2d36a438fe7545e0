"""How much the inputs of a program would notice: faults planted in the candidate, one at a time."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from speedwright.model.evidence import Mutants
from speedwright.model.work import Cancellation
from speedwright.sandbox.connection import GuestLost, GuestTimeout
from speedwright.sandbox.guest_handle import ImportFailed
from speedwright.sandbox.program_guest import Fault, Program, ProgramGuest, Run
from speedwright.verification.programs.comparing import compare

# Faults that are planted, drawn by a fixed seed, and the fewest that say anything where there are more.
PLANTED, FEWEST = 40, 8
# Inputs that one fault is tried on, those first that end soonest.
TRIED = 5
# Times what an input takes as written, and at least so much: a loop without end is what takes longer.
PATIENCE, LEAST_S = 20, 0.25
RUN_CPU_S = 4.0
_LOST = (ImportFailed, GuestLost, GuestTimeout, IndexError, KeyError)


@dataclass(frozen=True, slots=True)
class _Written:
    """What the program as written does with the inputs, those first that end soonest, and what the probes saw."""

    texts: tuple[bytes, ...]
    runs: tuple[Run, ...]
    reached: frozenset[int]
    unfit: frozenset[int]
    told: tuple[frozenset[int], ...]


def mutation(program: Program, texts: Sequence[bytes], seed: int, cancellation: Cancellation) -> Mutants | None:
    """The faults that the texts notice; None where too few could be planted in time.

    A fault that changes no value on any of them, or makes the same code, cannot be noticed by what is read and
    written; one that no text reaches was missed.
    """
    try:
        with ProgramGuest(program, seed, cancellation, "faulty") as guest:
            written = _written(guest, texts)
            chosen = _sample(guest.faults, written)
            fates: dict[int, str] = {}
            for number in chosen:
                fate = _fate(guest, number, written)
                if fate is None:
                    break
                fates[number] = fate
    except _LOST:
        return None
    if len(fates) < min(FEWEST, len(chosen)):
        return None
    missed = sorted(_place(guest.faults[number]) for number, fate in fates.items() if fate == "missed")
    counted = list(fates.values())
    return Mutants(len(fates), counted.count("killed"), counted.count("same"), tuple(missed))


def _written(guest: ProgramGuest, texts: Sequence[bytes]) -> _Written:
    """Raises GuestLost where the program does not do the same with probes in it."""
    runs = guest.run(texts, RUN_CPU_S)
    ordered = sorted(zip(texts, runs, strict=False), key=lambda each: each[1].cpu_s)
    texts, runs = [text for text, _ in ordered], [run for _, run in ordered]
    seen = [run.probed for run in guest.run(texts, RUN_CPU_S, "probes") if run.probed is not None]
    if not seen or len(seen) < len(texts):
        raise GuestLost("the program ends early with probes in it")
    reached = frozenset[int]().union(*(each.reached for each in seen))
    unfit = frozenset[int].intersection(*(each.unfit for each in seen)) if seen else frozenset[int]()
    return _Written(tuple(texts), tuple(runs), reached, unfit, tuple(each.told for each in seen))


def _sample(faults: Sequence[Fault], written: _Written) -> list[int]:
    """Those outside of functions, and in functions that were entered."""
    entered = {faults[number].function for number in written.reached} | {""}
    wanted = [
        number for number, each in enumerate(faults) if each.function in entered and number not in written.unfit
    ]
    random.Random(0).shuffle(wanted)
    return wanted[:PLANTED]


def _fate(guest: ProgramGuest, number: int, written: _Written) -> str | None:
    """What becomes of a fault; None where time ran out before it was tried on all that may tell."""
    telling = [place for place, told in enumerate(written.told) if number in told][:TRIED]
    if not telling:
        return "same" if number in written.reached else "missed"
    for place in telling:
        plain = written.runs[place]
        limit_s = max(LEAST_S, PATIENCE * plain.cpu_s)
        runs = guest.run(written.texts[place : place + 1], limit_s, number)
        if not runs:
            return None
        if runs[0].idle:
            return "same"
        if compare(plain, runs[0]) is not None:
            return "killed"
    return "missed"


def _place(fault: Fault) -> str:
    return f"line {fault.line}: {fault.text[:80]}"
