"""What shows that a place runs often, and what runs seldom."""

from __future__ import annotations

from pathlib import Path

import pytest

from speedwright.detection.detector import detect
from speedwright.skills.registry import load_library
from speedwright.syntax.source_file import SourceFile

LIBRARY = load_library()


def is_told(text: str) -> bool:
    (found,) = detect(SourceFile.parse(text.encode(), Path("m.py")), LIBRARY)
    return not found.quiet


def matching(loop: str, around: str = "") -> str:
    return f"""
import re

{around or "def matching(given):"}
    found = []
    for each in {loop}:
        if re.match("[0-9]+$", each):
            found.append(each)
    return found
"""


@pytest.mark.parametrize(
    "loop", ["lines", "given.stdout", "given.splitlines()", "range(9999)", "enumerate(open(given))", "all_rows"]
)
def test_a_hint_about_bulk_is_told(loop: str) -> None:
    assert is_told(matching(loop))


@pytest.mark.parametrize("loop", ["given", "given.options", "sorted(given)"])
def test_a_hint_without_a_sign_of_many_rounds_is_not(loop: str) -> None:
    assert not is_told(matching(loop))


def test_two_loops_are_a_sign() -> None:
    text = """
import re

def matching(groups):
    found = []
    for group in groups:
        for each in group:
            if re.match("[0-9]+$", each):
                found.append(each)
    return found
"""
    assert is_told(text)


@pytest.mark.parametrize(
    "around",
    [
        "class TestNames(TestCase):\n  def test(self, lines):",
        "class Kind(type):\n  def __new__(cls, lines):",
        "class Kind:\n  def __init_subclass__(cls, lines):",
        "import pytest\ndef matching(lines):",
    ],
)
def test_tests_and_the_making_of_classes_run_seldom(around: str) -> None:
    assert not is_told(matching("lines", around))
    assert is_told(matching("lines", "class Kind:\n  def matching(self, lines):"))
