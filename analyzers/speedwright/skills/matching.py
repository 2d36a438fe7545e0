"""All pages of a language against one file: queries first, guards on the matches only."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from typing import NamedTuple

from speedwright.model.finding import Answer
from speedwright.model.text import Span
from speedwright.skills.guards.base import worst
from speedwright.skills.guards.registry import guard_named
from speedwright.skills.matcher import Matcher
from speedwright.skills.page import PageError
from speedwright.skills.pattern_group import RawMatch
from speedwright.skills.reading import HERE
from speedwright.skills.rules import GuardUse
from speedwright.skills.skill import Skill
from speedwright.syntax.node import Node, span_of
from speedwright.syntax.python.loops import loops_around
from speedwright.syntax.source_file import SourceFile

MOST_COMBINATIONS = 10_000
"""Of captured nodes that one guard is asked about: a query may capture every statement of a file several times."""


_PIECE = 16_384
"""Bytes: some five hundred lines, which all queries of a language together take a few milliseconds for."""


class Match(NamedTuple):
    """A place where a skill matches and no guard says no. `doubts` are the guards that could not tell."""

    skill: Skill
    captures: Mapping[str, tuple[Node, ...]]
    doubts: tuple[str, ...]

    @property
    def span(self) -> Span:
        """The place to report."""
        return span_of(self.captures[HERE][0])

    @property
    def spans(self) -> Mapping[str, tuple[Span, ...]]:
        """The captures as spans, in source order."""
        return {
            name: tuple(sorted(span_of(node) for node in nodes)) for name, nodes in self.captures.items() if nodes
        }


class MatchProblem(NamedTuple):
    """A guard that crashed: the match is lost, everything else goes on."""

    skill: Skill
    guard: str
    message: str


def unasked() -> None:
    """Lets the search for matches go on."""


def found_in(
    source: SourceFile, matcher: Matcher, within: Span | None = None, check: Callable[[], None] = unasked
) -> Iterator[Match | MatchProblem]:
    """The matches that touch `within`; each place once per skill. `check` is called often, and may end the search by
    an exception.
    """
    seen: set[tuple[str, int, int]] = set()
    for found in _searched(source, matcher, within, check):
        if HERE not in found.captures:
            # A capture that may be missing, as under `?`: there is nothing to report.
            continue
        here = found.captures[HERE][0]
        place = (found.skill.name, here.start_byte, here.end_byte)
        if place in seen or (within is not None and not within.touches(span_of(here))):
            continue
        match = _guarded(source, found.skill, found.captures)
        if match is not None:
            seen.add(place)
            yield match


def _searched(
    source: SourceFile, matcher: Matcher, within: Span | None, check: Callable[[], None]
) -> Iterator[RawMatch]:
    """What the queries match; what reaches over two pieces, perhaps twice."""
    for piece in (within,) if within is not None or check is unasked else _pieces(source):
        check()
        for found in matcher.matches(source, piece):
            check()
            yield found


def _pieces(source: SourceFile) -> Iterator[Span]:
    """The file, piece by piece: nothing else can be done, nor the search be ended, while a query runs, and over all
    of a long file it takes longer than an edit may.
    """
    for start in range(0, len(source.content), _PIECE):
        yield Span(start, min(start + _PIECE, len(source.content)))


def _guarded(source: SourceFile, skill: Skill, captures: Mapping[str, Sequence[Node]]) -> Match | MatchProblem | None:
    known: dict[str, Sequence[Node]] = dict(captures)
    doubts: list[str] = []
    try:
        guards, looped = skill.guards, skill.looped
    except PageError as error:
        return MatchProblem(skill, "page", str(error))
    if looped and any(_lacks_loop(source, [known.get(name, ()) for name in captured]) for captured in looped):
        return None
    for use in guards:
        try:
            answer, bound = _ask(source, use, known)
        except Exception as error:
            return MatchProblem(skill, use.name, f"{type(error).__name__}: {error}")
        if use.optional:
            if answer is not Answer.NO and bound:
                known[str(use.binds)] = bound
            continue
        if answer is Answer.NO or (use.certain and answer is Answer.UNKNOWN):
            return None
        if answer is Answer.UNKNOWN:
            doubts.append(use.name)
        if use.binds is not None:
            known[use.binds] = bound
    found = {name: tuple(nodes) for name, nodes in known.items()}
    return Match(skill, found, tuple(dict.fromkeys(doubts)))


def _lacks_loop(source: SourceFile, captured: Sequence[Sequence[Node]]) -> bool:
    """Whether one of the first captured nodes is in no loop; a guard of which a capture is missing asks nothing."""
    return all(captured) and any(next(loops_around(source, node), None) is None for node in captured[0])


def _ask(source: SourceFile, use: GuardUse, known: Mapping[str, Sequence[Node]]) -> tuple[Answer, tuple[Node, ...]]:
    """The guard's answer for every combination of captured nodes: no outweighs unknown, unknown outweighs yes.

    A capture that this match does not have (an optional part of the query) leaves nothing to ask: yes.
    """
    guard = guard_named(use.name)
    if guard is None:
        raise LookupError(f"no guard is called {use.name}")
    captured = [known.get(capture, ()) for capture in use.captures]
    single = [nodes[0] for nodes in captured if len(nodes) == 1]
    if len(single) == len(captured):
        # Nearly always so, and asked of every match.
        answer, bound = guard.ask(source, single, use.texts)
        return _NEGATED[answer] if use.negated else answer, tuple(bound)
    if math.prod(map(len, captured)) > MOST_COMBINATIONS:
        raise ValueError(f"its captures have more than {MOST_COMBINATIONS} combinations")
    results = [guard.ask(source, nodes, use.texts) for nodes in product(*captured)]
    answers = [_NEGATED[each.answer] if use.negated else each.answer for each in results]
    return worst(answers), tuple(node for each in results for node in each.bound)


_NEGATED = {Answer.YES: Answer.NO, Answer.NO: Answer.YES, Answer.UNKNOWN: Answer.UNKNOWN}
