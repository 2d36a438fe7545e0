"""What a skill's rewrite would make of a place in a language that cannot be verified: to look at, never to apply."""

from __future__ import annotations

import difflib

from speedwright.generation.soundness import parses_as_well
from speedwright.model.finding import Finding
from speedwright.model.text import apply_edits
from speedwright.skills.registry import Library
from speedwright.skills.rewriting import rewrite
from speedwright.syntax.source_file import SourceFile


def shown_rewrite(source: SourceFile, finding: Finding, library: Library) -> str | None:
    """The lines that would change, as a diff with one line around them.

    None for Python, where a rewrite is verified and then offered, and where a page has none or it does not fit.
    """
    skill = library.skill(finding.skill)
    if source.language.name == "python" or skill is None or not skill.has_rewrite:
        return None
    edits = rewrite(source, skill, finding.captures)
    if not edits or not parses_as_well(source, edits):
        return None
    before, after = source.content.decode("utf-8"), apply_edits(source.content, edits).decode("utf-8")
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=1)
    return "\n".join(line for line in lines if not line.startswith(("---", "+++")))
