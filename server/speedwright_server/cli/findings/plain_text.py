"""Findings for people: place, message and skill, with the source line under it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from speedwright.model.finding import Finding
from speedwright_server.cli.terminal import Style, painted, visible
from speedwright_server.cli.workspace import shown_path

if TYPE_CHECKING:
    from speedwright.pipeline.check import CheckReport
    from speedwright.pipeline.places import Place

SHOWN_COLUMNS = 160


def findings_as_text(report: CheckReport, coloured: bool) -> str:
    """Findings file by file, then one line that sums up."""
    blocks = [
        "\n".join(line for finding in findings for line in _finding_lines(finding, report.place(finding), coloured))
        for _, findings in groupby(report.findings, key=lambda finding: finding.path)
    ]
    blocks += ["\n".join(_hotspot_lines(report))] if report.hotspots else []
    return "\n\n".join([*blocks, _summary(report)]) + "\n"


def _hotspot_lines(report: CheckReport) -> Iterator[str]:
    yield "Hot, and nothing found there:"
    for each in report.hotspots or ():
        native = f", {each.native:.0%} of it native" if each.native is not None else ""
        yield (
            f"  {shown_path(each.path)}:{each.line}: {visible(each.function)} takes {each.share:.0%} itself "
            f"({each.self_s:.3g} s{native}){_stale(each.stale)}"
        )


def _stale(stale: bool) -> str:
    return ", changed since the profile" if stale else ""


def _finding_lines(finding: Finding, place: Place, coloured: bool) -> Iterator[str]:
    cell = "" if place.cell is None else f":cell {place.cell}"
    where = f"{shown_path(finding.path)}{cell}:{place.line}:{place.column}:"
    skill = painted(f"[{finding.skill}]", Style.CYAN, coloured)
    heat = "" if finding.heat is None else f" ({finding.heat:.0%} of the time{_stale(finding.stale)})"
    yield f"{painted(where, Style.BOLD, coloured)} {finding.message}{heat} {skill}"
    if place.column <= SHOWN_COLUMNS:
        bar = painted("  |", Style.DIM, coloured)
        yield f"{bar} {visible(place.text)[:SHOWN_COLUMNS]}"
        yield f"{bar} {painted(_underline(place), Style.YELLOW, coloured)}"


def _underline(place: Place) -> str:
    """Carets under the match, which ends with the line where it goes on below."""
    end = place.end_column - 1 if place.end_line == place.line else len(place.text)
    start_shown, end_shown = (len(visible(place.text[:column])) for column in (place.column - 1, end))
    return (" " * start_shown + "^" * max(1, end_shown - start_shown))[:SHOWN_COLUMNS]


def _summary(report: CheckReport) -> str:
    files = counted(report.files, "file")
    if not report.findings:
        return f"Nothing slow found in {files}."
    touched = len({finding.path for finding in report.findings})
    if not report.has_python:
        return f"{counted(len(report.findings), 'finding')} in {touched} of {files}."
    return (
        f"{counted(len(report.findings), 'finding')} in {touched} of {files}. "
        "`speedwright improve` proves which of them can be made faster."
    )


def counted(number: int, noun: str) -> str:
    """`1 file`, `2 files`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
