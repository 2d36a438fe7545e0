"""Use case `check`: says where files are slow and why. Reads them; never runs or imports them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from speedwright.detection.selecting import wanted
from speedwright.languages.registry import language_of
from speedwright.model.finding import Finding
from speedwright.model.problem import Problem
from speedwright.model.text import Span
from speedwright.pipeline.checked import Checked, key_of
from speedwright.pipeline.circumstances import circumstances
from speedwright.pipeline.files import source_files
from speedwright.pipeline.finding_store import FindingStore
from speedwright.pipeline.triggers import triggers
from speedwright.settings import Settings
from speedwright.syntax.line_index import LineIndex

if TYPE_CHECKING:
    from speedwright.model.profile import Profile
    from speedwright.pipeline.heating import Hotspot
    from speedwright.skills.registry import Library


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


def check(
    paths: Sequence[Path],
    root: Path,
    settings: Settings,
    profile: Profile | None = None,
    kept: bool = False,
    jobs: int | None = 1,
) -> CheckReport:
    """What there is to say about all files that `paths` mean (see `source_files`).

    With a `profile`, what is hot comes first and what is cold is quiet. Whatever is wrong with one file is a
    problem, and the others are checked. With `kept`, what was found before in the same content counts, and what is
    found is kept; `jobs` processes look at the rest (None: as many as pay). Neither changes a finding.

    Raises SpeedwrightError for a path that is not there.
    """
    if profile is not None:
        return _with_profile(paths, root, settings, profile)
    run = _Run(root, settings, _store(root, settings) if kept else None)
    found = run.checked(list(source_files(paths, root, settings, run.suffixes())), jobs)
    checked = {path: each._replace(findings=wanted(each.findings, settings)) for path, each in found.items()}
    return _report(checked, run.page_problems())


def _report(checked: Mapping[Path, Checked], page_problems: Iterable[Problem]) -> CheckReport:
    return CheckReport(
        findings=tuple(finding for each in checked.values() for finding in each.findings),
        problems=(*page_problems, *(problem for each in checked.values() for problem in each.problems)),
        files=len(checked),
        contents={path: each.content for path, each in checked.items() if each.findings and each.content is not None},
    )


def _with_profile(paths: Sequence[Path], root: Path, settings: Settings, profile: Profile) -> CheckReport:
    from speedwright.pipeline.diagnosing import checked_hot_file
    from speedwright.pipeline.heating import Heats
    from speedwright.pipeline.skills import library, page_problems

    skills, heats = library(root, settings.python), Heats(profile, root)
    files = source_files(paths, root, settings, _suffixes(skills))
    checked = {path: checked_hot_file(path, skills, settings, heats) for path in files}
    checked = {path: each._replace(findings=wanted(each.findings, settings)) for path, each in checked.items()}
    report = _report(checked, page_problems(skills))
    spots = (spot for each in checked.values() for spot in each.hotspots)
    return report._replace(
        findings=tuple(sorted(report.findings, key=lambda finding: -(finding.heat or 0.0))),
        hotspots=tuple(sorted(spots, key=lambda spot: -spot.share)),
    )


def _store(root: Path, settings: Settings) -> FindingStore | None:
    """None where part of the program cannot be looked at: then nothing tells whether it is the same."""
    try:
        return FindingStore(circumstances(root, settings.python))
    except OSError:
        return None


class _Run:
    """One run of `check`. The pages are read when something was not kept: that takes longer than all the rest."""

    def __init__(self, root: Path, settings: Settings, store: FindingStore | None) -> None:
        self._root = root
        self._settings = settings
        self._store = store
        self._library: Library | None = None

    def suffixes(self) -> tuple[str, ...]:
        """The suffixes of the languages that there are patterns for."""
        kept = None if self._store is None else self._store.suffixes()
        if kept is not None:
            return kept
        found = _suffixes(self._skills())
        if self._store is not None:
            self._store.keep_suffixes(found)
        return found

    def checked(self, paths: Sequence[Path], jobs: int | None) -> dict[Path, Checked]:
        """What there is to say about each file, in their order."""
        found = {path: self._kept(path) for path in paths}
        missing = [path for path, each in found.items() if each is None]
        for path, each in self._looked_at(missing, jobs) if missing else ():
            found[path] = each
            if self._store is not None:
                self._store.keep(each)
        if self._store is not None and not self.page_problems():
            self._store.save()
        return {path: each for path, each in found.items() if each is not None}

    def page_problems(self) -> tuple[Problem, ...]:
        """Why pages were refused; where some are, nothing is kept."""
        if self._library is None:
            return ()
        from speedwright.pipeline.skills import page_problems

        return page_problems(self._library)

    def _kept(self, path: Path) -> Checked | None:
        if self._store is None:
            return None
        try:
            content = path.read_bytes() if path.is_file() else None
        except OSError:
            return None
        return None if content is None else self._store.load(key_of(path, content), path, content)

    def _looked_at(self, paths: Sequence[Path], jobs: int | None) -> Iterator[tuple[Path, Checked]]:
        files = [(path, _size(path)) for path in paths]
        if jobs != 1 and len(paths) > 1:
            from speedwright.pipeline.check_workers import checked_by, workers_for

            workers = workers_for(sum(size for _, size in files), jobs)
            if workers > 1:
                yield from checked_by(workers, files, self._skills())
                return
        from speedwright.pipeline.diagnosing import checked_file

        yield from ((path, checked_file(path, self._skills())) for path in paths)

    def _skills(self) -> Library:
        if self._library is None:
            from speedwright.pipeline.skills import library

            self._library = library(self._root, self._settings.python)
        return self._library


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _suffixes(skills: Library) -> tuple[str, ...]:
    return tuple(suffix for language in skills.languages for suffix in language.suffixes)
