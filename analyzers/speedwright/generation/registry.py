"""All generators, and the candidates they make for a file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from speedwright.generation.base import Generator
from speedwright.generation.combining import combine
from speedwright.generation.generators.rewrite import RewriteGenerator
from speedwright.model.candidate import Candidate
from speedwright.model.finding import Finding
from speedwright.skills.registry import Library
from speedwright.syntax.source_file import SourceFile

GENERATORS: tuple[Generator, ...] = (RewriteGenerator(),)


def candidates(source: SourceFile, findings: Sequence[Finding], library: Library) -> tuple[Candidate, ...]:
    """The candidates for findings in this source, those of one skill in one function together.

    Where several fit together, the joined one comes before its parts: it is tried first, and the parts are what
    remains when it is not accepted. Candidates with equal edits are offered once.

    Only Python can be verified: of other languages' findings nothing is made that could be offered.
    """
    if source.language.name != "python":
        return ()
    found: list[Candidate] = []
    for function in dict.fromkeys(finding.function for finding in findings):
        own = _distinct(
            candidate
            for finding in findings
            if finding.function == function
            for generator in GENERATORS
            if (candidate := generator.generate(source, finding, library)) is not None
        )
        for skills in dict.fromkeys(each.skills for each in own):
            alike = [each for each in own if each.skills == skills]
            joined = combine(source, alike)
            found += [joined, *alike] if joined is not None else alike
    return tuple(found)


def _distinct(made: Iterable[Candidate]) -> list[Candidate]:
    """The first of each set of edits: two findings may have the same cure."""
    return list({candidate.edits: candidate for candidate in reversed(tuple(made))}.values())[::-1]
