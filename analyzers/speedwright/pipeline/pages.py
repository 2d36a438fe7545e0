"""Use case `skills check`: do pages keep to their form, and do their cases hold?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from speedwright.errors import SpeedwrightError
from speedwright.model.problem import Problem
from speedwright.pipeline.skills import TEAM_PAGES
from speedwright.skills.cases import run_cases
from speedwright.skills.page import PageError
from speedwright.skills.reading import read_skill
from speedwright.skills.registry import BUILTIN, Library, load_library
from speedwright.skills.vetting import vet
from speedwright.syntax.query import QueryTextError


class NoPagesError(SpeedwrightError):
    """A folder in which there is no page to check."""


@dataclass(frozen=True, slots=True)
class PagesReport:
    """How many pages were read, and what is wrong with them."""

    pages: int
    problems: tuple[Problem, ...]


def check_pages(folder: Path | None, root: Path) -> PagesReport:
    """Reads every page below `folder` (None: all that the workspace at `root` sees) and runs its cases. The name of a
    skill stands for its page's folder.

    Raises NoPagesError where there is none.
    """
    folders = (BUILTIN, root / TEAM_PAGES) if folder is None else (_folder_of(folder, root),)
    pages = [page for each in folders for page in sorted(each.rglob("SKILL.md"))]
    if not pages:
        raise NoPagesError(f"{folder}: no SKILL.md in this folder or below")
    builtin = load_library()
    problems = [problem for page in pages for problem in _problems_of(page, builtin)]
    return PagesReport(len(pages), tuple(problems))


def _folder_of(folder: Path, root: Path) -> Path:
    if folder.exists():
        return folder
    skill = load_library((root / TEAM_PAGES,)).skill(str(folder))
    if skill is None:
        raise NoPagesError(f"{folder}: no such folder, and no skill is called so")
    return skill.path.parent


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
