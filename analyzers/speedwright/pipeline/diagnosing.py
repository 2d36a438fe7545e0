"""Diagnosis of one file or document."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from speedwright.detection.detector import inspect
from speedwright.detection.selecting import loud_enough, told
from speedwright.model.finding import Finding
from speedwright.model.problem import Problem
from speedwright.pipeline.checked import Checked, key_of
from speedwright.pipeline.files import NOTEBOOK
from speedwright.pipeline.reading import (
    ForeignNotebook,
    StrangeNotebook,
    UnreadableFile,
    problems_in,
    read_notebook,
    read_source,
)
from speedwright.settings import Settings
from speedwright.skills.matching import unasked
from speedwright.skills.registry import Library
from speedwright.syntax.keeping import forget
from speedwright.syntax.source_file import SourceFile

if TYPE_CHECKING:
    from speedwright.pipeline.heating import FileHeat, Heats


def diagnose(
    source: SourceFile,
    library: Library,
    settings: Settings,
    heat: FileHeat | None = None,
    check: Callable[[], None] = unasked,
) -> tuple[Finding, ...]:
    """The findings of one version of one document, in source order; with its heat, if there is a profile.

    `check` is called often, and may end the diagnosis by an exception.
    """
    share = None
    if heat is not None:
        from speedwright.pipeline.heating import heated, share_of

        share = share_of(source, heat)
    try:
        found = told(inspect(source, library, heat=share, check=check).findings, settings)
    finally:
        forget()
    return found if heat is None else tuple(heated(found, source, heat, library))


def checked_file(path: Path, library: Library, quiet_too: bool = False) -> Checked:
    """What there is to say about a file, whatever it holds; `quiet_too` is the setting `quiet-findings`."""
    return _contained(path, lambda source: _checked(source, library, quiet_too))


def checked_hot_file(path: Path, library: Library, settings: Settings, heats: Heats) -> Checked:
    """The same with the heat of a profile, which counts in how findings are told; what the settings leave out cannot
    explain what is hot.
    """
    return _contained(path, lambda source: _checked_with(heats, source, library, settings))


def _contained(path: Path, look: Callable[[SourceFile], Checked]) -> Checked:
    try:
        return _look_at_notebook(path, look) if path.suffix == NOTEBOOK else look(read_source(path))
    except UnreadableFile as error:
        if isinstance(error, ForeignNotebook):
            return Checked(notes=(error.problem,), strange=True)
        return Checked(problems=(error.problem,), strange=isinstance(error, StrangeNotebook))
    except Exception as error:
        # A fault of our own, on one file: it is told, and the other files are checked all the same.
        return Checked(problems=(Problem(path, f"could not be checked: {type(error).__name__}: {error}"),))


def _look_at_notebook(path: Path, look: Callable[[SourceFile], Checked]) -> Checked:
    """Kept for its whole content: where its cells begin is not seen in the module."""
    notebook = read_notebook(path)
    found = look(read_source(path, notebook.module))
    problems = tuple(notebook.told_in_cell(each) for each in found.problems)
    key = key_of(path, notebook.content) if found.key else ""
    return found._replace(problems=problems, key=key, notebook=notebook if found.findings else None)


def _checked(source: SourceFile, library: Library, quiet_too: bool) -> Checked:
    detection = inspect(source, library)
    findings = loud_enough(detection.findings, quiet_too)
    problems = problems_in(source, detection)
    return Checked(findings, problems, source.content if findings else None, key=key_of(source.path, source.content))


def _checked_with(heats: Heats, source: SourceFile, library: Library, settings: Settings) -> Checked:
    from speedwright.pipeline.heating import heated, hotspots, share_of

    if source.language.name != "python":
        return _checked(source, library, settings.quiet_findings)
    heat = heats.of(source)
    detection = inspect(source, library, heat=share_of(source, heat))
    findings = tuple(heated(told(detection.findings, settings), source, heat, library))
    return Checked(
        findings,
        problems_in(source, detection),
        source.content if findings else None,
        tuple(hotspots(source, heat, findings)),
    )
