"""The lines of a function with their share of a profile's time, as a model is shown them."""

from __future__ import annotations

from speedwright.pipeline.heating import FileHeat
from speedwright.syntax.source_file import SourceFile

LEAST_SHARE = 0.01
"""Of the whole run: what takes less is not where the time goes."""


def profile_text(source: SourceFile, function: str, heat: FileHeat | None) -> str:
    """Each line that took time, with its number and its share; empty where there is no profile, or another text was
    measured.
    """
    found = None if heat is None else heat.function(function)
    if heat is None or found is None or found.stale:
        return ""
    lines = source.content.decode("utf-8", "replace").split("\n")
    if not any(f"def {function.rpartition('.')[2]}" in each for each in lines[found.line - 1 : found.last]):
        # What was accepted before has moved it.
        return ""
    hot = [(line, heat.share(line, line)) for line in range(found.line, found.last + 1)]
    shown = [f"{line}: {share:.0%}  {lines[line - 1].strip()}" for line, share in hot if share >= LEAST_SHARE]
    return "\n".join(shown)
