"""Matches whose rewrite the function around them would hardly notice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from speedwright.detection.weighing import Weight
from speedwright.model.finding import Severity
from speedwright.model.thresholds import LARGE_GAIN, MIN_RATIO
from speedwright.skills.matching import Match
from speedwright.skills.reading import HERE
from speedwright.skills.rewriting import child_by_step
from speedwright.skills.rules import Action, Step
from speedwright.skills.template import Placeholder
from speedwright.syntax.node import Node, span_of
from speedwright.syntax.python.static_profile import share_of, share_of_steps
from speedwright.syntax.source_file import SourceFile

_STEPS_OF_CASE, _LEAST_STEPS = 4.0, 2.0
_EDITING = frozenset({Action.REPLACE, Action.DELETE, Action.WRAP})


def is_diluted(source: SourceFile, matches: Sequence[Match], weight: Weight) -> bool:
    """Whether the function around some matches of one skill would not be faster as a whole by as much as counts, so
    that verification would refuse the rewrite: by Amdahl's law, if the replaced code gains what was measured (twice
    as fast, where nothing was) on the share of the time that it seems to take. Never for what its page calls a
    warning without another growth: copies of tables, waiting.

    What grows in another way is taken at some tens of items, the smallest size that was measured, where one loop
    is around it: more loops speak for more items, and what stands in none loops by itself.
    """
    if source.language.name != "python":
        return False
    if weight.grows:
        return weight.depth == 1 and _is_drowned(source, matches[0], weight)
    if matches[0].skill.severity is Severity.WARNING:
        return False
    largest = weight.gain.largest if weight.gain is not None else None
    gain = largest.low if largest is not None else LARGE_GAIN
    places = [node for match in matches for node in _replaced(match)]
    share = share_of(source, places, [node for match in matches for node in _kept(match)])
    return 1 - share + share / max(gain, 1.0) > 1 / MIN_RATIO


def _is_drowned(source: SourceFile, match: Match, weight: Weight) -> bool:
    """Whether growth would not be felt at the smallest size that was measured. What a round of the page's case, which
    does little else, gained there says how long the slow operation takes at that size.
    """
    if weight.gain is None or not match.captures.get(HERE):
        return False
    gained = (weight.gain.sizes[0].ratio - 1) * _STEPS_OF_CASE
    return share_of_steps(source, match.captures[HERE][0], max(_LEAST_STEPS, gained)) < 1 - 1 / MIN_RATIO


def _replaced(match: Match) -> list[Node]:
    """What the rewrite replaces: the place that is reported, or the parts of it that are edited."""
    here = match.captures[HERE][0]
    targets = [node for step in match.skill.steps if step.action in _EDITING for node in _edited(match, step)]
    inside = {node.id: node for node in targets if _is_inside(node, here)}
    whole = not inside or any(span_of(node).contains(span_of(here)) for node in targets)
    return [here] if whole else list(inside.values())


def _edited(match: Match, step: Step) -> tuple[Node, ...]:
    skipped = (step.when and not match.captures.get(step.when)) or (step.unless and match.captures.get(step.unless))
    return () if skipped else match.captures.get(step.target, ())


def _kept(match: Match) -> Iterator[Node]:
    """The parts of the place that the rewrite takes over as they are."""
    here = match.captures[HERE][0]
    for step in match.skill.steps:
        for filled in (part for part in step.template.parts if isinstance(part, Placeholder)):
            for node in match.captures.get(filled.name, ()):
                part = _child_down(node, filled.steps)
                if part is not None and _is_inside(part, here):
                    yield part


def _child_down(node: Node | None, steps: Sequence[str]) -> Node | None:
    for step in steps:
        node = child_by_step(node, step)
    return node


def _is_inside(node: Node, here: Node) -> bool:
    inner, outer = span_of(node), span_of(here)
    return outer.contains(inner) and inner != outer
