"""What there is to try in one file, while what was accepted changes the file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from speedwright.detection.detector import Detection, inspect
from speedwright.detection.selecting import wanted
from speedwright.errors import SpeedwrightError
from speedwright.generation.registry import candidates
from speedwright.model.candidate import Candidate
from speedwright.model.finding import Finding
from speedwright.model.problem import Problem
from speedwright.model.text import Span
from speedwright.pipeline.reading import UnreadableFile, problems_in, read_source
from speedwright.settings import Settings
from speedwright.skills.registry import Library
from speedwright.syntax.functions import functions
from speedwright.syntax.source_file import SourceFile

Identity = tuple[str, ...]


class Proposals:
    """The candidates of one file, or of one function or class in it, each once.

    `problems` say what of the file could not be looked at.
    """

    def __init__(self, source: SourceFile, qualname: str | None, skills: Library, settings: Settings) -> None:
        self._qualname = qualname
        self._skills = skills
        self._settings = settings
        self._tried: set[Identity] = set()
        self._proven: list[Candidate] = []
        self._source = source
        detection = inspect(source, skills)
        self.problems: tuple[Problem, ...] = problems_in(source, detection)
        self._candidates = self._proposed(detection)

    @classmethod
    def open(
        cls, path: Path, content: bytes | None, qualname: str | None, skills: Library, settings: Settings
    ) -> Proposals:
        """Those of a file; `content` takes the place of what is on the disk.

        Raises UnreadableFile, and SpeedwrightError where the file has nothing called `qualname`.
        """
        source = read_source(path, content)
        if source.language.name != "python":
            raise UnreadableFile(path, f"is in {source.language.name}; only Python can be improved")
        if qualname is not None:
            _require(source, qualname)
        return cls(source, qualname, skills, settings)

    def next(self) -> Candidate | None:
        """The first candidate not tried before, nor as part of a proven one; None when there is none left."""
        for candidate, identity in self._left():
            self._tried.add(identity)
            return candidate
        return None

    def untried(self) -> int:
        """How many candidates are left; parts of a larger one do not count, for it is tried in their place."""
        left = [candidate for candidate, _ in self._left()]
        return sum(
            not is_part_of_any(each, [other for other in left if len(other.findings) > len(each.findings)])
            for each in left
        )

    def set_aside(self, candidate: Candidate) -> None:
        """Takes a proven candidate out, with all its parts; the text stays as it is."""
        self._proven.append(candidate)

    def build_on(self, candidate: Candidate) -> None:
        """Goes on with the text that an accepted candidate leaves."""
        self._source = read_source(candidate.path, candidate.result)
        self._candidates = self._proposed(inspect(self._source, self._skills))

    def _left(self) -> list[tuple[Candidate, Identity]]:
        return [
            (candidate, identity)
            for candidate, identity in self._candidates
            if identity not in self._tried and not is_part_of_any(candidate, self._proven)
        ]

    def _proposed(self, detection: Detection) -> list[tuple[Candidate, Identity]]:
        found = [each for each in wanted(detection.findings, self._settings) if self._is_inside(each)]
        made = sorted(candidates(self._source, found, self._skills), key=self._fails_here)
        return _identified(self._source, made)

    def _fails_here(self, candidate: Candidate) -> bool:
        """Whether other candidates have their turn first: the time may be too short for all."""
        return any(self._skills.standing(name).is_failing for name in candidate.skills)

    def _is_inside(self, finding: Finding) -> bool:
        if self._qualname is None or finding.function is None:
            return finding.function is not None
        return finding.function == self._qualname or finding.function.startswith(f"{self._qualname}.")


def is_part_of_any(candidate: Candidate, wholes: Iterable[Candidate]) -> bool:
    """Whether one of `wholes` settles all findings that the candidate settles."""
    settled = set(map(_place, candidate.findings))
    return bool(settled) and any(settled <= set(map(_place, whole.findings)) for whole in wholes)


def _place(finding: Finding) -> tuple[str, Span]:
    return finding.skill, finding.span


def _require(source: SourceFile, qualname: str) -> None:
    known = {each.qualname for each in functions(source)}
    if not any(each == qualname or each.startswith(f"{qualname}.") for each in known):
        raise SpeedwrightError(f"{source.path}: no function or class {qualname}")


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
