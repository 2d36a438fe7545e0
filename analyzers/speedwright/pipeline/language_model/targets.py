"""Which functions a model is asked about: one that is named, else those that read as if they could gain."""

from __future__ import annotations

from speedwright.generation.briefing import brief_of
from speedwright.model.brief import Level
from speedwright.model.finding import Finding
from speedwright.skills.registry import Library
from speedwright.syntax.functions import functions
from speedwright.syntax.source_file import SourceFile


def asked_about(
    source: SourceFile, qualname: str | None, findings: tuple[Finding, ...], library: Library
) -> tuple[str, ...]:
    """Functions and methods of the source, or of the class that is named, in its order."""
    plain = [each.qualname for each in functions(source) if not each.nested]
    if qualname in plain:
        return (qualname,) if qualname is not None else ()
    inside = [each for each in plain if qualname is None or each.startswith(f"{qualname}.")]
    found = {each.function for each in findings}
    return tuple(each for each in inside if each in found or _grows(source, each, library))


def _grows(source: SourceFile, function: str, library: Library) -> bool:
    """Whether its work grows faster than its input, by reading alone."""
    brief = brief_of(source, function, (), library)
    return brief is not None and brief.level is Level.ALGORITHM
