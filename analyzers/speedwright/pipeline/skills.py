"""The library of skills as front ends see it: which there are, and what each says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from speedwright.errors import SpeedwrightError
from speedwright.model.problem import Problem
from speedwright.pipeline.circumstances import TEAM_PAGES
from speedwright.pipeline.pythons import pythons_for
from speedwright.skills.evidence import Gain, gains_on
from speedwright.skills.pythons import ALL
from speedwright.skills.registry import Library, load_library
from speedwright.skills.skill import Skill
from speedwright.skills.standing import Standing, Standings

__all__ = [
    "TEAM_PAGES",
    "Library",
    "Skill",
    "Standing",
    "article",
    "experience",
    "faster",
    "library",
    "page_problems",
    "skill_named",
]

REASONS = ("Why it is slow", "When not to use it")


class UnknownSkillError(SpeedwrightError):
    """A name that no skill has."""


def library(root: Path, python: str = "") -> Library:
    """The pages that come with Speedwright and the workspace's own. Pages are data: none of them is run.

    `python` is the interpreter that the settings name: it tells for which version the code is written.
    """
    return load_library((root / TEAM_PAGES,), pythons_for(root, python), Standings(root))


def page_problems(skills: Library) -> tuple[Problem, ...]:
    """Why pages were refused."""
    return tuple(Problem(problem.path, problem.message, problem.line) for problem in skills.problems)


def skill_named(name: str, skills: Library) -> Skill:
    """The skill of this name. Raises UnknownSkillError, with the nearest names."""
    skill = skills.skill(name)
    if skill is not None:
        return skill
    import difflib  # takes a few milliseconds, and names are hardly ever misspelt

    near = difflib.get_close_matches(name, [skill.name for skill in skills.skills], n=3, cutoff=0.6)
    advice = f"did you mean {' or '.join(near)}?" if near else "`speedwright skills list` has them all"
    raise UnknownSkillError(f"no skill is called {name!r}; {advice}")


def article(skill: Skill) -> str:
    """The page in Markdown as people read it: the reasons and examples, without what only the program needs."""
    growth = f" ({skill.before} to {skill.after})" if skill.before else ""
    parts = [f"# {skill.page.title}", f"{skill.description}{growth}", f"`{skill.name}`"]
    titles = REASONS if skill.is_operator else tuple(skill.page.sections)
    parts += (f"## {title}\n\n{skill.page.sections[title].text}" for title in titles)
    if skill.is_operator:
        parts += ("## Example", *_example(skill))
        parts += _measured(skill)
    return "\n\n".join(parts) + "\n"


def experience(skill: Skill, skills: Library) -> str:
    """What the verdicts of this workspace say of a skill, in Markdown; empty where there are none."""
    standing = skills.standing(skill.name)
    if not standing.known:
        return ""
    told = f"{standing.text[0].upper()}{standing.text[1:]}."
    sinks = " It keeps failing here, so its findings are told quietly and its rewrites tried last."
    return f"## In this workspace\n\n{told}{sinks if standing.is_failing else ''}\n"


def _measured(skill: Skill) -> Iterator[str]:
    gains = gains_on(skill, ALL)
    if gains:
        yield "## Measured"
        yield "\n".join(
            ["| Python | faster | at n | from n | memory |", "| --- | --- | --- | --- | --- |", *map(_row, gains)]
        )


def _row(gain: Gain) -> str:
    largest = gain.largest
    if largest is None:
        return f"| {gain.python} | not measured | | | |"
    ahead = f"{gain.crossover:,}" if gain.crossover else ""
    memory = "" if gain.memory_ratio is None else f"{gain.memory_ratio:.3g}x"
    return f"| {gain.python} | {faster(gain)} | {largest.n:,} | {ahead} | {memory} |"


def faster(gain: Gain) -> str:
    """The gain at the largest size with its interval; empty where nothing was measured."""
    largest = gain.largest
    return "" if largest is None else f"{largest.ratio:.3g}x ({largest.low:.3g}-{largest.high:.3g})"


def _example(skill: Skill) -> Iterator[str]:
    case = next(case for case in skill.cases if case.found)
    yield f"```{skill.language}\n{case.before.strip()}\n```"
    if case.after is not None:
        yield f"becomes\n\n```{skill.language}\n{case.after.strip()}\n```"
