"""How much the inputs would notice: faults planted in the candidate, and a search near those that go unnoticed."""

from __future__ import annotations

import dataclasses
import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from speedwright.model.evidence import Mutants
from speedwright.model.recipe import Case, Recipe, recipe_from_json
from speedwright.model.thresholds import CASE_CPU_S
from speedwright.model.work import Cancellation
from speedwright.sandbox.connection import GuestLost, GuestTimeout
from speedwright.sandbox.guest_handle import Guest, ImportFailed, Planting
from speedwright.verification.coverage import Branch

# Faults that are planted, drawn by a fixed seed: the score of 60 is within 0.1 of that of all, four times in five.
PLANTED = 60
# Inputs they are tried on, and how many of these any one branch is given before the rest is filled up.
CASES, PER_BRANCH = 60, 3
# Processor time for a call of the original: a fault in a loop makes hundreds of them.
QUICK_S = 0.005
# Processor time for all faults, and for those that are looked for a second time.
PLANTING_S, SEARCH_S = 3.0, 1.0
# Inputs drawn in a round near those that reached a fault that nothing noticed, for all such faults together. The next
# round starts from them, as long as a round helps.
DRAWN, ROUNDS = 80, 3

# Draws so many inputs near the cases, in which the recipes may occur.
Near = Callable[[Sequence[Case], int, Sequence[Recipe]], list[Case]]
Compared = Callable[[Sequence[Case]], Sequence[Case]]


@dataclass(frozen=True, slots=True)
class _Fault:
    """A planted fault and what became of it; `near` are numbers of cases that reach it; `values` met there."""

    number: int
    place: str
    fate: str
    near: tuple[int, ...]
    values: tuple[Recipe, ...]


def telling(known: Sequence[tuple[Case, float]], hits: Sequence[frozenset[Branch]]) -> list[Case]:
    """Quick inputs that reach all branches that any of them reach, a few times each, and others beside them.

    `known` are inputs with the original's seconds, `hits` the branches that each of them reaches.
    """
    quick = [number for number, (_, seconds) in enumerate(known) if seconds <= QUICK_S] or list(range(len(known)))[:3]
    chosen: list[int] = []
    counts: Counter[Branch] = Counter()
    for number in quick:
        if any(counts[branch] < PER_BRANCH for branch in hits[number]):
            chosen.append(number)
            counts.update(hits[number])
    rest = sorted(set(quick) - set(chosen))
    random.Random(0).shuffle(rest)
    return [known[number][0] for number in [*chosen, *rest][:CASES]]


def mutation(
    guest: Guest, cases: Sequence[Case], near: Near, compared: Compared, cancellation: Cancellation
) -> Mutants | None:
    """The faults that `cases` notice in the instrumented candidate; None where they could not be planted in time.

    `near` draws inputs that resemble given ones, `compared` runs inputs on both versions and gives those that count.
    """
    try:
        faults = _planted(guest, cases, Planting(PLANTED, PLANTING_S))
        pool = list(cases)
        for _ in range(ROUNDS):
            missed = _missed(faults)
            if not missed or cancellation.remaining_s == 0:
                break
            start = [pool[number] for number in dict.fromkeys(each for fault in missed for each in fault.near)]
            values = list(dict.fromkeys(each for fault in missed for each in fault.values))
            pool = list(compared(near(start or pool, DRAWN, values)))
            noticed = _noticed(guest, pool, missed)
            faults |= noticed
            if not any(fault.fate == "killed" for fault in noticed.values()):
                break
    except (ImportFailed, GuestLost, GuestTimeout, IndexError, KeyError, TypeError, ValueError):
        cancellation.check()
        return None
    fates = [fault.fate for fault in faults.values()]
    return Mutants(
        planted=len(fates) - fates.count("unfit"),
        killed=fates.count("killed"),
        equivalent=fates.count("same") + fates.count("silent"),
        missed=tuple(sorted(fault.place for fault in _missed(faults))),
    )


def _missed(faults: Mapping[int, _Fault]) -> list[_Fault]:
    return [fault for fault in faults.values() if fault.fate in ("missed", "unreached")]


def _noticed(guest: Guest, fresh: Sequence[Case], missed: Sequence[_Fault]) -> dict[int, _Fault]:
    """What becomes of the missed faults on fresh inputs; one that these do not reach stays as it was, but for where
    to look: its inputs are no longer at hand.
    """
    numbers = tuple(fault.number for fault in missed)
    again = _planted(guest, fresh, Planting(len(numbers), SEARCH_S, numbers)) if fresh else {}
    kept = {fault.number: dataclasses.replace(fault, near=()) for fault in missed}
    return {**kept, **{number: fault for number, fault in again.items() if fault.fate in ("killed", "missed")}}


def _planted(guest: Guest, cases: Sequence[Case], planting: Planting) -> dict[int, _Fault]:
    report = guest.mutate(cases, CASE_CPU_S, planting, 4 * planting.budget_s)
    found = [_decoded(each, len(cases)) for each in report["faults"]]
    if planting.only is None and int(report["left"]) > len(found):
        raise GuestTimeout("there was no time for most of the faults")
    return {fault.number: fault for fault in found}


def _decoded(data: Any, count: int) -> _Fault:
    near = tuple(number for number in map(int, data["near"]) if 0 <= number < count)
    values = tuple(map(recipe_from_json, data["values"]))
    place = f"line {int(data['line'])}: {str(data['text'])[:80]}"
    return _Fault(int(data["number"]), place, str(data["fate"]), near, values)
