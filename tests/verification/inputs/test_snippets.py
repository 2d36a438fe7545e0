"""Calls found by reading."""

import re

import pytest

from speedwright.verification.inputs.constants import constants, near_texts, neighbours
from speedwright.verification.inputs.patterns import matching
from speedwright.verification.inputs.snippets import Snippet, literal_arguments, snippets

SOURCE = '''
"""Module.

>>> f([1, 2])
3
"""
DATA = [4, 5]

def f(values, k=2):
    """
    >>> f([])
    0
    >>> x = [7]
    >>> f(x)
    7
    """
    return sum(values)

def demo(unknown):
    return f(DATA, 3), f(unknown)

def test_f():
    assert f([9]) == 9

if __name__ == "__main__":
    print(f([8]))
'''


def test_doctests_and_literal_calls_are_found() -> None:
    found = snippets(SOURCE, "f")
    assert Snippet("f([1, 2])\n", "doctest") in found
    assert Snippet("f([])\nx = [7]\nf(x)\n", "doctest") in found
    assert {each.source.strip() for each in found if each.kind == "literal"} == {"f(DATA, 3)", "f([8])"}
    assert [each.source for each in found if each.kind == "test"] == ["f([9])\n"]


def test_literal_arguments_are_recipes() -> None:
    assert len(literal_arguments(SOURCE.encode(), "f")) == 3


@pytest.mark.parametrize("source", ["", "def f(:", "def f(): ...", "\0", '"""\n>>> f(\n"""'])
def test_nothing_to_find_is_no_error(source: str) -> None:
    assert all(isinstance(each, Snippet) for each in snippets(source, "f"))


def test_methods_need_their_class() -> None:
    source = "class C:\n    def m(self): ...\n\nC(1).m()\nother.m()\n"
    assert [each.source for each in snippets(source, "C.m")] == ["C(1).m()\n"]


def test_constants_are_told_apart_by_use() -> None:
    source = b'''
import re
from datetime import datetime
LIMITS = {"cpu": 4}
def f(row, when):
    """Not a constant: 99."""
    if row["kind"] == "x" or row.get("size", 0) > 2 ** 16:
        return LIMITS
    re.match(r"a+b", when)
    return datetime.strptime(when, "%Y-%m")
'''
    found = constants(source, "f")
    assert {"kind", "size", "cpu"} <= set(found.keys)
    assert {65536, 4} <= set(found.ints)
    assert 99 not in found.ints
    assert (found.patterns, found.formats) == (("a+b",), ("%Y-%m",))
    assert "x" in found.choices


@pytest.mark.parametrize(
    "pattern",
    [
        r"\d{3}-[ab]",
        r"^(\w+)\s*=\s*(.*?)$",
        r"(a|bc)+?\1",
        r"[^,;]+,",
        r"(?P<y>\d{4})",
        r"x{,2}y*",
        r"(?i:ab)\b",
        "[A-z_]",
    ],
)
def test_patterns_are_inverted(pattern: str) -> None:
    found = matching(pattern)
    assert found
    assert all(re.search(pattern, text) for text in found)


@pytest.mark.parametrize("pattern", ["(", "(?=a)b", "[z-a]"])
def test_patterns_that_nothing_matches_give_nothing(pattern: str) -> None:
    assert matching(pattern) == ()


def test_neighbours_differ_from_the_constant() -> None:
    assert {9, 10, 11, -10} <= set(neighbours(10))
    assert {"ab", "a", "b", "abab", "AB"} <= set(near_texts("ab"))
