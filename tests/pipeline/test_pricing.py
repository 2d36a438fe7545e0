"""What a rewrite costs in complexity, and the order of equally fast ones."""

from dataclasses import replace
from pathlib import Path

from speedwright.model.candidate import Candidate, Origin
from speedwright.model.finding import Finding, Severity
from speedwright.model.improvement import worth
from speedwright.model.price import CodeComplexity
from speedwright.model.text import Span, TextEdit
from speedwright.model.verdict import Verdict
from speedwright.pipeline.pricing import price_of, simpler_first
from tests.cli.verdicts import ACCEPTED, MEASUREMENT

SOURCE = """\
class Shop:
    def total(self, items):
        return sum(items)


def other(x):
    return x if x else 0
"""
BRANCHES = """\
        if not items:
            return 0
        total = 0
        for item in items:
            total += item
        return total
"""


def candidate(text: str, *more: TextEdit) -> Candidate:
    start = SOURCE.index("        return sum(items)\n")
    edit = TextEdit(Span(start, start + len("        return sum(items)\n")), text)
    finding = Finding("x", Path("shop.py"), edit.span, "", Severity.WARNING, "Shop.total")
    return Candidate(
        Path("shop.py"), SOURCE.encode(), (edit, *more), ("Shop.total",), Origin.REWRITE, "x", findings=(finding,)
    )


def verdict(text: str, ratio: float, low: float, high: float) -> Verdict:
    measurement = replace(MEASUREMENT, ratio=ratio, low=low, high=high)
    return replace(ACCEPTED, candidate=candidate(text), measurement=measurement)


def test_the_price_is_that_of_the_functions_that_change() -> None:
    price = price_of(candidate(BRANCHES))

    assert price is not None
    assert price.before == CodeComplexity(1, 100.0)
    assert price.after.cyclomatic == 3
    assert price.after.maintainability < 100


def test_functions_that_are_added_count() -> None:
    helper = TextEdit(Span(0, 0), "def helper(x):\n    return 1 if x else 2\n\n\n")
    price = price_of(candidate("        return helper(items)\n", helper))

    assert price is not None
    assert (price.before.cyclomatic, price.after.cyclomatic) == (1, 3)


def test_code_that_radon_cannot_read_has_no_price() -> None:
    assert price_of(candidate("        return (\n")) is None


def test_of_equally_fast_ways_the_simpler_comes_first() -> None:
    branching, plain = verdict(BRANCHES, 3.0, 2.5, 3.5), verdict("        return sum(items) + 0\n", 2.8, 2.4, 3.2)

    assert simpler_first([branching, plain]) == [plain, branching]
    assert simpler_first([plain, branching]) == [plain, branching]


def test_a_faster_way_stays_before_a_simpler_one() -> None:
    branching, plain = verdict(BRANCHES, 9.0, 8.5, 9.5), verdict("        return sum(items) + 0\n", 2.8, 2.4, 3.2)

    assert simpler_first([branching, plain]) == [branching, plain]


def test_what_mends_another_place_keeps_its_turn() -> None:
    branching, plain = verdict(BRANCHES, 3.0, 2.5, 3.5), verdict("        return sum(items) + 0\n", 2.8, 2.4, 3.2)
    elsewhere = replace(plain.candidate.findings[0], span=Span(0, 5))
    other = replace(plain, candidate=replace(plain.candidate, findings=(elsewhere,)))

    assert simpler_first([branching, other]) == [branching, other]


def test_worth_is_that_of_amdahl() -> None:
    found = worth(0.6, replace(MEASUREMENT, ratio=3.0, low=2.0, high=4.0))

    assert (round(found.saved, 6), round(found.low, 6), round(found.high, 6)) == (0.4, 0.3, 0.45)
    assert round(found.speedup, 6) == round(1 / 0.6, 6)
