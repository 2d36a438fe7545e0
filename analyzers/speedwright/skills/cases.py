"""The one runner that executes the cases of pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from speedwright.model.text import TextEdit, apply_edits
from speedwright.skills.case import Case
from speedwright.skills.matcher import Matcher
from speedwright.skills.matching import MatchProblem, found_in
from speedwright.skills.rewriting import rewrite
from speedwright.skills.skill import Skill
from speedwright.syntax.source_file import SourceFile


@dataclass(frozen=True, slots=True)
class CaseFailure:
    """A case that does not hold, with the line of its code and what came out instead."""

    skill: str
    path: Path
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


def run_cases(skill: Skill) -> tuple[CaseFailure, ...]:
    """The cases of a page that do not hold. Raises PageError when they cannot be read."""
    matcher = Matcher((skill,))
    failures = ((case, _failure(skill, matcher, case)) for case in skill.cases)
    return tuple(
        CaseFailure(skill.name, skill.path, case.line, message) for case, message in failures if message is not None
    )


def rewritten(skill: Skill, text: str) -> str:
    """A text after the skill's rewrite of everything it finds there: its edits together, not one by one."""
    source = _source(skill, text)
    edits: dict[TextEdit, None] = {}
    for match in found_in(source, Matcher((skill,))):
        if not isinstance(match, MatchProblem):
            edits.update(dict.fromkeys(rewrite(source, skill, match.spans) or ()))
    return apply_edits(source.content, edits).decode("utf-8")


def _failure(skill: Skill, matcher: Matcher, case: Case) -> str | None:
    source = _source(skill, case.before)
    found = tuple(found_in(source, matcher))
    problems = [each.message for each in found if isinstance(each, MatchProblem)]
    if problems:
        return f"the skill fails on this code: {problems[0]}"
    if source.root.has_error:
        return f"this is no valid {skill.language}"
    if not case.found:
        lines = ", ".join(
            _lines(source, (match.span.start for match in found if not isinstance(match, MatchProblem)))
        )
        return f"expected nothing ({case.reason}), but line {lines} of this block is reported" if found else None
    if not found:
        return "expected a finding here, but nothing is reported"
    if case.after is None:
        return None
    result = rewritten(skill, case.before)
    return None if result.strip() == case.after.strip() else f"expected the after block, but got:\n{result}"


def _lines(source: SourceFile, offsets: Iterable[int]) -> list[str]:
    return [str(source.line_index.line_of(offset) + 1) for offset in offsets]


def _source(skill: Skill, text: str) -> SourceFile:
    return SourceFile.parse((text.strip("\n") + "\n").encode("utf-8"), skill.path, skill.language)
