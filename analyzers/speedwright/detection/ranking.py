"""In which order findings are told, and how loudly."""

from __future__ import annotations

from collections.abc import Iterable

from speedwright.model.finding import Finding, Severity

_LOUDNESS = {Severity.WARNING: 0, Severity.INFORMATION: 1, Severity.HINT: 2}


def severity(stated: Severity, doubts: tuple[str, ...]) -> Severity:
    """A page's own severity; one step quieter while guards leave doubts."""
    if doubts and stated is Severity.WARNING:
        return Severity.INFORMATION
    return stated


def ranked(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """By place in the file; at one place the louder first, then by name."""
    return tuple(sorted(findings, key=lambda each: (each.span, _LOUDNESS[each.severity], each.skill)))
