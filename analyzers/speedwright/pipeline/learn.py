"""Use case `skills learn`: what was accepted in this workspace to pages of its team."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from speedwright.accepted_rewrites import AcceptedRewrite, AcceptedRewrites
from speedwright.errors import SpeedwrightError
from speedwright.mining.pairs import Pair
from speedwright.mining.report import Report
from speedwright.model.work import Cancellation, Listener, unheard
from speedwright.pipeline.mine import MineRequest, mine
from speedwright.pipeline.skills import TEAM_PAGES, library
from speedwright.settings import Settings


@dataclass(frozen=True, slots=True)
class LearnRequest:
    """From which workspace to learn, and how; `least_support` is in how many functions a pattern has to occur."""

    root: Path
    settings: Settings
    jobs: int | None = None
    least_support: int = 1
    python: str | None = None

    @property
    def folder(self) -> Path:
        """Where pages go."""
        return self.root / TEAM_PAGES


@dataclass(frozen=True, slots=True)
class Learned:
    """What came of accepted rewrites: `accepted` there were, `by_skills` of them made by skills of the library, from
    which there is nothing to learn. The report is on the others; None where there are none.
    """

    accepted: int
    by_skills: int
    report: Report | None


def learn(request: LearnRequest, listener: Listener = unheard, cancellation: Cancellation | None = None) -> Learned:
    """Writes a page for each pattern that the library lacks. Raises SpeedwrightError and Cancelled.

    A page is written only after it was vetted, its cases hold, and what it makes of one of its examples was accepted.
    """
    accepted = AcceptedRewrites(request.root).load()
    if not accepted:
        raise SpeedwrightError(
            "nothing was accepted in this workspace yet: `speedwright verify` your own rewrites, or `improve`"
        )
    skills = library(request.root)
    new = [each for each in accepted if not each.skills or any(skills.skill(name) is None for name in each.skills)]
    report = None
    if new:
        mining = MineRequest(
            files=(),
            root=request.root,
            settings=request.settings,
            output=request.folder,
            jobs=request.jobs,
            least_support=request.least_support,
            python=request.python,
            pairs=tuple(_pair(each, request.root) for each in new),
        )
        report = mine(mining, listener, cancellation)
    return Learned(len(accepted), len(accepted) - len(new), report)


def _pair(rewrite: AcceptedRewrite, root: Path) -> Pair:
    """The pair, in its place in the workspace as long as there is a file: its imports lead to what is there now."""
    name = f"{rewrite.path}::{rewrite.function}"
    is_there = (root / rewrite.path).is_file()
    return Pair(
        name=name,
        problem=name,
        slow=rewrite.before,
        fast=rewrite.after,
        entry_point=rewrite.function,
        home=str(root) if is_there else "",
        path=rewrite.path if is_there else "",
        calls=rewrite.calls,
    )
