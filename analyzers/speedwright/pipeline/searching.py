"""The search for the best plan of one function: over steps that were verified, each on what the one before it left.

Greedy with a width of 1: the first step that is accepted becomes the next base, what is found there is diagnosed and
planned anew. Wider, it is a beam search: so many bases are kept at each depth, those with the largest speedup.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from speedwright.detection.detector import inspect
from speedwright.detection.selecting import wanted
from speedwright.generation.combining import combine
from speedwright.generation.planning import compose, joined
from speedwright.generation.routing import hits
from speedwright.model.candidate import Candidate
from speedwright.model.finding import Finding
from speedwright.model.plan import Plan
from speedwright.model.text import Span, TextEdit
from speedwright.model.verdict import Outcome, Verdict
from speedwright.pipeline.pricing import as_fast, complexity_after
from speedwright.pipeline.reading import read_source
from speedwright.settings import Settings
from speedwright.skills.registry import Library
from speedwright.syntax.source_file import SourceFile

HALVED = 2.0
"""A step that takes half of the time away, or more, gives those another chance that were only not faster: what is
left of the time is theirs to a larger share (Amdahl, 1967)."""

Identity = tuple[str, ...]
Judge = Callable[[Candidate], Verdict | None]
"""The verdict on a candidate; None where there is none, and so no step."""


def unjudged(_: Candidate) -> None:
    """A judge that knows no verdict: for looking at what there is to try."""


@dataclass(frozen=True)
class Base:
    """A text that was reached by accepted steps, what is found in it, and what needs no second look."""

    source: SourceFile
    findings: tuple[Finding, ...]
    steps: tuple[Verdict, ...] = ()
    tried: frozenset[Identity] = frozenset()

    @property
    def gain(self) -> float:
        """The product of the ratios, as a logarithm."""
        ratios = (step.measurement.ratio for step in self.steps if step.measurement is not None)
        return sum(math.log(ratio) for ratio in ratios if ratio > 0)


@dataclass
class _Expansion:
    """One base while its plans are tried: what was, the bases reached, and steps that were only not faster."""

    base: Base
    tried: set[Identity]
    reached: list[tuple[Identity, Base]] = field(default_factory=list)
    slow: dict[Identity, Candidate] = field(default_factory=dict)

    def bases(self) -> Iterator[Base]:
        """The bases reached; what led to one of them is still to be tried on the others."""
        others = {identity for identity, _ in self.reached}
        for identity, base in self.reached:
            again = (others - {identity}) | (set(self.slow) if _has_halved(base) else set())
            yield replace(base, tried=frozenset(self.tried - again))


class Search:
    """The search in one function of a text; `best` is the base with the largest speedup that it has reached.

    That is the text itself as long as nothing is accepted. `function` names the function where it has no findings.
    """

    def __init__(
        self,
        source: SourceFile,
        findings: Sequence[Finding],
        skills: Library,
        settings: Settings,
        judge: Judge,
        function: str | None = None,
    ) -> None:
        self._skills = skills
        self._settings = settings
        self._judge = judge
        self.function = findings[0].function if findings else function
        self.start = Base(source, tuple(findings))
        self.best = self.start
        self._current = _Expansion(self.start, set())

    def refusals(self) -> Iterator[Verdict]:
        """Runs the search; what is not accepted comes as soon as it is known."""
        bases = [self.start]
        seen = {self.start.source.content}
        while bases:
            found: list[Base] = []
            for base in bases:
                self._current = _Expansion(base, set(base.tried))
                yield from self._expand(self._current)
                found += self._current.bases()
            bases = _widest([each for each in found if each.source.content not in seen], self._settings.beam)
            seen |= {each.source.content for each in bases}

    def whole(self) -> Candidate | None:
        """The steps of the best plan as one candidate for the text itself; None where fewer than two are in it."""
        if len(self.best.steps) < 2:
            return None
        steps = [step.candidate for step in self.best.steps]
        return joined(self.start.source, steps, self.best.findings, self.start.findings)

    def candidates(self) -> tuple[Candidate, ...]:
        """All steps that could be tried at the text itself, in the order of the plans."""
        return tuple(step for plan in self._plans(self.start, frozenset(), None) for step, _ in plan)

    def untried(self) -> int:
        """How many steps are left at the base that was reached; parts of a larger one do not count."""
        base, tried = self._current.base, frozenset(self._current.tried)
        left = [step for plan in self._plans(base, tried, None) for step, _ in plan]
        return sum(not is_part_of_any(each, [other for other in left if _is_larger(other, each)]) for each in left)

    def _expand(self, expansion: _Expansion) -> Iterator[Verdict]:
        """Tries plan after plan until as many as the beam is wide have an accepted step."""
        wide = self._settings.beam
        while len(expansion.reached) < wide:
            plans = self._plans(expansion.base, frozenset(expansion.tried), self._settings.plans)
            if not plans:
                break
            for plan in plans:
                yield from self._first_accepted(expansion, plan)
                if len(expansion.reached) >= wide:
                    break
        if not expansion.reached:
            yield from self._together(expansion)

    def _first_accepted(self, expansion: _Expansion, plan: Sequence[tuple[Candidate, Identity]]) -> Iterator[Verdict]:
        for candidate, identity in plan:
            verdict = self._judge(candidate)
            expansion.tried.add(identity)
            if verdict is None:
                continue
            if verdict.accepted:
                expansion.reached.append((identity, self._base_after(expansion.base, candidate, verdict)))
                return
            if verdict.outcome is Outcome.NOT_FASTER:
                expansion.slow[identity] = candidate
            yield verdict

    def _together(self, expansion: _Expansion) -> Iterator[Verdict]:
        """Steps that gain too little to be told from noise, each, may be a speedup together."""
        singles = [each for each in expansion.slow.values() if len(each.findings) == 1]
        candidate = combine(expansion.base.source, singles)
        if candidate is None or len(candidate.skills) < 2:
            return
        verdict = self._judge(candidate)
        if verdict is not None and verdict.accepted:
            expansion.reached.append(((), self._base_after(expansion.base, candidate, verdict)))
        elif verdict is not None:
            yield verdict

    def _base_after(self, base: Base, candidate: Candidate, verdict: Verdict) -> Base:
        source = read_source(candidate.path, candidate.result)
        reached = Base(source, self._found(source), (*base.steps, verdict))
        if self._is_better(reached):
            self.best = reached
        return reached

    def _is_better(self, reached: Base) -> bool:
        """Whether a base is faster than the best one; of two that cannot be told apart by speed, the simpler."""
        best = self.best
        if best.steps and not _goes_on(best, reached) and as_fast(reached.steps, best.steps):
            first, second = (complexity_after(self._whole(each)) for each in (reached, best))
            if first is not None and second is not None and first != second:
                return first < second
        return reached.gain > best.gain

    def _whole(self, base: Base) -> Candidate:
        """All steps of a base as one edit of the text itself, for what it is to read."""
        last = base.steps[-1].candidate
        whole = Span(0, len(self.start.source.content))
        edit = TextEdit(whole, base.source.content.decode("utf-8"))
        return replace(last, source=self.start.source.content, edits=(edit,))

    def _found(self, source: SourceFile) -> tuple[Finding, ...]:
        findings = wanted(inspect(source, self._skills).findings, self._settings)
        return tuple(each for each in findings if each.function == self.function)

    def _plans(
        self, base: Base, tried: frozenset[Identity], limit: int | None
    ) -> list[list[tuple[Candidate, Identity]]]:
        """The plans of a base as far as their steps were not tried; plans of which all were count for nothing."""
        sets = hits(base.findings, self._skills, limit=len(base.findings))
        left = [_left(base.source, plan, tried) for plan in compose(base.source, sets, base.findings, self._skills)]
        return [plan for plan in left if plan][:limit]


def _has_halved(base: Base) -> bool:
    """Whether the last step took half of the time away."""
    measured = base.steps[-1].measurement
    return measured is not None and measured.ratio >= HALVED


def _goes_on(first: Base, second: Base) -> bool:
    """Whether one of two bases was reached from the other."""
    return all(one is other for one, other in zip(first.steps, second.steps, strict=False))


def _widest(bases: list[Base], width: int) -> list[Base]:
    """The bases with the largest speedup, each text once."""
    distinct = {each.source.content: each for each in sorted(bases, key=lambda each: each.gain)}
    return sorted(distinct.values(), key=lambda each: -each.gain)[:width]


def _left(source: SourceFile, plan: Plan, tried: frozenset[Identity]) -> list[tuple[Candidate, Identity]]:
    return [(step, identity) for step, identity in _identified(source, plan.steps) if identity not in tried]


def _identified(source: SourceFile, proposed: Iterable[Candidate]) -> list[tuple[Candidate, Identity]]:
    """Candidates with what makes each of them itself in later versions of the file: its text, not its place."""
    seen: Counter[Identity] = Counter()
    identified = []
    for candidate in proposed:
        texts = [source.text(each.span) for each in candidate.findings]
        identity = (*candidate.entry_points, *candidate.skills, *texts)
        identified.append((candidate, (*identity, str(seen[identity]))))
        seen[identity] += 1
    return identified


def is_part_of_any(candidate: Candidate, wholes: Iterable[Candidate]) -> bool:
    """Whether one of `wholes` settles all findings that the candidate settles."""
    settled = set(map(_place, candidate.findings))
    return bool(settled) and any(settled <= set(map(_place, whole.findings)) for whole in wholes)


def _is_larger(first: Candidate, second: Candidate) -> bool:
    return len(first.findings) > len(second.findings)


def _place(finding: Finding) -> tuple[str, Span]:
    return finding.skill, finding.span
