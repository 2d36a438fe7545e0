"""Calls that can be read from test files."""

from __future__ import annotations

from speedwright.verification.inputs.parametrised import shown_calls

MODULE = b"LIMIT = 3\ndef f(a, b=0):\n    return a\n"
TESTS = b"""
import pytest, shop
from shop import f

@pytest.mark.parametrize("a, b", [(1, [2]), (3, None), pytest.param("x", 4, id="x")])
def test_rows(a, b):
    assert shop.f(a, b=b) == a

@pytest.mark.parametrize(("a",), [(7,)])
@pytest.mark.parametrize("c", [8, 9])
def test_columns(a, c):
    assert f(c)

class TestMore:
    def test_literal(self, thing):
        f(LIMIT, b=-1)
        f(thing)
        f(TESTS)

@pytest.mark.parametrize(*ROWS)
@pytest.mark.parametrize("a", rows())
def test_unknown(a):
    f(a)
"""


def test_rows_and_literals_are_read() -> None:
    found = {each.source for each in shown_calls(TESTS, MODULE, "f")}
    expected = {"f(1, b=[2])", "f(3, b=None)", "f('x', b=4)", "f(8)", "f(9)", "f(LIMIT, b=-1)"}
    assert found == {f"{each}\n" for each in expected}


def test_methods_and_broken_files_show_nothing() -> None:
    assert shown_calls(TESTS, MODULE, "C.f") == ()
    assert shown_calls(b"def test(:", MODULE, "f") == ()
