"""The library of skills as front ends see it: which there are, what each says, and whether pages hold."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from speedwright.errors import SpeedwrightError
from speedwright.model.problem import Problem
from speedwright.skills.cases import run_cases
from speedwright.skills.page import PageError
from speedwright.skills.reading import read_skill
from speedwright.skills.registry import BUILTIN, Library, load_library
from speedwright.skills.skill import Skill
from speedwright.skills.vetting import vet
from speedwright.syntax.query import QueryTextError

__all__ = ["Library", "PagesReport", "Skill", "article", "check_pages", "library", "page_problems", "skill_named"]

TEAM_PAGES = Path(".speedwright", "skills")
REASONS = ("Why it is slow", "When not to use it")


class UnknownSkillError(SpeedwrightError):
    """A name that no skill has."""


class NoPagesError(SpeedwrightError):
    """A folder in which there is no page to check."""


@dataclass(frozen=True, slots=True)
class PagesReport:
    """How many pages were read, and what is wrong with them."""

    pages: int
    problems: tuple[Problem, ...]


def library(root: Path) -> Library:
    """The pages that come with Speedwright and the workspace's own. Pages are data: none of them is run."""
    return load_library((root / TEAM_PAGES,))


def page_problems(skills: Library) -> tuple[Problem, ...]:
    """Why pages were refused."""
    return tuple(Problem(problem.path, problem.message, problem.line) for problem in skills.problems)


def skill_named(name: str, skills: Library) -> Skill:
    """The skill of this name. Raises UnknownSkillError, with the nearest names."""
    skill = skills.skill(name)
    if skill is not None:
        return skill
    near = difflib.get_close_matches(name, [skill.name for skill in skills.skills], n=3, cutoff=0.4)
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
    return "\n\n".join(parts) + "\n"


def _example(skill: Skill) -> Iterator[str]:
    case = next(case for case in skill.cases if case.found)
    yield f"```{skill.language}\n{case.before.strip()}\n```"
    if case.after is not None:
        yield f"becomes\n\n```{skill.language}\n{case.after.strip()}\n```"


def check_pages(folder: Path | None, root: Path) -> PagesReport:
    """Reads every page below `folder` (None: all that the workspace at `root` sees) and runs its cases.

    Raises NoPagesError where there is none.
    """
    folders = (BUILTIN, root / TEAM_PAGES) if folder is None else (folder,)
    pages = [page for each in folders for page in sorted(each.rglob("SKILL.md"))]
    if not pages:
        raise NoPagesError(f"{folder}: no SKILL.md in this folder or below")
    builtin = load_library()
    problems = [problem for page in pages for problem in _problems_of(page, builtin)]
    return PagesReport(len(pages), tuple(problems))


def _problems_of(path: Path, builtin: Library) -> Iterator[Problem]:
    try:
        skill = read_skill(path)
    except PageError as error:
        yield Problem(error.path, error.message, error.line)
        return
    namesake = builtin.skill(skill.name)
    if namesake is not None and not namesake.path.samefile(path):
        yield Problem(path, f"the name {skill.name!r} is taken by a page that comes with Speedwright", 1)
    try:
        refusal = vet(skill)
        if refusal is not None:
            yield Problem(path, refusal, skill.query_line)
            return
        yield from (Problem(failure.path, failure.message, failure.line) for failure in run_cases(skill))
    except QueryTextError as error:
        yield Problem(path, f"query: {error}", skill.query_line + error.line)
    except PageError as error:
        yield Problem(error.path, error.message, error.line)
