"""Findings as SARIF 2.1.0, for code-scanning services."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from speedwright import __version__
from speedwright.model.finding import Finding
from speedwright.model.problem import Problem
from speedwright.pipeline.places import Place, in_cell, place_in
from speedwright.pipeline.proofs import proofs_for
from speedwright_server.cli.findings.line_hashes import line_hashes
from speedwright_server.cli.findings.sarif_fixes import fix
from speedwright_server.cli.findings.sarif_places import BASE, artifact, location, uri_of
from speedwright_server.cli.findings.sarif_rules import LEVELS, rule

if TYPE_CHECKING:
    from speedwright.pipeline.check import CheckReport
    from speedwright.pipeline.proofs import Proofs
    from speedwright.pipeline.skills import Library

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
FINGERPRINT = "speedwrightFinding/v1"
LINE_HASH = "primaryLocationLineHash"
"""The fingerprint that GitHub compares; it makes one itself where a file is uploaded by its own action."""


class SarifContext(NamedTuple):
    """What a report is told with: the folder that paths are relative to, the pages, and what was proven."""

    base: Path
    skills: Library
    proofs: Proofs


def findings_as_sarif(report: CheckReport, context: SarifContext) -> str:
    """One run; only rules that found something are listed."""
    rules = sorted({finding.skill for finding in report.findings})
    run = {
        "tool": {
            "driver": {
                "name": "speedwright",
                "semanticVersion": __version__,
                "rules": [rule(name, context.skills) for name in rules],
            }
        },
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {BASE: {"description": {"text": "The top folder of the repository."}}},
        "invocations": [
            {
                "executionSuccessful": True,
                "toolExecutionNotifications": [_notification(each, context.base) for each in report.problems],
            }
        ],
        "results": list(_results(report, context, rules)),
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _results(report: CheckReport, context: SarifContext, rules: list[str]) -> Iterator[dict[str, Any]]:
    seen: Counter[str] = Counter()
    hashes: dict[Path, list[str]] = {}
    for finding in report.findings:
        content, span = report.in_file(finding)
        place, shown = place_in(content, span), report.place(finding)
        uri = uri_of(finding.path, context.base)
        identity = "\0".join([finding.skill, uri, finding.function or "", " ".join(shown.text.split())])
        seen[identity] += 1
        if finding.path not in hashes:
            hashes[finding.path] = line_hashes(content)
        yield {
            "ruleId": finding.skill,
            "ruleIndex": rules.index(finding.skill),
            "level": LEVELS[finding.severity],
            "message": {"text": f"{in_cell(shown)}{finding.message}"},
            "locations": [location(uri, place)],
            "relatedLocations": [
                {"id": number, **location(uri, each), "message": {"text": name}}
                for number, (name, each) in enumerate(_related(finding, report), 1)
            ],
            "partialFingerprints": {
                LINE_HASH: hashes[finding.path][place.line - 1],
                FINGERPRINT: _fingerprint(identity, seen[identity]),
            },
            **_fixes(finding, report, context, uri),
            **_heat(finding),
        }


def _related(finding: Finding, report: CheckReport) -> Iterator[tuple[str, Place]]:
    for name, span in report.related_spans(finding):
        yield name, place_in(*report.in_file(finding, span))


def _fixes(finding: Finding, report: CheckReport, context: SarifContext, uri: str) -> dict[str, Any]:
    told = (fix(verdict, report, uri) for verdict in proofs_for(finding, context.proofs))
    proven = [each for each in told if each is not None]
    return {"fixes": proven} if proven else {}


def _heat(finding: Finding) -> dict[str, Any]:
    """With a profile, how important the result is: its share of the run's time, in percent."""
    return {} if finding.heat is None else {"rank": round(100 * finding.heat, 2)}


def _fingerprint(identity: str, occurrence: int) -> str:
    """Stays the same when the finding only moves: made of what the line says, not of where it stands."""
    return hashlib.sha256(f"{identity}\0{occurrence}".encode()).hexdigest()


def _notification(problem: Problem, base: Path) -> dict[str, Any]:
    told: dict[str, Any] = {"level": "warning", "message": {"text": problem.message}}
    if problem.path is not None:
        place: dict[str, Any] = {"artifactLocation": artifact(uri_of(problem.path, base))}
        if problem.line is not None:
            place["region"] = {"startLine": problem.line}
        told["locations"] = [{"physicalLocation": place}]
    return told
