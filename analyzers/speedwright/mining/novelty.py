"""Whether the library knows a pattern already: a skill of it finds something where the page's example is slow."""

from __future__ import annotations

from pathlib import Path

from speedwright.mining.proving import Proved, slow_example
from speedwright.skills.matcher import Matcher
from speedwright.skills.matching import MatchProblem, found_in
from speedwright.skills.registry import Library
from speedwright.syntax.source_file import SourceFile


def known_as(page: Proved, library: Library) -> str | None:
    """The name of the skill that reports the code that the page would, in its first example; None for what is new."""
    content = slow_example(page.shown[0]).encode()
    source = SourceFile.parse(content, Path("example.py"))
    own = [each.span for each in found_in(source, Matcher((page.skill,))) if not isinstance(each, MatchProblem)]
    for match in found_in(source, library.matcher("python")):
        if isinstance(match, MatchProblem) or not match.skill.has_rewrite:
            continue
        if any(span.touches(match.span) for span in own):
            return match.skill.name
    return None
