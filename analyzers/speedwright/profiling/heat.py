"""A profile laid over a text as it is now: heat follows functions that moved, and is stale where they changed."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from speedwright.model.profile import MODULE, Cost, FunctionCost, LineCost, Profile
from speedwright.profiling.anchoring import Anchor, anchors
from speedwright.syntax.source_file import SourceFile


@dataclass(frozen=True, slots=True)
class FunctionHeat:
    """A function of the text, at its present `line` (its first, counted from 1) to `last`, with what it cost.

    `share` and `self_share` are parts of the whole run's time (0 to 1), with and without what it called; `share` is
    the latter where the total is not known. A `stale` one has changed since, or may have: its `lines` are empty.
    Otherwise they are at their present places.
    """

    qualname: str
    line: int
    last: int
    cost: Cost
    share: float
    self_share: float
    stale: bool
    lines: tuple[LineCost, ...]


@dataclass(frozen=True, slots=True)
class FileHeat:
    """The heat of one text: of functions that are still in it, the hottest by their own time first."""

    profile: Profile
    functions: tuple[FunctionHeat, ...]
    known: tuple[Anchor, ...]

    def function(self, qualname: str) -> FunctionHeat | None:
        """The heat of a function; None where the run did not meet it."""
        return next((each for each in self.functions if each.qualname == qualname), None)

    def around(self, line: int) -> FunctionHeat | None:
        """The heat of the innermost function around a line (from 1); None where the run did not meet it."""
        inside = [each for each in self.known if each.first <= line <= each.last]
        return self.function(inside[-1].qualname) if inside else None

    def lines(self, first: int, last: int) -> tuple[LineCost, ...]:
        """The costs of lines from `first` to `last`, both inclusive, as far as they are known and not stale."""
        return tuple(line for function in self.functions for line in function.lines if first <= line.line <= last)

    def share(self, first: int, last: int) -> float:
        """The part of the run's time (0 to 1) that these lines took: 0 for code that was not met.

        Of a function that changed, or whose lines are not known, it is that of the whole function.
        """
        function = self.around(first)
        if function is None:
            return 0.0
        if not function.lines:
            return function.share
        costs = [line.cost for line in self.lines(first, last)]
        # Lines that call each other are not added up; what they do themselves is.
        most = max((cost.total_s or 0.0 for cost in costs), default=0.0)
        return min(1.0, self.profile.share(max(most, sum(cost.self_s for cost in costs))))

    def native(self, first: int, last: int) -> float | None:
        """The part of the lines' own running time that is native code (0 to 1), without what they waited for or spent
        in the system; None where nothing is known.
        """
        costs = [line.cost for line in self.lines(first, last) if line.cost.native is not None]
        ran = sum(cost.self_s * (1 - (cost.system or 0.0)) for cost in costs)
        return sum(cost.self_s * (cost.native or 0.0) for cost in costs) / ran if ran > 0 else None


def heat_of(profile: Profile, source: SourceFile, shown_path: str) -> FileHeat:
    """The heat of a text; `shown_path` is what profiles call its file: relative to the workspace's root."""
    known = anchors(source)
    by_name: Mapping[str, Anchor] = {each.qualname: each for each in known}
    # A name may stand for several functions, as those of a property do; their texts tell them apart.
    by_text = {(each.qualname, each.digest): each for each in known}
    costs = [each for each in profile.functions if each.path == shown_path and each.qualname in by_name]
    found = [
        _function(profile, cost, by_text.get((cost.qualname, cost.digest or ""), by_name[cost.qualname]))
        for cost in costs
    ]
    return FileHeat(profile, tuple(_module_lines(found, costs)), known)


def _function(profile: Profile, cost: FunctionCost, anchor: Anchor) -> FunctionHeat:
    stale = cost.digest is None or cost.digest != anchor.digest
    moved = anchor.first - cost.line
    return FunctionHeat(
        qualname=cost.qualname,
        line=anchor.first,
        last=anchor.last,
        cost=cost.cost,
        share=profile.share(cost.cost.self_s if cost.cost.total_s is None else cost.cost.total_s),
        self_share=profile.share(cost.cost.self_s),
        stale=stale,
        lines=() if stale else tuple(dataclasses.replace(each, line=each.line + moved) for each in cost.lines),
    )


def _module_lines(found: Sequence[FunctionHeat], costs: Sequence[FunctionCost]) -> Iterator[FunctionHeat]:
    """The module's lines cannot be told to have moved when functions between them grew: then they are left out."""
    moved = any(each.line != cost.line for each, cost in zip(found, costs, strict=True)) or any(
        each.stale for each in found
    )
    for each in found:
        yield dataclasses.replace(each, lines=()) if moved and each.qualname == MODULE else each
