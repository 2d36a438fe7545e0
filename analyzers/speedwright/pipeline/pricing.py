"""What candidates cost in complexity, and which of two equally fast ones is the simpler."""

from __future__ import annotations

import textwrap
import warnings
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

from speedwright.model.candidate import Candidate
from speedwright.model.measurement import Measurement
from speedwright.model.price import CodeComplexity, Price
from speedwright.model.text import Span
from speedwright.model.verdict import Verdict
from speedwright.syntax.functions import functions
from speedwright.syntax.source_file import SourceFile


def price_of(candidate: Candidate) -> Price | None:
    """The price of a candidate; None where radon, which reads code with this interpreter, cannot read it."""
    return _price(candidate.path, candidate.source, candidate.result, candidate.entry_points)


def simpler_first(verdicts: Iterable[Verdict]) -> list[Verdict]:
    """Accepted verdicts in their order, but of neighbours that are ways to mend one place, and of which nobody can
    tell which is faster, the simpler comes first.
    """
    ordered = list(verdicts)
    for end in range(1, len(ordered)):
        at = end
        while at > 0 and is_simpler(ordered[at], ordered[at - 1]):
            ordered[at - 1], ordered[at] = ordered[at], ordered[at - 1]
            at -= 1
    return ordered


def is_simpler(first: Verdict, second: Verdict) -> bool:
    """Whether the first does instead of the second, is as fast as far as can be told, and simpler."""
    places = [[finding.span for finding in each.candidate.findings] for each in (first, second)]
    if not any(one.touches(other) for one in places[0] for other in places[1]):
        return False
    return as_fast([first], [second]) and _is_cheaper(first.candidate, second.candidate)


def as_fast(first: Sequence[Verdict], second: Sequence[Verdict]) -> bool:
    """Whether the intervals of two plans overlap: those of the products of their steps."""
    (low, high), (other_low, other_high) = _interval(first), _interval(second)
    return low <= other_high and other_low <= high


def complexity_after(candidate: Candidate) -> tuple[int, float] | None:
    """By what results of candidates for the same functions are compared; smaller is simpler."""
    price = price_of(candidate)
    return None if price is None else price.order


def _is_cheaper(first: Candidate, second: Candidate) -> bool:
    prices = complexity_after(first), complexity_after(second)
    return prices[0] is not None and prices[1] is not None and prices[0] < prices[1]


def _interval(steps: Sequence[Verdict]) -> tuple[float, float]:
    low = high = 1.0
    for measurement in _measured(steps):
        low, high = low * measurement.low, high * measurement.high
    return low, high


def _measured(steps: Sequence[Verdict]) -> list[Measurement]:
    return [step.measurement for step in steps if step.measurement is not None]


@lru_cache(maxsize=256)
def _price(path: Path, source: bytes, result: bytes, entry_points: tuple[str, ...]) -> Price | None:
    before = {each.qualname: each for each in functions(SourceFile.parse(source, path, "python"))}
    parsed = SourceFile.parse(result, path, "python")
    after = {each.qualname: each for each in functions(parsed)}
    added = [name for name, each in after.items() if name not in before and not each.nested]
    try:
        return Price(
            _complexity(source, [before[name].span for name in entry_points if name in before]),
            _complexity(result, [after[name].span for name in (*entry_points, *added) if name in after]),
        )
    except (SyntaxError, ValueError, RecursionError):
        return None


def _complexity(content: bytes, spans: Sequence[Span]) -> CodeComplexity:
    # It takes longer to import than most commands take.
    from radon.complexity import cc_visit
    from radon.metrics import mi_visit

    texts = [textwrap.dedent(_text(content, span)) for span in spans]
    with warnings.catch_warnings():
        # What the user's code is warned of is no concern here.
        warnings.simplefilter("ignore")
        cyclomatic = sum(block.complexity for text in texts for block in cc_visit(text))
        return CodeComplexity(
            cyclomatic, min((round(mi_visit(text, multi=True), 1) for text in texts), default=100.0)
        )


def _text(content: bytes, span: Span) -> str:
    """From the start of its line: a method's first line is as far in as the others."""
    start = content.rfind(b"\n", 0, span.start) + 1
    return content[start : span.end].decode("utf-8")
