"""The library: every page that could be read, and a problem for every one that could not."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from speedwright.languages.language import Language
from speedwright.languages.registry import LANGUAGES, language_named
from speedwright.skills.guards.registry import guard_named
from speedwright.skills.matcher import Matcher
from speedwright.skills.outlines import keep_outlines, kept_outlines
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
STRATEGIES = "meta"
"""The folder of the built-in pages that route."""
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
    """The skills that can be used: those that come with Speedwright, read when a file of their language is, and a
    team's own. `refused` are the team's pages that could not be read, `left_out` the names switched off.
    """

    team: tuple[Skill, ...] = ()
    refused: tuple[PageProblem, ...] = ()
    pythons: Pythons = ALL
    standings: Standings = NOWHERE
    left_out: frozenset[str] = frozenset()

    @cached_property
    def skills(self) -> tuple[Skill, ...]:
        """All skills of all languages in the order of their names. Reads every page."""
        found = [skill for folder in _folders() for skill in _builtin(folder).skills]
        return tuple(sorted(self._kept((*found, *self.team)), key=lambda skill: skill.name))

    @cached_property
    def strategies(self) -> tuple[Skill, ...]:
        """The pages that route, in the order of their names. Reads no page of a language."""
        self._read.add(STRATEGIES)
        found = self._kept((*_builtin(STRATEGIES).skills, *self.team))
        return tuple(sorted((each for each in found if not each.is_operator), key=lambda skill: skill.name))

    @property
    def problems(self) -> tuple[PageProblem, ...]:
        """What was refused, of the pages that were read so far."""
        builtin = (problem for folder in _folders() if folder in self._read for problem in _builtin(folder).problems)
        return (*builtin, *self.refused)

    @property
    def languages(self) -> tuple[Language, ...]:
        """The languages of which files can be looked at: that of some page, or a dialect of it."""
        names = {*_folders(), *(skill.language for skill in self.team if skill.is_operator)}
        return tuple(each for each in LANGUAGES if each.name in names or each.dialect_of in names)

    def skill(self, name: str) -> Skill | None:
        """The skill of this name."""
        own = (skill for skill in self.team if skill.name == name)
        folder = _folder_of(name)
        found = next(own, None) if folder is None else _builtin(folder).named.get(name)
        return found if name not in self.left_out else None

    def without(self, names: Sequence[str]) -> Library:
        """The library with some skills switched off."""
        return Library(self.team, self.refused, self.pythons, self.standings, self.left_out | frozenset(names))

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
        """The matcher of the operator skills for files of a language."""
        if language not in self._matchers:
            self._matchers[language] = Matcher(self._operators(language), language)
        return self._matchers[language]

    def prepare(self, language: str) -> None:
        """Reads and compiles all that files of a language may need, for processes that are forked from this one."""
        self.compile(language)
        for skill in self.matcher(language).skills:
            self.gains(skill)
            with contextlib.suppress(PageError):
                for use in skill.guards:
                    guard_named(use.name)

    def compile(self, language: str) -> None:
        """Compiles the queries of a language that many files need. What is wrong with a page is told by the file that
        needs it.
        """
        with contextlib.suppress(QueryTextError):
            self.matcher(language).prepare()

    def _operators(self, language: str) -> list[Skill]:
        known = language_named(language)
        names = {language} if known is None else {language, known.dialect_of}
        folders = [folder for folder in _folders() if folder in names]
        self._read.update(folders)
        builtin = (skill for folder in folders for skill in _builtin(folder).skills)
        kept = (each for each in self._kept((*builtin, *self.team)) if each.is_operator and each.language in names)
        return sorted(kept, key=lambda skill: skill.name)

    def _kept(self, skills: Iterable[Skill]) -> Iterator[Skill]:
        return (skill for skill in skills if skill.name not in self.left_out)

    @cached_property
    def _read(self) -> set[str]:
        return set()

    @cached_property
    def _gains(self) -> dict[str, tuple[Gain, ...]]:
        return {}

    @cached_property
    def _matchers(self) -> dict[str, Matcher]:
        return {}


def load_library(extra_roots: Sequence[Path] = (), pythons: Pythons = ALL, standings: Standings = NOWHERE) -> Library:
    """The built-in pages and those below `extra_roots` (a team's `.speedwright/skills`).

    Of the built-in ones, which tests read to the end, a language's pages wait until they are asked for, and their
    rules until a match needs them.

    `pythons` are the versions that the code is for, `standings` what its workspace knows of skills. A bad page is
    refused and becomes a problem, a page that takes a
    name which exists already too; all others work.
    """
    team: dict[str, Skill] = {}
    problems: list[PageProblem] = []
    patience = Patience()
    for root in extra_roots:
        for found in _below(root):
            refused = found if isinstance(found, PageProblem) else _refusal(found, team, patience)
            if refused is not None:
                problems.append(refused)
            elif not isinstance(found, PageProblem):
                team[found.name] = found
    return Library(tuple(team.values()), tuple(problems), pythons, standings)


class _Pages(NamedTuple):
    """What was read of one folder of the built-in pages."""

    skills: tuple[Skill, ...]
    problems: tuple[PageProblem, ...]
    named: Mapping[str, Skill]


@cache
def _folders() -> tuple[str, ...]:
    """The folders of the built-in pages: one per language, called by its name."""
    return tuple(sorted(entry.name for entry in os.scandir(BUILTIN) if entry.is_dir() and entry.name[0] not in "_."))


def _folder_of(name: str) -> str | None:
    """The folder that has the built-in page of this name, which is that of the page's own folder."""
    found = (folder for folder in _folders() if (BUILTIN / folder / name / "SKILL.md").is_file())
    return next(found, None) if "/" not in name and "\\" not in name and name.strip(".") else None


@cache
def _builtin(folder: str) -> _Pages:
    # By one look at each: to check a small file takes hardly longer than to look at all of them again.
    named = (each / "SKILL.md" for each in sorted((BUILTIN / folder).iterdir()))
    pages = [page for page in named if page.exists()]
    kept = kept_outlines(BUILTIN / folder, pages)
    found = kept if kept is not None else tuple(_read(pages, outlined_skill))
    skills = tuple(each for each in found if isinstance(each, Skill))
    problems = tuple(each for each in found if isinstance(each, PageProblem))
    if kept is None and not problems:
        keep_outlines(BUILTIN / folder, pages, skills)
    return _Pages(skills, problems, {skill.name: skill for skill in skills})


def _below(root: Path) -> Iterator[Skill | PageProblem]:
    """Each page below a team's folder, read to the end."""
    pages = sorted(root.rglob("SKILL.md"))
    yield from _read(pages[:PAGE_LIMIT], read_skill)
    if len(pages) > PAGE_LIMIT:
        yield PageProblem(root, 1, f"more than {PAGE_LIMIT} pages; the rest is left out")


def _read(pages: Iterable[Path], read: Callable[[Path], Skill]) -> Iterator[Skill | PageProblem]:
    """Each page, read; what is no regular file inside its folder is left alone."""
    for path in pages:
        if path.is_symlink() or not path.is_file():
            yield PageProblem(path, 1, "not a regular file")
            continue
        try:
            yield read(path)
        except PageError as error:
            yield PageProblem(error.path, error.line, error.message)


def _refusal(skill: Skill, taken: dict[str, Skill], patience: Patience) -> PageProblem | None:
    folder = _folder_of(skill.name)
    holder = taken[skill.name].path if skill.name in taken else None
    holder = BUILTIN / folder / skill.name / "SKILL.md" if folder is not None else holder
    if holder is not None:
        return PageProblem(skill.path, 1, f"the name {skill.name!r} is taken by {holder}")
    try:
        message = vet(skill, patience)
    except QueryTextError as error:
        return PageProblem(skill.path, skill.query_line + error.line, f"query: {error}")
    except PageError as error:
        return PageProblem(error.path, error.line, error.message)
    return None if message is None else PageProblem(skill.path, skill.query_line, message)
