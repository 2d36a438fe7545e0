"""The library: every page that could be read, and a problem for every one that could not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from speedwright.skills.matcher import Matcher
from speedwright.skills.page import PageError
from speedwright.skills.pythons import ALL, Pythons
from speedwright.skills.reading import outlined_skill, read_skill
from speedwright.skills.skill import Skill
from speedwright.skills.standing import Standing, Standings
from speedwright.skills.vetting import Patience, vet
from speedwright.syntax.query import QueryTextError

if TYPE_CHECKING:
    from speedwright.skills.evidence import Gain

NOWHERE = Standings(None)

BUILTIN = Path(__file__).parent / "library"
"""The pages that come with Speedwright."""

PAGE_LIMIT = 1000
"""Pages read below one folder: the folder comes from any repository."""


class PageProblem(NamedTuple):
    """Why a page was refused; the text names file and line."""

    path: Path
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


@dataclass(frozen=True, eq=False)
class Library:
    """The skills that can be used, in the order of their names, and what was refused."""

    skills: tuple[Skill, ...]
    problems: tuple[PageProblem, ...] = ()
    pythons: Pythons = ALL
    standings: Standings = NOWHERE

    def skill(self, name: str) -> Skill | None:
        """The skill of this name."""
        return self._by_name.get(name)

    def without(self, names: Sequence[str]) -> Library:
        """The library with some skills switched off."""
        kept = tuple(skill for skill in self.skills if skill.name not in names)
        return Library(kept, self.problems, self.pythons, self.standings)

    def gains(self, skill: Skill) -> tuple[Gain, ...]:
        """What was measured of a skill on the versions that the code is for, ascending; read when first asked for."""
        if skill.name not in self._gains:
            from speedwright.skills.evidence import gains_on

            self._gains[skill.name] = gains_on(skill, self.pythons)
        return self._gains[skill.name]

    def standing(self, name: str) -> Standing:
        """What the verdicts of the workspace say of a skill."""
        return self.standings.of(name)

    def matcher(self, language: str) -> Matcher:
        """The matcher of the operator skills of a language."""
        if language not in self._matchers:
            self._matchers[language] = Matcher(self._operators(language))
        return self._matchers[language]

    def _operators(self, language: str) -> list[Skill]:
        return [skill for skill in self.skills if skill.is_operator and skill.language == language]

    @cached_property
    def _by_name(self) -> dict[str, Skill]:
        return {skill.name: skill for skill in self.skills}

    @cached_property
    def _gains(self) -> dict[str, tuple[Gain, ...]]:
        return {}

    @cached_property
    def _matchers(self) -> dict[str, Matcher]:
        return {}


def load_library(extra_roots: Sequence[Path] = (), pythons: Pythons = ALL, standings: Standings = NOWHERE) -> Library:
    """The built-in pages and those below `extra_roots` (a team's `.speedwright/skills`).

    Of the built-in ones, which tests read to the end, the rules wait until a match needs them.

    `pythons` are the versions that the code is for, `standings` what its workspace knows of skills. A bad page is
    refused and becomes a problem, a page that takes a
    name which exists already too; all others work.
    """
    builtin = _builtin()
    skills = {skill.name: skill for skill in builtin.skills}
    problems = list(builtin.problems)
    patience = Patience()
    for root in extra_roots:
        for found in _read_folder(root, read_skill):
            refused = found if isinstance(found, PageProblem) else _refusal(found, skills, patience)
            if refused is not None:
                problems.append(refused)
            elif not isinstance(found, PageProblem):
                skills[found.name] = found
    return Library(tuple(skills[name] for name in sorted(skills)), tuple(problems), pythons, standings)


@lru_cache(maxsize=1)
def _builtin() -> Library:
    found = tuple(_read_folder(BUILTIN, outlined_skill))
    skills = sorted((each for each in found if isinstance(each, Skill)), key=lambda skill: skill.name)
    return Library(tuple(skills), tuple(each for each in found if isinstance(each, PageProblem)))


def _read_folder(root: Path, read: Callable[[Path], Skill]) -> Iterator[Skill | PageProblem]:
    """Each page below a folder, read; what is no regular file inside it is left alone."""
    for number, path in enumerate(sorted(root.rglob("SKILL.md"))):
        if number >= PAGE_LIMIT:
            yield PageProblem(root, 1, f"more than {PAGE_LIMIT} pages; the rest is left out")
            return
        if path.is_symlink() or not path.is_file():
            yield PageProblem(path, 1, "not a regular file")
            continue
        try:
            yield read(path)
        except PageError as error:
            yield PageProblem(error.path, error.line, error.message)


def _refusal(skill: Skill, taken: dict[str, Skill], patience: Patience) -> PageProblem | None:
    if skill.name in taken:
        return PageProblem(skill.path, 1, f"the name {skill.name!r} is taken by {taken[skill.name].path}")
    try:
        message = vet(skill, patience)
    except QueryTextError as error:
        return PageProblem(skill.path, skill.query_line + error.line, f"query: {error}")
    except PageError as error:
        return PageProblem(error.path, error.line, error.message)
    return None if message is None else PageProblem(skill.path, skill.query_line, message)
