"""What a profile says of the files of a workspace: the heat of findings, and what is hot without one."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from speedwright.model.finding import Finding
from speedwright.model.profile import MODULE, LineCost, Profile
from speedwright.model.text import Span
from speedwright.model.thresholds import COLD, HOT, NATIVE_BOUND
from speedwright.profiling.heat import FileHeat, FunctionHeat, heat_of
from speedwright.profiling.importing import load_profile
from speedwright.skills.registry import Library
from speedwright.syntax.source_file import SourceFile

__all__ = [
    "FileHeat",
    "FunctionHeat",
    "Heats",
    "Hotspot",
    "heated",
    "hot_lines",
    "hotspots",
    "load_profile",
    "share_of",
    "warm_functions",
]


class Hotspot(NamedTuple):
    """A hot function, by its own time, about which there is nothing to find; `native` as in `Cost`."""

    path: Path
    function: str
    line: int
    share: float
    self_s: float
    native: float | None
    stale: bool


class Heats:
    """A profile for the files below `root`."""

    def __init__(self, profile: Profile, root: Path) -> None:
        self.profile = profile
        self._root = root

    def of(self, source: SourceFile) -> FileHeat:
        """The heat of a text, whether it is the one that was measured or not."""
        whole = source.path.absolute()
        for root, path in ((self._root.absolute(), whole), (self._root.resolve(), whole.resolve())):
            if path.is_relative_to(root):
                return heat_of(self.profile, source, path.relative_to(root).as_posix())
        return heat_of(self.profile, source, str(whole))


def share_of(source: SourceFile, heat: FileHeat) -> Callable[[Span], float]:
    """Tells the share of a span's lines."""
    return lambda span: heat.share(*_lines(source, span))


def hot_lines(heat: FileHeat, first: int, last: int) -> tuple[LineCost, ...]:
    """The lines from `first` to `last` (from 1, both inclusive) at which heat is worth showing: a hundredth of the
    time in themselves, which at most a hundred lines can have, or a tenth with what they call.
    """
    share = heat.profile.share
    return tuple(
        each
        for each in heat.lines(first, last)
        if share(each.cost.self_s) >= COLD or share(each.cost.total_s or 0.0) >= HOT
    )


def warm_functions(heat: FileHeat) -> tuple[FunctionHeat, ...]:
    """The functions that took a hundredth of the time or more, in source order; not the module's own code."""
    found = (each for each in heat.functions if each.share >= COLD and each.qualname != MODULE)
    return tuple(sorted(found, key=lambda each: (each.line, each.last)))


def heated(findings: Iterable[Finding], source: SourceFile, heat: FileHeat, library: Library) -> Iterator[Finding]:
    """The findings, marked where their heat is stale; without advice about Python where native code takes the time.

    A page that changes how time grows speaks of native code, too; the others are about single steps of Python.
    """
    growing = {skill.name for skill in library.skills if skill.changes_growth}
    for finding in findings:
        first, last = _lines(source, finding.span)
        native = heat.native(first, last)
        if native is not None and native >= NATIVE_BOUND and finding.skill not in growing:
            continue
        function = heat.around(first)
        yield dataclasses.replace(finding, stale=function is not None and function.stale)


def hotspots(source: SourceFile, heat: FileHeat, findings: Iterable[Finding]) -> Iterator[Hotspot]:
    """The hot functions in which nothing was found."""
    lines = [_lines(source, each.span)[0] for each in findings]
    for each in heat.functions:
        if each.self_share >= HOT and not any(each.line <= line <= each.last for line in lines):
            cost = each.cost
            yield Hotspot(
                source.path, each.qualname, each.line, each.self_share, cost.self_s, cost.native, each.stale
            )


def _lines(source: SourceFile, span: Span) -> tuple[int, int]:
    """The first and last line of a span, from 1."""
    line_of = source.line_index.line_of
    return line_of(span.start) + 1, line_of(max(span.start, span.end - 1)) + 1
