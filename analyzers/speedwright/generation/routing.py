"""Which skills are for a function: those whose query hit it, then those whose page reads like its brief.

Sets differ in their mechanism, so that plans made of them are really different ones (EffiSkill routes in the same two
steps, and asks a model for both).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from speedwright.model.brief import Brief
from speedwright.model.finding import Finding
from speedwright.model.plan import SkillSet
from speedwright.skills.registry import Library
from speedwright.skills.skill import Skill

MOST_SETS = 3
MOST_READ_ALIKE = 3
"""Pages of a set that were found by their text: what stands behind them hardly reads like the brief."""

PROMISE_OF_GROWTH, PROMISE_WITHOUT_EVIDENCE, PROMISE_UNDER_DOUBT = 2.0, 1.2, 0.5
"""What is expected of a step that changes growth, of one whose page was never measured, and the part of it that is
left where a guard did not know. They order the work, and decide no verdict."""


def promise(finding: Finding, library: Library) -> float:
    """What a finding's rewrite may gain (a logarithm): by its page's evidence, its growth and its doubts.

    Nothing where the page's rewrites keep failing in this workspace: others have their turn first.
    """
    skill = library.skill(finding.skill)
    if skill is None or library.standing(skill.name).is_failing:
        return 0.0
    measured = [gain.largest.ratio for gain in library.gains(skill) if gain.largest is not None]
    gain = math.log(max(measured[-1] if measured else PROMISE_WITHOUT_EVIDENCE, 1.0))
    expected = gain * (PROMISE_OF_GROWTH if skill.changes_growth else 1.0)
    return expected * (PROMISE_UNDER_DOUBT if finding.doubts else 1.0)


def hits(findings: Sequence[Finding], library: Library, limit: int = MOST_SETS) -> tuple[SkillSet, ...]:
    """The skills of findings as sets of one mechanism each, the most promising set first."""
    promises: dict[str, float] = {}
    for finding in findings:
        promises[finding.skill] = max(promises.get(finding.skill, 0.0), promise(finding, library))
    ordered = sorted(promises, key=lambda name: -promises[name])
    return tuple(_sets((skill for name in ordered if (skill := library.skill(name)) is not None), library, True))[
        :limit
    ]


def route(
    brief: Brief, findings: Sequence[Finding], library: Library, limit: int = MOST_SETS
) -> tuple[SkillSet, ...]:
    """Up to `limit` sets: the hits first, then the pages of other mechanisms that read most like the brief."""
    found = hits([each for each in findings if each.function == brief.function], library, limit)
    if len(found) == limit:
        return found
    taken = {each.mechanism for each in found}
    alike = _sets(_reading_alike(brief, library), library, matched=False)
    return (*found, *(each for each in alike if each.mechanism not in taken))[:limit]


def _sets(skills: Iterable[Skill], library: Library, matched: bool) -> Iterator[SkillSet]:
    """The skills by mechanism, in the order in which each mechanism first comes up."""
    found: dict[str, tuple[str, list[str]]] = {}
    for skill in skills:
        strategy = skill if not skill.is_operator else _strategy_of(skill.mechanism, library)
        mechanism = skill.mechanism if strategy is None else strategy.mechanism.split()[0]
        name, names = found.setdefault(mechanism, ("" if strategy is None else strategy.name, []))
        if skill.is_operator and skill.name not in names:
            names.append(skill.name)
    for mechanism, (name, names) in found.items():
        yield SkillSet(mechanism, name, tuple(names if matched else names[:MOST_READ_ALIKE]), matched)


def _strategy_of(mechanism: str, library: Library) -> Skill | None:
    """The meta page that has this mechanism among its own (words with spaces between)."""
    return next((each for each in library.strategies if mechanism in each.mechanism.split()), None)


def _reading_alike(brief: Brief, library: Library) -> list[Skill]:
    """All pages for Python and for any language with a word of the brief, the nearest first, by Okapi BM25."""
    index, skills = _index(library)
    # Imported late: it brings NumPy along, and most runs find their skills by query.
    import bm25s

    words = bm25s.tokenize(query_of(brief), stopwords="en", show_progress=False)
    places, scores = index.retrieve(words, k=len(skills), show_progress=False)
    return [skills[place] for place, score in zip(places[0], scores[0], strict=True) if score > 0]


def query_of(brief: Brief) -> str:
    """The words to look for: what is slow there, and what the code does."""
    reasons = [each.reason for each in brief.bottlenecks]
    return " ".join([brief.growth, brief.level.value, *brief.operations, *reasons, *brief.risks])


@lru_cache(maxsize=4)
def _index(library: Library) -> tuple[Any, tuple[Skill, ...]]:
    import bm25s

    skills = tuple(skill for skill in library.skills if skill.language in ("python", "any"))
    index = bm25s.BM25()
    index.index(
        bm25s.tokenize([_prose(each) for each in skills], stopwords="en", show_progress=False), show_progress=False
    )
    return index, skills


def _prose(skill: Skill) -> str:
    """What a page says to people, but for its cases."""
    why = skill.page.sections.get("Why it is slow")
    text = why.text if why is not None else " ".join(each.text for each in skill.page.sections.values())
    return f"{skill.name.replace('-', ' ')} {skill.description} {skill.page.title} {text}"
