"""The blocks under Cases, and the one runner that executes them.

A ```before block is followed by its ```after block; on a page without a rewrite it stands alone. An
```unchanged (why) block must not be reported at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from speedwright.model.text import TextEdit, apply_edits
from speedwright.skills.matching import Matcher, MatchProblem, found_in
from speedwright.skills.page import Fence, Page, fences
from speedwright.skills.rewriting import rewrite
from speedwright.skills.skill import Case, Skill
from speedwright.syntax.source_file import SourceFile

_UNCHANGED = re.compile(r"^unchanged\s*\((.+)\)$")


@dataclass(frozen=True, slots=True)
class CaseFailure:
    """A case that does not hold, with the line of its code and what came out instead."""

    skill: str
    path: Path
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


def read_cases(page: Page, has_rewrite: bool) -> tuple[Case, ...]:
    """The cases of a page in order. Raises PageError."""
    section = page.sections["Cases"]
    blocks = fences(page.path, section)
    cases: list[Case] = []
    at = 0
    while at < len(blocks):
        block = blocks[at]
        unchanged = _UNCHANGED.match(block.info)
        if unchanged is not None:
            cases.append(Case(block.text, None, False, unchanged[1], block.line))
        elif block.info == "before":
            cases.append(_pair(page, blocks, at) if has_rewrite else Case(block.text, None, True, "", block.line))
            at += has_rewrite
        else:
            raise page.error(block.line - 1, f"not a case: {block.info!r}; write before, after or unchanged (why)")
        at += 1
    if not cases:
        raise page.error(section.line, "a page needs cases: they are its tests")
    return tuple(cases)


def run_cases(skill: Skill) -> tuple[CaseFailure, ...]:
    """The cases of a page that do not hold. Raises PageError when they cannot be read."""
    matcher = Matcher.of((skill,))
    failures = ((case, _failure(skill, matcher, case)) for case in skill.cases)
    return tuple(
        CaseFailure(skill.name, skill.path, case.line, message) for case, message in failures if message is not None
    )


def rewritten(skill: Skill, text: str) -> str:
    """A text after the skill's rewrite of everything it finds there: its edits together, not one by one."""
    source = _source(skill, text)
    edits: dict[TextEdit, None] = {}
    for match in found_in(source, Matcher.of((skill,))):
        if not isinstance(match, MatchProblem):
            edits.update(dict.fromkeys(rewrite(source, skill, match.spans) or ()))
    return apply_edits(source.content, edits).decode("utf-8")


def _pair(page: Page, blocks: tuple[Fence, ...], at: int) -> Case:
    before = blocks[at]
    if at + 1 >= len(blocks) or blocks[at + 1].info != "after":
        raise page.error(before.line - 1, "a before block must be followed by its after block")
    return Case(before.text, blocks[at + 1].text, True, "", before.line)


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
