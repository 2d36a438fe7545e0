"""Which branches the inputs reach in each version, asked as the inputs come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType

from speedwright.model.recipe import Case
from speedwright.model.thresholds import CASE_CPU_S
from speedwright.model.work import Cancellation
from speedwright.sandbox.connection import GuestLost, GuestTimeout
from speedwright.sandbox.guest_handle import Guest, ImportFailed, Sandboxed

COVERAGE_CPU_S = 6.0
Branch = tuple[int, bool]


@dataclass
class Branches:
    """The branches of one version so far. A branch is a site's number and its outcome.

    Counted are those of the entry point and of every function of the module that it entered.
    """

    function: str
    sites: list[tuple[str, int, tuple[bool, ...]]] = field(default_factory=list)
    reached: set[Branch] = field(default_factory=set)
    # Per case, in the order in which they came.
    hits: list[frozenset[Branch]] = field(default_factory=list)

    def add(self, hits: Sequence[frozenset[Branch]]) -> None:
        """Counts what further cases reach."""
        self.hits += hits
        self.reached = self.reached.union(*hits)

    @property
    def _wanted(self) -> list[Branch]:
        entered = {self.sites[site][0] for site, _ in self.reached} | {self.function}
        return [
            (number, outcome)
            for number, (name, _, outcomes) in enumerate(self.sites)
            if name in entered
            for outcome in outcomes
        ]

    @property
    def share(self) -> float:
        """The share of branches that were reached; a function without branches is covered by being run."""
        wanted = self._wanted
        return len(self.reached.intersection(wanted)) / len(wanted) if wanted else 1.0

    @property
    def unreached(self) -> tuple[str, ...]:
        """The others, for people."""
        missing = [branch for branch in self._wanted if branch not in self.reached]
        return tuple(self._text(*branch) for branch in missing)

    def _text(self, site: int, outcome: bool) -> str:
        name, line, outcomes = self.sites[site]
        return f"{name}, line {line}" + (f" ({'true' if outcome else 'false'})" if len(outcomes) > 1 else "")


class Instrumented:
    """Instrumented guests of both versions, started when they are first asked for. Use as a context manager.

    A version that cannot be run so has None for its branches from then on.
    """

    def __init__(self, original: Sandboxed, candidate: Sandboxed, seed: int, cancellation: Cancellation) -> None:
        self._versions = tuple(
            _Version(Guest(each, seed, cancellation, instrumented=True), Branches(each.function))
            for each in (original, candidate)
        )

    def __enter__(self) -> Instrumented:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for version in self._versions:
            version.guest.__exit__(kind, error, trace)

    def look(self, cases: Sequence[Case]) -> list[bool]:
        """For each case whether it would reach a branch, in either version, that none has reached."""
        found = [version.look(cases) for version in self._versions]
        return [any(news) for news in zip(*(news for news, _ in found), strict=True)]

    def cover(self, cases: Sequence[Case]) -> list[bool]:
        """The same, and counts what they reach; what an earlier one of the cases reaches is not new."""
        news = [False] * len(cases)
        for version in self._versions:
            _, hits = version.look(cases)
            for number, each in enumerate(hits):
                if version.branches is not None:
                    news[number] |= not each <= version.branches.reached
                    version.branches.add([each])
        return news

    def weigh(self, cases: Sequence[Case]) -> list[Mapping[Branch, int]]:
        """How often each case takes each branch of the original; empty where that cannot be observed."""
        return self._versions[0].counts(cases)

    @property
    def is_complete(self) -> bool:
        """Whether there is nothing left to reach, or nothing that could be seen."""
        return all(each.branches is None or each.branches.share == 1.0 for each in self._versions)

    @property
    def original(self) -> Branches | None:
        """The branches of the original; None where they cannot be observed."""
        return self._versions[0].branches

    @property
    def candidate(self) -> Branches | None:
        """The branches of the candidate; None where they cannot be observed."""
        return self._versions[1].branches

    @property
    def candidate_guest(self) -> Guest:
        """The guest of the candidate, for faults to be planted in."""
        return self._versions[1].guest


@dataclass
class _Version:
    guest: Guest
    branches: Branches | None

    def look(self, cases: Sequence[Case]) -> tuple[list[bool], list[frozenset[Branch]]]:
        """Per case whether it reaches something new, and what it reaches; no hits where that cannot be observed."""
        hits = [frozenset(each) for each in self.counts(cases)]
        if self.branches is None or not hits:
            return [False] * len(cases), []
        return [not each <= self.branches.reached for each in hits], hits

    def counts(self, cases: Sequence[Case]) -> list[Mapping[Branch, int]]:
        """Per case how often it takes each branch that it reaches; none where that cannot be observed."""
        if self.branches is None or not cases:
            return []
        try:
            report = self.guest.cover(cases, CASE_CPU_S, COVERAGE_CPU_S)
            self.branches.sites = [(str(name), int(line), tuple(out)) for name, line, out in report["sites"]]
            found = [{(int(site), bool(out)): int(count) for site, out, count in each} for each in report["hits"]]
            if len(found) != len(cases) or any(
                site >= len(self.branches.sites) for each in found for site, _ in each
            ):
                raise ValueError("not a report on these cases")
        except (ImportFailed, GuestLost, GuestTimeout, IndexError, KeyError, TypeError, ValueError):
            self.branches = None
            return []
        return list(found)
