"""What is visibly small is not told, whatever it is that keeps it small."""

from __future__ import annotations

from pathlib import Path

import pytest

from speedwright.detection.detector import detect
from speedwright.skills.registry import load_library
from speedwright.syntax.source_file import SourceFile

LIBRARY = load_library()


def told(text: str) -> list[str]:
    found = detect(SourceFile.parse(text.encode(), Path("m.py")), LIBRARY)
    return [each.skill for each in found if not each.quiet]


def distinct(loop: str, before: str = "pass", head: str = "given: list[str]") -> str:
    return f"""
import getopt
import os
import sys

opts, rest = getopt.getopt(sys.argv[1:], "ab")
flags = [flag for flag, _ in opts]


def distinct({head}) -> list[str]:
    seen: list[str] = []
    {before}
    for each in {loop}:
        name = str(each)
        if name not in seen:
            seen.append(name)
    return seen
"""


@pytest.mark.parametrize(
    ("loop", "before", "head"),
    [
        ("kwargs", "pass", "**kwargs: int"),
        ("names", "names = dir(given)", "given: object"),
        ("list(table.keys())", "table = given.__dict__", "given: type"),
        ("opts", "pass", "given: list[str]"),
        ("flags", "pass", "given: list[str]"),
        ("os.environ['PATH'].split(os.pathsep)", "pass", "given: list[str]"),
        ("given.get(0, [])", "pass", "given: dict[int, list[str]]"),
        ("given", "related = cls.__subclasses__()", "cls: type, given: list[str]"),
        ("'/?#'", "pass", "given: list[str]"),
    ],
)
def test_few_by_what_they_are(loop: str, before: str, head: str) -> None:
    assert told(distinct(loop, before, head)) == []


@pytest.mark.parametrize("loop", ["given", "sorted(given)", "given[1:]", "[each.lower() for each in given]"])
def test_as_many_as_there_are(loop: str) -> None:
    assert told(distinct(loop)) == ["growing-list-membership"]


def test_a_tested_length() -> None:
    text = """
def flat(parts: list[list[int]]) -> list[int]:
    if len(parts) != 2:
        return []
    return sum([list(part) for part in parts], [])
"""
    assert told(text) == []
    assert told(text.replace("    if len(parts) != 2:\n        return []\n", "")) == ["list-concatenation-in-loop"]


def test_a_short_list_that_grows_outside_loops_stays_short() -> None:
    text = """
def others(columns: list[str], source: str, key: str) -> list[str]:
    reserved = [source]
    if key:
        reserved.append(key)
    return [column for column in columns if column not in reserved]
"""
    assert told(text) == []
    grown = text.replace("    if key:\n", "    for key in columns[::2]:\n")
    assert told(grown) == ["list-membership-in-loop"]


def test_one_collection_is_told_once() -> None:
    text = """
def drained(given: list[int]) -> list[int]:
    waiting = list(given)
    found = []
    while waiting:
        found.append(waiting.pop(0))
        if waiting:
            found.append(waiting.pop(0))
    return found
"""
    found = detect(SourceFile.parse(text.encode(), Path("m.py")), LIBRARY)
    assert [(each.skill, each.quiet) for each in found] == [("front-pop-queue", False), ("front-pop-queue", True)]


def test_a_page_says_itself_what_is_not_worth_telling() -> None:
    text = """
def key_of(parts: list[str]) -> tuple[str, ...]:
    key: tuple[str, ...] = ()
    for part in parts:
        key += (part,)
    return key
"""
    found = detect(SourceFile.parse(text.encode(), Path("m.py")), LIBRARY)
    assert [(each.skill, each.quiet) for each in found] == [("list-concatenation-in-loop", True)]
