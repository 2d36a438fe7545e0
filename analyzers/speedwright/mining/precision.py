"""How often a pattern is found where it should not be: in fast versions, and in code that nobody called slow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from speedwright.mining.pairs import Pair
from speedwright.mining.proving import Proved
from speedwright.model.text import Span
from speedwright.skills.matcher import Matcher
from speedwright.skills.matching import MatchProblem, found_in
from speedwright.syntax.functions import functions
from speedwright.syntax.source_file import SourceFile

# Of the problems with a finding, those that have it in a slow version; and findings in 1,000 lines of other code:
# those of the whole library together come to a few.
LEAST_PRECISION = 0.75
MOST_PER_KLOC = 0.2


@dataclass(frozen=True, slots=True)
class Firing:
    """Problems whose slow, and whose fast, versions a skill reports something in; findings in 1,000 other lines."""

    slow: int
    fast: int
    per_kloc: float

    @property
    def precision(self) -> float:
        """The share of slow ones; 0 for what is found nowhere."""
        return self.slow / max(1, self.slow + self.fast)

    @property
    def is_precise(self) -> bool:
        """Whether people would want to hear of it."""
        return self.precision >= LEAST_PRECISION and self.per_kloc <= MOST_PER_KLOC


def firings(pages: Sequence[Proved], pairs: Sequence[Pair], other: Iterable[Path]) -> Mapping[str, Firing]:
    """For each page by name. The problems that it was mined from have it in a slow version, whatever the layout."""
    if not pages:
        return {}
    matcher = Matcher([page.skill for page in pages])
    slow = _problems(matcher, ((pair.problem, pair.entry_point, pair.slow) for pair in pairs))
    fast = _problems(matcher, ((pair.problem, pair.entry_point, pair.fast) for pair in pairs))
    hits, lines = _hits(matcher, other)
    return {
        page.skill.name: Firing(
            slow=len(slow[page.skill.name] | page.cluster.problems),
            fast=len(fast[page.skill.name]),
            per_kloc=1000 * hits[page.skill.name] / max(1, lines),
        )
        for page in pages
    }


def _problems(matcher: Matcher, texts: Iterable[tuple[str, str, str]]) -> Mapping[str, set[str]]:
    """By skill, the problems that it reports something of, in the function that the pair is about."""
    found: dict[str, set[str]] = defaultdict(set)
    for problem, function, text in dict.fromkeys(texts):
        source = SourceFile.parse(text.encode("utf-8", "replace"), Path("pair.py"))
        spans = [each.span for each in functions(source) if each.qualname == function]
        for span in spans:
            for name in _found(matcher, source, span):
                found[name].add(problem)
    return found


def _hits(matcher: Matcher, files: Iterable[Path]) -> tuple[Mapping[str, int], int]:
    hits: dict[str, int] = defaultdict(int)
    lines = 0
    for file in files:
        try:
            content = file.read_bytes()
        except OSError:
            continue
        lines += content.count(b"\n")
        for name in _found(matcher, SourceFile.parse(content, file)):
            hits[name] += 1
    return hits, lines


def _found(matcher: Matcher, source: SourceFile, within: Span | None = None) -> Iterator[str]:
    return (each.skill.name for each in found_in(source, matcher, within) if not isinstance(each, MatchProblem))
