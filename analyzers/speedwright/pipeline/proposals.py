"""What there is to try in one file, while what was accepted changes the file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from speedwright.detection.detector import Detection, inspect
from speedwright.detection.selecting import wanted
from speedwright.errors import SpeedwrightError
from speedwright.model.candidate import Candidate
from speedwright.model.finding import Finding
from speedwright.model.problem import Problem
from speedwright.pipeline.language_model.targets import asked_about
from speedwright.pipeline.reading import UnreadableFile, problems_in, read_source
from speedwright.pipeline.searching import Judge, Search, unjudged
from speedwright.settings import Settings
from speedwright.skills.registry import Library
from speedwright.syntax.functions import functions
from speedwright.syntax.source_file import SourceFile

if TYPE_CHECKING:
    from speedwright.pipeline.heating import FileHeat, Heats


class Proposals:
    """A search for each function with findings, of one file or of one function or class in it.

    `problems` say what of the file could not be looked at. With `heat` the functions come in its order, the hottest
    first, and stay as hot as they were in the text as it was opened; rewrites of single steps of Python are not tried
    where native code took the time. `with_model`, there is one for each that a model is `asked` about, too.
    """

    def __init__(
        self,
        source: SourceFile,
        qualname: str | None,
        skills: Library,
        settings: Settings,
        heat: FileHeat | None = None,
        with_model: bool = False,
    ) -> None:
        self.heat = heat
        self._qualname = qualname
        self._skills = skills
        self._settings = settings
        self._searched: set[str] = set()
        self._source = source
        detection = inspect(source, skills)
        self.problems: tuple[Problem, ...] = problems_in(source, detection)
        self._native: frozenset[tuple[str, str | None, str]] = frozenset()
        self._findings = self._inside(detection)
        if heat is not None:
            from speedwright.pipeline.heating import heated

            warm = {self._place(each) for each in heated(self._findings, source, heat, skills)}
            self._native = frozenset(map(self._place, self._findings)) - warm
            self._findings = self._inside(detection)
        self.asked = asked_about(source, qualname, self._findings, skills) if with_model else ()

    @classmethod
    def open(
        cls,
        path: Path,
        content: bytes | None,
        qualname: str | None,
        skills: Library,
        settings: Settings,
        heats: Heats | None = None,
        with_model: bool = False,
    ) -> Proposals:
        """Those of a file; `content` takes the place of what is on the disk.

        Raises UnreadableFile, and SpeedwrightError where the file has nothing called `qualname`.
        """
        source = read_source(path, content)
        if source.language.name != "python":
            raise UnreadableFile(path, f"is in {source.language.name}; only Python can be improved")
        if qualname is not None:
            _require(source, qualname)
        return cls(source, qualname, skills, settings, None if heats is None else heats.of(source), with_model)

    @property
    def source(self) -> SourceFile:
        """The text as it is by now."""
        return self._source

    def next(self, judge: Judge) -> Search | None:
        """The search in the next function that had none; None when there is none left."""
        for function in self._left():
            self._searched.add(function)
            return self._search(function, judge)
        return None

    @property
    def next_share(self) -> float:
        """The share of the run's time of the next function; -1 where there is none left."""
        return next((self._share(function) for function in self._left()), -1.0)

    def untried(self) -> int:
        """How many steps there are in functions that were not searched."""
        return sum(self._search(function, unjudged).untried() for function in self._left())

    def build_on(self, candidate: Candidate) -> None:
        """Goes on with the text that an accepted candidate leaves."""
        self._source = read_source(candidate.path, candidate.result)
        self._findings = self._inside(inspect(self._source, self._skills))

    def _left(self) -> list[str]:
        found = dict.fromkeys(each.function for each in self._findings if each.function is not None)
        found |= dict.fromkeys(self.asked)
        left = [function for function in found if function not in self._searched]
        return sorted(left, key=lambda function: -self._share(function)) if self.heat is not None else left

    def _share(self, function: str) -> float:
        found = self.heat.function(function) if self.heat is not None else None
        return 0.0 if found is None else found.share

    def _search(self, function: str, judge: Judge) -> Search:
        own = [each for each in self._findings if each.function == function]
        return Search(self._source, own, self._skills, self._settings, judge, function)

    def _inside(self, detection: Detection) -> tuple[Finding, ...]:
        return tuple(each for each in wanted(detection.findings, self._settings) if self._is_inside(each))

    def _is_inside(self, finding: Finding) -> bool:
        if finding.function is None or self._place(finding) in self._native:
            return False
        if self._qualname is None:
            return True
        return finding.function == self._qualname or finding.function.startswith(f"{self._qualname}.")

    def _place(self, finding: Finding) -> tuple[str, str | None, str]:
        """What a finding is in later versions of the file, too."""
        return finding.skill, finding.function, self._source.text(finding.span)


def _require(source: SourceFile, qualname: str) -> None:
    known = {each.qualname for each in functions(source)}
    if not any(each == qualname or each.startswith(f"{qualname}.") for each in known):
        raise SpeedwrightError(f"{source.path}: no function or class {qualname}")
