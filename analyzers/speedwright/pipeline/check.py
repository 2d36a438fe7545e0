"""Use case `check`: says where files are slow and why. Reads them; never runs or imports them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from speedwright.detection.selecting import wanted
from speedwright.languages.registry import language_of
from speedwright.model.finding import Finding
from speedwright.model.problem import Problem
from speedwright.model.text import Span, TextEdit
from speedwright.pipeline.checked import Checked, key_of
from speedwright.pipeline.files import NOTEBOOK, source_files
from speedwright.pipeline.places import Place, line_index, place_in, place_in_cell
from speedwright.pipeline.triggers import triggers
from speedwright.settings import Settings

if TYPE_CHECKING:
    from speedwright.model.candidate import Candidate
    from speedwright.model.profile import Profile
    from speedwright.pipeline.finding_store import FindingStore
    from speedwright.pipeline.heating import Hotspot
    from speedwright.pipeline.notebooks.file import NotebookFile
    from speedwright.skills.registry import Library


class CheckReport(NamedTuple):
    """Findings in the order of files and places, what could not be done, and the number of files read.

    `notes` are worth a word, but nothing that anybody has to mend. `contents` holds the files that have findings, of
    `notebooks` the modules that they are. With a profile, the findings are in the order of their heat, and `hotspots`
    are what is hot without one, the hottest first; None without a profile.
    """

    findings: tuple[Finding, ...]
    problems: tuple[Problem, ...]
    files: int
    contents: Mapping[Path, bytes]
    hotspots: tuple[Hotspot, ...] | None = None
    notebooks: Mapping[Path, NotebookFile] = MappingProxyType({})
    notes: tuple[Problem, ...] = ()

    @property
    def has_python(self) -> bool:
        """Whether some finding is in Python, which alone can be improved; a script without a suffix is."""
        known = (language_of(finding.path) for finding in self.findings)
        return any(language is None or language.name == "python" for language in known)

    def place(self, finding: Finding, span: Span | None = None) -> Place:
        """The place of a finding of this report, or of another span in its file; in a notebook, that in its cell."""
        span = finding.span if span is None else span
        notebook = self.notebooks.get(finding.path)
        return place_in(self.contents[finding.path], span) if notebook is None else place_in_cell(notebook, span)

    def in_file(self, finding: Finding, span: Span | None = None) -> tuple[bytes, Span]:
        """The file as it is on the disk and the same place there, for those who know files and no cells."""
        span = finding.span if span is None else span
        notebook = self.notebooks.get(finding.path)
        if notebook is None:
            return self.contents[finding.path], span
        return notebook.content, notebook.span_in_file(span)

    def edits_in_file(self, candidate: Candidate) -> tuple[TextEdit, ...] | None:
        """The edits of a candidate for a file as they are on the disk; None where cells cannot have them."""
        notebook = self.notebooks.get(candidate.path)
        return candidate.edits if notebook is None else notebook.edits_in_file(candidate.edits)

    def related(self, finding: Finding) -> tuple[tuple[str, Place], ...]:
        """The named parts of its match that stand on other lines."""
        return tuple((name, self.place(finding, span)) for name, span in self.related_spans(finding))

    def related_spans(self, finding: Finding) -> tuple[tuple[str, Span], ...]:
        """The same, as spans."""
        return tuple(triggers(finding, line_index(self.contents[finding.path])))


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
    return _report(_asked_for(found, paths, settings), run.page_problems())


def _asked_for(found: Mapping[Path, Checked], paths: Sequence[Path], settings: Settings) -> dict[Path, Checked]:
    """What the settings choose, of the files that somebody wants to hear of."""
    named = frozenset(paths)
    return {
        path: each._replace(findings=wanted(each.findings, settings))
        for path, each in found.items()
        if not each.strange or path in named
    }


def _report(checked: Mapping[Path, Checked], page_problems: Iterable[Problem]) -> CheckReport:
    return CheckReport(
        findings=tuple(finding for each in checked.values() for finding in each.findings),
        problems=(*page_problems, *(problem for each in checked.values() for problem in each.problems)),
        files=len(checked),
        contents={path: each.content for path, each in checked.items() if each.findings and each.content is not None},
        notebooks={
            path: each.notebook for path, each in checked.items() if each.findings and each.notebook is not None
        },
        notes=tuple(note for each in checked.values() for note in each.notes),
    )


def _with_profile(paths: Sequence[Path], root: Path, settings: Settings, profile: Profile) -> CheckReport:
    from speedwright.pipeline.diagnosing import checked_hot_file
    from speedwright.pipeline.heating import Heats
    from speedwright.pipeline.skills import library, page_problems

    skills, heats = library(root, settings.python), Heats(profile, root)
    files = source_files(paths, root, settings, _suffixes(skills))
    found = {path: checked_hot_file(path, skills, settings, heats) for path in files}
    checked = _asked_for(found, paths, settings)
    report = _report(checked, page_problems(skills))
    spots = (spot for each in checked.values() for spot in each.hotspots)
    return report._replace(
        findings=tuple(sorted(report.findings, key=lambda finding: -(finding.heat or 0.0))),
        hotspots=tuple(sorted(spots, key=lambda spot: -spot.share)),
    )


def _store(root: Path, settings: Settings) -> FindingStore | None:
    """None where part of the program cannot be looked at: then nothing tells whether it is the same."""
    from speedwright.pipeline.circumstances import circumstances
    from speedwright.pipeline.finding_store import FindingStore

    try:
        return FindingStore(circumstances(root, settings.python, settings.quiet_findings))
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
        if content is None:
            return None
        if path.suffix == NOTEBOOK:
            return self._kept_notebook(self._store, path, content)
        return self._store.load(key_of(path, content), path, content)

    def _kept_notebook(self, store: FindingStore, path: Path, content: bytes) -> Checked | None:
        from speedwright.pipeline.notebooks.file import NotANotebook, parse_notebook

        try:
            notebook = parse_notebook(content)
        except (NotANotebook, UnicodeDecodeError):
            return None
        kept = store.load(key_of(path, content), path, notebook.module)
        return kept and kept._replace(notebook=notebook)

    def _looked_at(self, paths: Sequence[Path], jobs: int | None) -> Iterator[tuple[Path, Checked]]:
        files = [(path, _size(path)) for path in paths]
        if len(paths) > 1:
            from speedwright.pipeline.check_workers import checked_by, compile_for, workers_for

            size = sum(size for _, size in files)
            workers = workers_for(size, jobs)
            if workers > 1:
                yield from checked_by(workers, files, self._skills(), self._settings.quiet_findings)
                return
            compile_for(size, paths, self._skills())
        from speedwright.pipeline.diagnosing import checked_file

        quiet_too = self._settings.quiet_findings
        yield from ((path, checked_file(path, self._skills(), quiet_too)) for path in paths)

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
    return (*(suffix for language in skills.languages for suffix in language.suffixes), NOTEBOOK)
