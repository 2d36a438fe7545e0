"""Loops of visibly few rounds are left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from speedwright.detection.detector import detect
from speedwright.skills.registry import load_library
from speedwright.syntax.source_file import SourceFile

LIBRARY = load_library()


def skills_in(loop: str, before: str = "") -> list[str]:
    text = f"""
import sys

KINDS = ("a", "b", "c")
MANY = {list(range(40))}


def distinct(cls, given: list[str]) -> list[str]:
    seen: list[str] = []
    {before or "pass"}
    for each in {loop}:
        name = str(each)
        if name not in seen:
            seen.append(name)
    return seen
"""
    return [each.skill for each in detect(SourceFile.parse(text.encode(), Path("m.py")), LIBRARY)]


@pytest.mark.parametrize(
    "loop",
    [
        "cls.__bases__", "cls.__mro__[:-1]", "cls.mro()", "sys.path", "(1, 2, 3)", "KINDS", "enumerate(KINDS)",
        "zip(given, KINDS)", "range(8)", "'1 2 3 4'.split()", "{1: 2}.items()", "sorted([3, 1])",
    ],
)  # fmt: skip
def test_few_rounds(loop: str) -> None:
    assert skills_in(loop) == []


@pytest.mark.parametrize("loop", ["given", "MANY", "range(len(given))", "range(500)", "sorted(given)", "cls.items"])
def test_as_many_rounds_as_there_is_data(loop: str) -> None:
    assert skills_in(loop) == ["growing-list-membership"]


def test_a_short_loop_in_a_long_one_counts() -> None:
    text = """
def distinct(rows: list[list[str]]) -> list[str]:
    seen: list[str] = []
    for row in rows:
        for place in (0, 1):
            name = str(row[place])
            if name not in seen:
                seen.append(name)
    return seen
"""
    found = detect(SourceFile.parse(text.encode(), Path("m.py")), LIBRARY)
    assert [each.skill for each in found] == ["growing-list-membership"]


def test_what_waits_for_a_person() -> None:
    text = """
def ask(choices: list[str]) -> str:
    choice = ""
    while choice not in choices:
        choice = input("? ")
    return choice
"""
    assert detect(SourceFile.parse(text.encode(), Path("m.py")), LIBRARY) == ()
