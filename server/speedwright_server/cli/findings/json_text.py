"""Findings as JSON, for programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from speedwright.model.finding import Finding
from speedwright.model.problem import Problem
from speedwright_server.cli.workspace import shown_path

if TYPE_CHECKING:
    from speedwright.pipeline.check import CheckReport
    from speedwright.pipeline.places import Place


def findings_as_json(report: CheckReport) -> str:
    """One object; lines and columns count characters from 1, `end` is the place after the last one.

    In a notebook, they count in a `cell`, which is counted from 1 among all cells. With a profile, findings tell
    whether their heat is `stale`, and there are `hotspots`.
    """
    problems = [_problem(problem) for problem in report.problems]
    findings = [_finding(finding, report) for finding in report.findings]
    spots = [{**each._asdict(), "path": shown_path(each.path)} for each in report.hotspots or ()]
    hotspots = {} if report.hotspots is None else {"hotspots": spots}
    return json.dumps({"schema": 1, "findings": findings, **hotspots, "problems": problems}, indent=2) + "\n"


def _finding(finding: Finding, report: CheckReport) -> dict[str, Any]:
    place = report.place(finding)
    return {
        "skill": finding.skill,
        "path": shown_path(finding.path),
        **_cell(place),
        "start": {"line": place.line, "column": place.column},
        "end": {"line": place.end_line, "column": place.end_column},
        "message": finding.message,
        "severity": finding.severity.value,
        "function": finding.function,
        "heat": None if finding.heat is None else round(finding.heat, 4),
        **({} if finding.heat is None else {"stale": finding.stale}),
        "related": [
            {
                "name": name,
                **_cell(each),
                "start": {"line": each.line, "column": each.column},
                "end": {"line": each.end_line, "column": each.end_column},
            }
            for name, each in report.related(finding)
        ],
    }


def _cell(place: Place) -> dict[str, int]:
    return {} if place.cell is None else {"cell": place.cell}


def _problem(problem: Problem) -> dict[str, Any]:
    path = None if problem.path is None else shown_path(problem.path)
    return {"path": path, "line": problem.line, "message": problem.message}
