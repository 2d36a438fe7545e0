"""From what was measured to a profile: places become functions of the workspace."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from speedwright.model.profile import CallTree, Cost, Frame, FunctionCost, LineCost, Memory, Profile, Target
from speedwright.profiling.aggregation import Sums, aggregated
from speedwright.profiling.anchoring import Anchoring, Owner
from speedwright.profiling.measured import Measured

LEAST_SHARE = 1e-5
"""Of the whole: what a function or line must have cost to be kept. One in a hundred thousand samples says nothing."""


def built(measured: Measured, anchoring: Anchoring, target: Target, created: str) -> Profile:
    """The profile of a run, or of a file."""
    sums = aggregated(measured.stacks, anchoring.owner)
    if measured.functions or measured.lines:
        functions, lines = _of_tables(measured, anchoring, sums)
    else:
        functions = {each: found.cost(measured.has_native) for each, found in sums.functions.items()}
        lines = {each: found.cost(measured.has_native) for each, found in sums.lines.items()}
    return Profile(
        target=target,
        backend=measured.backend,
        created=created,
        total_s=measured.total_s,
        samples=measured.samples,
        functions=_functions(functions, lines, LEAST_SHARE * measured.total_s),
        calls=_shown(measured.stacks.tree(), anchoring),
        notes=measured.notes,
    )


def _of_tables(
    measured: Measured, anchoring: Anchoring, sums: Sums
) -> tuple[dict[Owner, Cost], dict[tuple[Owner, int], Cost]]:
    """Costs as the tables have them; totals from the stacks, which may cover another number of seconds."""
    sampled_s = measured.stacks.total_s
    scale = measured.total_s / sampled_s if sampled_s > 0 else 0.0
    functions: dict[Owner, Cost] = {}
    lines: dict[tuple[Owner, int], Cost] = {}
    for frame, cost in measured.functions.items():
        owner = anchoring.owner(frame)
        functions[owner] = joined(functions[owner], cost) if owner in functions else cost
    for frame, cost in measured.lines.items():
        owner = anchoring.owner(frame)
        lines[owner, frame.line] = cost
        if not measured.functions:
            functions[owner] = joined(functions[owner], cost) if owner in functions else cost
    for place, found in sums.functions.items():
        functions[place] = _with_total(functions.get(place), found.total_s * scale)
    for at, found in sums.lines.items():
        lines[at] = _with_total(lines.get(at), found.total_s * scale)
    return functions, lines


def _with_total(cost: Cost | None, total_s: float) -> Cost:
    known = Cost(0.0, None) if cost is None else cost
    return dataclasses.replace(known, total_s=max(known.self_s, total_s))


def joined(first: Cost, second: Cost) -> Cost:
    """The cost of two parts of one function; its peak is taken for the larger of theirs."""
    self_s = first.self_s + second.self_s
    totals = [each for each in (first.total_s, second.total_s) if each is not None]
    return Cost(
        self_s=self_s,
        total_s=max(totals) if totals else None,
        samples=first.samples + second.samples,
        native=_mean(first.native, first.self_s, second.native, second.self_s),
        system=_mean(first.system, first.self_s, second.system, second.self_s),
        memory=_memory(first.memory, second.memory),
    )


def _mean(first: float | None, first_s: float, second: float | None, second_s: float) -> float | None:
    if first is None or second is None:
        return second if first is None else first
    whole = first_s + second_s
    return (first * first_s + second * second_s) / whole if whole > 0 else first


def _memory(first: Memory | None, second: Memory | None) -> Memory | None:
    if first is None or second is None:
        return second if first is None else first
    return Memory(
        allocated_mb=_sum(first.allocated_mb, second.allocated_mb),
        peak_mb=max((each for each in (first.peak_mb, second.peak_mb) if each is not None), default=None),
        copied_mb_s=_sum(first.copied_mb_s, second.copied_mb_s),
    )


def _sum(first: float | None, second: float | None) -> float | None:
    known = [each for each in (first, second) if each is not None]
    return sum(known) if known else None


def _functions(
    functions: Mapping[Owner, Cost], lines: Mapping[tuple[Owner, int], Cost], least_s: float
) -> tuple[FunctionCost, ...]:
    by_owner: dict[Owner, list[LineCost]] = {}
    for (owner, line), cost in lines.items():
        if line > 0 and _counts(cost, least_s):
            by_owner.setdefault(owner, []).append(LineCost(line, cost))
    found = [
        FunctionCost(*owner, cost, tuple(sorted(by_owner.get(owner, ()), key=lambda each: each.line)))
        for owner, cost in functions.items()
        if _counts(cost, least_s)
    ]
    return tuple(sorted(found, key=lambda each: (-each.cost.self_s, each.path, each.qualname)))


def _counts(cost: Cost, least_s: float) -> bool:
    return max(cost.self_s, cost.total_s or 0.0) >= least_s or cost.memory is not None


def _shown(tree: CallTree, anchoring: Anchoring) -> CallTree:
    frames = tuple(
        frame if frame.native else Frame(frame.name, anchoring.shown(frame.path), frame.line) for frame in tree.frames
    )
    return dataclasses.replace(tree, frames=frames)
