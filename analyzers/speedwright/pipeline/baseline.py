"""Findings that are known and accepted for now: a file beside the code, so that only new ones are told."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from speedwright.errors import SpeedwrightError
from speedwright.model.finding import Finding
from speedwright.pipeline.check import CheckReport

SCHEMA = 1


class BaselineError(SpeedwrightError):
    """A baseline that cannot be read or written."""


def without_known(report: CheckReport, baseline: Path) -> CheckReport:
    """The report without what the baseline holds. Raises BaselineError.

    A finding is known by its skill and the text of its line, whatever the file, the function and the place: so it
    stays known when code moves and is renamed. Of equal ones as many are known as the baseline has.
    """
    known = Counter(str(entry["fingerprint"]) for entry in _read(baseline))
    fresh = []
    for finding in report.findings:
        mark = _fingerprint(finding, report)
        if known[mark] > 0:
            known[mark] -= 1
        else:
            fresh.append(finding)
    return report._replace(findings=tuple(fresh))


def write_baseline(report: CheckReport, baseline: Path, root: Path) -> None:
    """Writes all findings of the report, in an order that changes little from one time to the next.

    Raises BaselineError.
    """
    entries = sorted(_entries(report, root), key=lambda entry: (entry["path"], entry["skill"], entry["text"]))
    try:
        baseline.write_text(json.dumps({"schema": SCHEMA, "findings": entries}, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise BaselineError(f"{baseline}: cannot be written: {error.strerror or error}") from error


def _entries(report: CheckReport, root: Path) -> Iterator[dict[str, str]]:
    for finding in report.findings:
        path = finding.path.absolute()
        yield {
            "fingerprint": _fingerprint(finding, report),
            "skill": finding.skill,
            "path": path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix(),
            "text": report.place(finding).text.strip(),
        }


def _fingerprint(finding: Finding, report: CheckReport) -> str:
    line = " ".join(report.place(finding).text.split())
    return hashlib.sha256(f"{finding.skill}\0{line}".encode()).hexdigest()[:16]


def _read(baseline: Path) -> list[dict[str, Any]]:
    try:
        data = json.loads(baseline.read_text(encoding="utf-8"))
        entries = data["findings"]
        if data["schema"] != SCHEMA or not all("fingerprint" in entry for entry in entries):
            raise ValueError("not the format of this version")
    except OSError as error:
        raise BaselineError(
            f"{baseline}: cannot be read: {error.strerror or error}; --update-baseline writes one"
        ) from error
    except (ValueError, TypeError, KeyError) as error:
        raise BaselineError(f"{baseline}: is not a baseline; --update-baseline writes a new one") from error
    return list(entries)
