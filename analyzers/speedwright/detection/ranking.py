"""In which order findings are told."""

from __future__ import annotations

from collections.abc import Iterable

from speedwright.model.finding import Finding, Severity

_LOUDNESS = {Severity.WARNING: 0, Severity.INFORMATION: 1, Severity.HINT: 2}


def ranked(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """By place in the file; at one place the louder first, then by name."""
    return tuple(sorted(findings, key=lambda each: (each.span, _LOUDNESS[each.severity], each.skill)))
