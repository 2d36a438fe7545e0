"""Findings as JSON, for programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from speedwright.model.finding import Finding
from speedwright.model.problem import Problem
from speedwright_server.cli.workspace import shown_path

if TYPE_CHECKING:
    from speedwright.pipeline.check import CheckReport


def findings_as_json(report: CheckReport) -> str:
    """One object; lines and columns count characters from 1, `end` is the place after the last one."""
    problems = [_problem(problem) for problem in report.problems]
    findings = [_finding(finding, report) for finding in report.findings]
    return json.dumps({"schema": 1, "findings": findings, "problems": problems}, indent=2) + "\n"


def _finding(finding: Finding, report: CheckReport) -> dict[str, Any]:
    place = report.place(finding)
    return {
        "skill": finding.skill,
        "path": shown_path(finding.path),
        "start": {"line": place.line, "column": place.column},
        "end": {"line": place.end_line, "column": place.end_column},
        "message": finding.message,
        "severity": finding.severity.value,
        "function": finding.function,
        # Heat comes from a profile, and `check` was given none.
        "heat": None,
        "related": [
            {
                "name": name,
                "start": {"line": each.line, "column": each.column},
                "end": {"line": each.end_line, "column": each.end_column},
            }
            for name, each in report.related(finding)
        ],
    }


def _problem(problem: Problem) -> dict[str, Any]:
    path = None if problem.path is None else shown_path(problem.path)
    return {"path": path, "line": problem.line, "message": problem.message}
