"""Composition of skill sets into plans, and of the steps that a plan took into one candidate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from speedwright.generation.line_edits import line_edits
from speedwright.generation.registry import candidates
from speedwright.generation.routing import promise
from speedwright.model.candidate import Candidate
from speedwright.model.finding import Finding
from speedwright.model.plan import Plan, SkillSet
from speedwright.skills.registry import Library
from speedwright.syntax.source_file import SourceFile


def compose(
    source: SourceFile, sets: Sequence[SkillSet], findings: Sequence[Finding], library: Library
) -> tuple[Plan, ...]:
    """A plan for each set, with the steps that its skills' findings give; findings are those of one function."""
    return tuple(Plan(each, _steps(source, each, findings, library)) for each in sets)


def _steps(
    source: SourceFile, skills: SkillSet, findings: Sequence[Finding], library: Library
) -> tuple[Candidate, ...]:
    own = [each for each in findings if skills.matched and each.skill in skills.skills]
    own.sort(key=lambda each: -promise(each, library))
    return candidates(source, own, library)


def joined(
    before: SourceFile, steps: Sequence[Candidate], left: Sequence[Finding], found: Sequence[Finding]
) -> Candidate:
    """All steps as one candidate for the text before the first of them.

    `found` are the findings of that text, `left` those that remain behind the last step: what is gone was settled.
    """
    titles = tuple(dict.fromkeys(each.title for each in steps))
    return replace(
        steps[0],
        source=before.content,
        edits=line_edits(before.content, steps[-1].result),
        title=titles[0] if len(titles) == 1 else f"{len(titles)} speedups: {'; '.join(titles)}",
        skills=tuple(dict.fromkeys(name for each in steps for name in each.skills)),
        findings=tuple(_settled(before, steps[-1], left, found)),
    )


def _settled(
    before: SourceFile, last: Candidate, left: Sequence[Finding], found: Sequence[Finding]
) -> Iterator[Finding]:
    after = last.result
    remaining = Counter((each.skill, after[each.span.start : each.span.end]) for each in left)
    for finding in found:
        key = (finding.skill, before.content[finding.span.start : finding.span.end])
        if remaining[key]:
            remaining[key] -= 1
        else:
            yield finding
