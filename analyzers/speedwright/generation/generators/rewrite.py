"""Candidates from the rewrite on a skill's page."""

from __future__ import annotations

from speedwright.generation.soundness import parses_as_well
from speedwright.model.candidate import Candidate, Origin
from speedwright.model.finding import Finding
from speedwright.skills.registry import Library
from speedwright.skills.rewriting import describe, rewrite
from speedwright.syntax.source_file import SourceFile


class RewriteGenerator:
    """Carries out the steps of the page that the finding names."""

    def generate(self, source: SourceFile, finding: Finding, library: Library) -> Candidate | None:
        """The rewritten function; None at module level (nothing there can be called) or where a step does not fit."""
        skill = library.skill(finding.skill)
        if skill is None or not skill.has_rewrite or finding.function is None:
            return None
        edits = rewrite(source, skill, finding.captures)
        if not edits or not parses_as_well(source, edits):
            return None
        return Candidate(
            path=source.path,
            source=source.content,
            edits=edits,
            entry_points=(finding.function,),
            origin=Origin.REWRITE,
            title=describe(source, skill.title, finding.captures),
            skills=(skill.name,),
            findings=(finding,),
        )
