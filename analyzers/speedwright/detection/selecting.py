"""Which findings the settings ask for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import Path

from speedwright.model.finding import Finding, Severity
from speedwright.settings import Settings


def wanted(findings: Iterable[Finding], settings: Settings) -> tuple[Finding, ...]:
    """The findings of skills that are selected, and ignored neither everywhere nor in their file."""
    return tuple(finding for finding in findings if is_wanted(finding.skill, finding.path, settings))


def told(findings: Iterable[Finding], settings: Settings) -> tuple[Finding, ...]:
    """Those of the wanted findings that are worth telling by themselves, or all where the settings say so."""
    return loud_enough(wanted(findings, settings), settings.quiet_findings)


def loud_enough(findings: Iterable[Finding], quiet_too: bool) -> tuple[Finding, ...]:
    """The findings but for quiet ones, or with these as hints."""
    if not quiet_too:
        return tuple(finding for finding in findings if not finding.quiet)
    return tuple(replace(each, severity=Severity.HINT) if each.quiet else each for each in findings)


def is_wanted(skill: str, path: Path, settings: Settings) -> bool:
    """Whether the settings let a skill speak up in a file."""
    if settings.select and not _is_among(skill, settings.select):
        return False
    return not _is_among(skill, settings.ignore) and not any(
        _is_among(skill, skills) and _matches(path, pattern) for pattern, skills in settings.per_file_ignores
    )


def _is_among(skill: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(skill, pattern) for pattern in patterns)


def _matches(path: Path, pattern: str) -> bool:
    """Whether the path ends as the pattern says, beginning with any of its folders; `*` goes over slashes."""
    return fnmatchcase(path.absolute().as_posix(), f"*/{pattern.lstrip('/')}")
