"""Findings as workflow commands, which GitHub Actions shows beside the changed lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from speedwright.model.finding import Severity
from speedwright.pipeline.places import Place, in_cell, place_in
from speedwright.pipeline.workspace import absolute
from speedwright_server.cli.workspace import shown_path

if TYPE_CHECKING:
    from speedwright.pipeline.check import CheckReport

_COMMANDS = {Severity.WARNING: "warning", Severity.INFORMATION: "notice", Severity.HINT: "notice"}


def findings_as_github_commands(report: CheckReport, base: Path) -> str:
    """One line per finding and per problem of a file; GitHub reads paths from `base`, the top of the repository."""
    return "".join(f"{line}\n" for line in _lines(report, base))


def _lines(report: CheckReport, base: Path) -> Iterator[str]:
    for finding in report.findings:
        # Of a notebook, GitHub shows the lines of the file.
        place = place_in(*report.in_file(finding))
        properties: dict[str, str | int | None] = {
            "file": _file(finding.path, base),
            **_region(place),
            "title": finding.skill,
        }
        yield _command(_COMMANDS[finding.severity], properties, f"{in_cell(report.place(finding))}{finding.message}")
    for problem in report.problems:
        path = None if problem.path is None else _file(problem.path, base)
        yield _command("warning", {"file": path, "line": problem.line}, problem.message)


def _file(path: Path, base: Path) -> str:
    whole = absolute(path)
    return whole.relative_to(base).as_posix() if whole.is_relative_to(base) else shown_path(path)


def _region(place: Place) -> dict[str, int]:
    """Columns are for annotations of one line only: GitHub refuses them for others."""
    lines = {"line": place.line, "endLine": place.end_line}
    if place.line != place.end_line:
        return lines
    return {**lines, "col": place.column, "endColumn": place.end_column}


def _command(name: str, properties: Mapping[str, str | int | None], message: str) -> str:
    known = {key: str(value) for key, value in properties.items() if value is not None}
    listed = ",".join(f"{key}={_escaped(value, ':,')}" for key, value in known.items())
    return f"::{name} {listed}::{_escaped(message)}" if listed else f"::{name}::{_escaped(message)}"


def _escaped(text: str, more: str = "") -> str:
    """Percent-encodes what would end the command (and, in properties, the property)."""
    text = text.replace("%", "%25")
    for char in "\r\n" + more:
        text = text.replace(char, f"%{ord(char):02X}")
    return text
