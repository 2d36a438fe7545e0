"""Matches that the function around them would hardly notice are not told, and are tried all the same."""

from __future__ import annotations

from pathlib import Path

from speedwright.detection.detector import detect
from speedwright.detection.selecting import told, wanted
from speedwright.model.finding import Finding, Severity
from speedwright.settings import Settings
from speedwright.skills.registry import load_library
from speedwright.syntax.source_file import SourceFile

LIBRARY = load_library()

ALONE = """
def cheapest(rows: list[tuple[str, int]]) -> int:
    best = 10_000
    for _, price in rows:
        best = min(best, price)
    return best
"""
BESIDES_OTHER_WORK = ALONE.replace("        best =", "        connection.execute(price)\n        best =")


def found(text: str) -> tuple[Finding, ...]:
    return detect(SourceFile.parse(text.encode(), Path("m.py")), LIBRARY)


def test_what_the_loop_is_about_is_told() -> None:
    assert [(each.skill, each.quiet) for each in found(ALONE)] == [("larger-of-two-in-loop", False)]


def test_what_drowns_in_other_work_is_not() -> None:
    findings = found(BESIDES_OTHER_WORK)
    assert [(each.skill, each.quiet) for each in findings] == [("larger-of-two-in-loop", True)]
    assert told(findings, Settings()) == ()
    assert wanted(findings, Settings()) == findings
    assert [each.severity for each in told(findings, Settings(quiet_findings=True))] == [Severity.HINT]


def test_places_of_one_skill_in_one_function_count_together() -> None:
    once = """
def spread(rows: list[int], low: int, high: int) -> int:
    for row in rows:
        check(row)
        low = min(low, row)
    return high - low
"""
    often = once.replace("        low =", "        high = max(high, row)\n        low =")
    assert {each.quiet for each in found(once)} == {True}
    assert [each.quiet for each in found(often)] == [False, False]


def test_places_of_other_branches_do_not_count() -> None:
    text = """
def lowest(rows: list[int], low: int, strict: bool) -> int:
    if strict:
        for row in rows:
            check(row)
            low = min(low, row)
        return low
    for row in rows:
        check(row)
        low = min(low, row)
    return low
"""
    assert {each.quiet for each in found(text)} == {True}


GROWING = """
def distinct(names: list[str]) -> list[str]:
    seen: list[str] = []
    for name in names:
        announce(name)
        if name not in seen:
            seen.append(name)
    return seen
"""


def test_other_growth_is_told_beside_some_work() -> None:
    assert [(each.skill, each.quiet) for each in found(GROWING)] == [("growing-list-membership", False)]


def test_other_growth_is_not_told_where_some_tens_of_items_would_not_be_felt() -> None:
    text = GROWING.replace("        announce(name)", "        connection.execute(name)\n        announce(name)")
    assert [(each.skill, each.quiet) for each in found(text)] == [("growing-list-membership", True)]


def test_two_loops_speak_for_many_items() -> None:
    text = """
def distinct(groups: list[list[str]]) -> list[str]:
    seen: list[str] = []
    for group in groups:
        for name in group:
            connection.execute(name)
            announce(name)
            if name not in seen:
                seen.append(name)
    return seen
"""
    assert [(each.skill, each.quiet) for each in found(text)] == [("growing-list-membership", False)]
