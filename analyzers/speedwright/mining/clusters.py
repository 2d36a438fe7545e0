"""Hunks of several pairs that one rewrite would express."""

from __future__ import annotations

import math
import statistics
from dataclasses import dataclass

from speedwright.mining.generalising import Shape
from speedwright.mining.hunks import Hunk
from speedwright.mining.sites import Site


@dataclass(frozen=True, slots=True, eq=False)
class Member:
    """A hunk, and the site at which it has the shape of its cluster."""

    hunk: Hunk
    site: Site


@dataclass(frozen=True, slots=True, eq=False)
class Cluster:
    """Members and the shape that they share. The first member is the one to be read and verified."""

    shape: Shape
    members: tuple[Member, ...]

    @property
    def problems(self) -> frozenset[str]:
        """The distinct problems, which are what counts: many pairs may solve one."""
        return frozenset(member.hunk.problem for member in self.members)

    @property
    def support(self) -> int:
        """How many distinct problems there are."""
        return len(self.problems)

    @property
    def gain(self) -> float:
        """How many times as fast: the median over the members."""
        return statistics.median(member.hunk.ratio for member in self.members)

    @property
    def share(self) -> float:
        """The part of its pair's speedup: the median over the members."""
        return statistics.median(member.hunk.share for member in self.members)

    @property
    def weight(self) -> float:
        """By what clusters are ranked: the summed log gains, each problem's best once."""
        best: dict[str, float] = {}
        for member in self.members:
            best[member.hunk.problem] = max(best.get(member.hunk.problem, 0.0), math.log(member.hunk.ratio))
        return sum(best.values())
