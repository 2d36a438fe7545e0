"""The one runner that executes the cases of pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from speedwright.languages.registry import languages_of_pages
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
    matchers = {language.name: Matcher((skill,), language.name) for language in languages_of_pages(skill.language)}
    failures = ((case, _failure(skill, matchers, case)) for case in skill.cases)
    return tuple(
        CaseFailure(skill.name, skill.path, case.line, message) for case, message in failures if message is not None
    )


def rewritten(skill: Skill, text: str, language: str | None = None) -> str:
    """A text after the skill's rewrite of everything it finds there: its edits together, not one by one. The language
    is the page's own, or a dialect of it.
    """
    name = language or skill.language
    source = _source(skill, text, name)
    edits: dict[TextEdit, None] = {}
    for match in found_in(source, Matcher((skill,), name)):
        if not isinstance(match, MatchProblem):
            edits.update(dict.fromkeys(rewrite(source, skill, match.spans) or ()))
    return apply_edits(source.content, edits).decode("utf-8")


def readable_as(skill: Skill, text: str) -> tuple[str, ...]:
    """Of the page's language and its dialects, those in which a text has no errors: types are no JavaScript."""
    names = (language.name for language in languages_of_pages(skill.language))
    return tuple(name for name in names if not _source(skill, text, name).root.has_error)


def _failure(skill: Skill, matchers: Mapping[str, Matcher], case: Case) -> str | None:
    readable = readable_as(skill, case.before)
    failures = (_failure_in(skill, matchers[name], case, name) for name in readable)
    return next(
        (each for each in failures if each is not None), None if readable else f"this is no valid {skill.language}"
    )


def _failure_in(skill: Skill, matcher: Matcher, case: Case, language: str) -> str | None:
    source = _source(skill, case.before, language)
    found = tuple(found_in(source, matcher))
    problems = [each.message for each in found if isinstance(each, MatchProblem)]
    if problems:
        return f"the skill fails on this code: {problems[0]}"
    if not case.found:
        lines = ", ".join(
            _lines(source, (match.span.start for match in found if not isinstance(match, MatchProblem)))
        )
        return f"expected nothing ({case.reason}), but line {lines} of this block is reported" if found else None
    if not found:
        return f"expected a finding here, but nothing is reported in {language}"
    if case.after is None:
        return None
    result = rewritten(skill, case.before, language)
    return None if result.strip() == case.after.strip() else f"expected the after block, but got:\n{result}"


def _lines(source: SourceFile, offsets: Iterable[int]) -> list[str]:
    return [str(source.line_index.line_of(offset) + 1) for offset in offsets]


def _source(skill: Skill, text: str, language: str) -> SourceFile:
    return SourceFile.parse((text.strip("\n") + "\n").encode("utf-8"), skill.path, language)
