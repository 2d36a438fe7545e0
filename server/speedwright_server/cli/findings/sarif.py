"""Findings as SARIF 2.1.0, for code-scanning services."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from speedwright import __version__
from speedwright.model.finding import Severity
from speedwright.model.problem import Problem

if TYPE_CHECKING:
    from speedwright.pipeline.check import CheckReport, Place

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
FINGERPRINT = "speedwrightFinding/v1"
_LEVELS = {Severity.WARNING: "warning", Severity.INFORMATION: "note", Severity.HINT: "note"}


def findings_as_sarif(report: CheckReport, root: Path, descriptions: Mapping[str, str]) -> str:
    """One run. `descriptions` are those of the skills by name; paths become relative to `root`."""
    rules = sorted({finding.skill for finding in report.findings})
    run = {
        "tool": {
            "driver": {
                "name": "speedwright",
                "semanticVersion": __version__,
                "rules": [{"id": rule, "shortDescription": {"text": descriptions.get(rule, rule)}} for rule in rules],
            }
        },
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {
                "executionSuccessful": True,
                "toolExecutionNotifications": [_notification(problem, root) for problem in report.problems],
            }
        ],
        "results": list(_results(report, root, rules)),
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _results(report: CheckReport, root: Path, rules: list[str]) -> Iterator[dict[str, Any]]:
    seen: Counter[str] = Counter()
    for finding in report.findings:
        place = report.place(finding)
        uri = _uri(finding.path, root)
        identity = "\0".join([finding.skill, uri, finding.function or "", " ".join(place.text.split())])
        seen[identity] += 1
        yield {
            "ruleId": finding.skill,
            "ruleIndex": rules.index(finding.skill),
            "level": _LEVELS[finding.severity],
            "message": {"text": finding.message},
            "locations": [_location(uri, place)],
            "relatedLocations": [
                {"id": number, **_location(uri, each), "message": {"text": name}}
                for number, (name, each) in enumerate(report.related(finding), 1)
            ],
            "partialFingerprints": {FINGERPRINT: _fingerprint(identity, seen[identity])},
        }


def _location(uri: str, place: Place) -> dict[str, Any]:
    region = {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    }
    return {"physicalLocation": {"artifactLocation": _artifact(uri), "region": region}}


def _fingerprint(identity: str, occurrence: int) -> str:
    """Stays the same when the finding only moves: made of what the line says, not of where it stands."""
    return hashlib.sha256(f"{identity}\0{occurrence}".encode()).hexdigest()


def _notification(problem: Problem, root: Path) -> dict[str, Any]:
    told: dict[str, Any] = {"level": "warning", "message": {"text": problem.message}}
    if problem.path is not None:
        place: dict[str, Any] = {"artifactLocation": _artifact(_uri(problem.path, root))}
        if problem.line is not None:
            place["region"] = {"startLine": problem.line}
        told["locations"] = [{"physicalLocation": place}]
    return told


def _artifact(uri: str) -> dict[str, str]:
    return {"uri": uri} if uri.startswith("file:") else {"uri": uri, "uriBaseId": "%SRCROOT%"}


def _uri(path: Path, root: Path) -> str:
    absolute = path if path.is_absolute() else Path.cwd() / path
    return quote(absolute.relative_to(root).as_posix()) if absolute.is_relative_to(root) else absolute.as_uri()
