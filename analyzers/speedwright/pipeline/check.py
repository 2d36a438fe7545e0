"""Use case `check`: says where files are slow and why. Reads them; never runs or imports them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from speedwright.detection.detector import inspect
from speedwright.detection.selecting import told
from speedwright.languages.registry import language_of
from speedwright.model.finding import Finding
from speedwright.model.problem import Problem
from speedwright.model.text import Span
from speedwright.pipeline.files import source_files
from speedwright.pipeline.reading import UnreadableFile, problems_in, read_source
from speedwright.pipeline.skills import Library, library, page_problems
from speedwright.pipeline.triggers import triggers
from speedwright.settings import Settings
from speedwright.syntax.line_index import LineIndex
from speedwright.syntax.source_file import SourceFile

if TYPE_CHECKING:
    from speedwright.model.profile import Profile
    from speedwright.pipeline.heating import FileHeat, Heats, Hotspot


class Place(NamedTuple):
    """Where a finding is, for people: lines and columns count characters from 1, the end is exclusive.

    `text` is the line in which it begins, without its end.
    """

    line: int
    column: int
    end_line: int
    end_column: int
    text: str


class CheckReport(NamedTuple):
    """Findings in the order of files and places, what could not be done, and the number of files read.

    `contents` holds the files that have findings. With a profile, the findings are in the order of their heat, and
    `hotspots` are what is hot without one, the hottest first; None without a profile.
    """

    findings: tuple[Finding, ...]
    problems: tuple[Problem, ...]
    files: int
    contents: Mapping[Path, bytes]
    hotspots: tuple[Hotspot, ...] | None = None

    @property
    def has_python(self) -> bool:
        """Whether some finding is in Python, which alone can be improved; a script without a suffix is."""
        known = (language_of(finding.path) for finding in self.findings)
        return any(language is None or language.name == "python" for language in known)

    def place(self, finding: Finding, span: Span | None = None) -> Place:
        """The place of a finding of this report, or of another span in its file."""
        content = self.contents[finding.path]
        lines = _line_index(content)
        span = finding.span if span is None else span
        (line, column), (end_line, end_column) = map(lines.position, (span.start, span.end))
        text = content[lines.line_start(line) :].split(b"\n", 1)[0].decode("utf-8", "replace").rstrip("\r")
        return Place(line + 1, column + 1, end_line + 1, end_column + 1, text)

    def related(self, finding: Finding) -> tuple[tuple[str, Place], ...]:
        """The named parts of its match that stand on other lines."""
        found = triggers(finding, _line_index(self.contents[finding.path]))
        return tuple((name, self.place(finding, span)) for name, span in found)


# Findings come file by file.
@lru_cache(maxsize=1)
def _line_index(content: bytes) -> LineIndex:
    return LineIndex(content)


class _Checked(NamedTuple):
    """What came out of one file; `content` is None where it has no findings."""

    findings: tuple[Finding, ...] = ()
    problems: tuple[Problem, ...] = ()
    content: bytes | None = None
    hotspots: tuple[Hotspot, ...] = ()


def check(paths: Sequence[Path], root: Path, settings: Settings, profile: Profile | None = None) -> CheckReport:
    """What there is to say about all files that `paths` mean (see `source_files`).

    With a `profile`, what is hot comes first and what is cold is quiet. Whatever is wrong with one file is a
    problem, and the others are checked. Raises SpeedwrightError for a path that is not there.
    """
    skills = library(root, settings.python)
    heats = None if profile is None else _heats(profile, root)
    checked = {
        path: _checked(path, skills, settings, heats)
        for path in source_files(paths, root, settings, _suffixes(skills))
    }
    report = CheckReport(
        findings=tuple(finding for each in checked.values() for finding in each.findings),
        problems=(*page_problems(skills), *(problem for each in checked.values() for problem in each.problems)),
        files=len(checked),
        contents={path: each.content for path, each in checked.items() if each.content is not None},
    )
    if profile is None:
        return report
    spots = (spot for each in checked.values() for spot in each.hotspots)
    return report._replace(
        findings=tuple(sorted(report.findings, key=lambda finding: -(finding.heat or 0.0))),
        hotspots=tuple(sorted(spots, key=lambda spot: -spot.share)),
    )


def _heats(profile: Profile, root: Path) -> Heats:
    # Nothing of it is needed without a profile.
    from speedwright.pipeline.heating import Heats

    return Heats(profile, root)


def diagnose(
    source: SourceFile, library: Library, settings: Settings, heat: FileHeat | None = None
) -> tuple[Finding, ...]:
    """The findings of one version of one document, in source order; with its heat, if there is a profile."""
    if heat is None:
        return told(inspect(source, library).findings, settings)
    from speedwright.pipeline.heating import heated, share_of

    return tuple(
        heated(told(inspect(source, library, heat=share_of(source, heat)).findings, settings), source, heat, library)
    )


def _suffixes(skills: Library) -> tuple[str, ...]:
    """The suffixes of the languages that there are patterns for."""
    return tuple(suffix for language in skills.languages for suffix in language.suffixes)


def _checked(path: Path, skills: Library, settings: Settings, heats: Heats | None) -> _Checked:
    try:
        source = read_source(path)
        if heats is not None and source.language.name == "python":
            return _checked_with(heats, source, skills, settings)
        detection = inspect(source, skills)
        problems = problems_in(source, detection)
    except UnreadableFile as error:
        return _Checked(problems=(error.problem,))
    except Exception as error:
        # A fault of our own, on one file: it is told, and the other files are checked all the same.
        return _Checked(problems=(Problem(path, f"could not be checked: {type(error).__name__}: {error}"),))
    findings = told(detection.findings, settings)
    return _Checked(findings, problems, source.content if findings else None)


def _checked_with(heats: Heats, source: SourceFile, skills: Library, settings: Settings) -> _Checked:
    from speedwright.pipeline.heating import heated, hotspots, share_of

    heat = heats.of(source)
    detection = inspect(source, skills, heat=share_of(source, heat))
    findings = tuple(heated(told(detection.findings, settings), source, heat, skills))
    return _Checked(
        findings,
        problems_in(source, detection),
        source.content if findings else None,
        tuple(hotspots(source, heat, findings)),
    )
