"""Canonical forms: made by the guest from real values, told apart and printed by the host."""

from __future__ import annotations

import collections
import dataclasses
import datetime
import decimal
import enum
import itertools
import re

import pytest

from speedwright.model.evidence import Difference
from speedwright.verification.forms import as_text, difference, is_silent
from tests.sandbox.guest_modules import guest_module


def form(value: object):
    return guest_module("canonical").Canonicaliser(__name__).form(value)


class Colour(enum.Enum):
    RED = 1


@dataclasses.dataclass
class Point:
    x: int
    y: object = None


class Slotted:
    __slots__ = ("a",)

    def __init__(self, a: object) -> None:
        self.a = a


class Tagged(list):
    tag = ""


shared = [1]
cyclic: list[object] = []
cyclic.append(cyclic)

DIFFERENT = [
    (1, True, Difference.TYPE),
    (1, 1.0, Difference.TYPE),
    (0.0, -0.0, Difference.VALUE),
    (float("nan"), 1.0, Difference.VALUE),
    ("a", b"a", Difference.TYPE),
    ([1, 2], [2, 1], Difference.ORDER),
    ([1, 2], (1, 2), Difference.TYPE),
    ({"a": 1, "b": 2}, {"b": 2, "a": 1}, Difference.ORDER),
    ({"a": 1}, collections.OrderedDict(a=1), Difference.TYPE),
    (collections.defaultdict(int), collections.defaultdict(list), Difference.VALUE),
    ({1, 2}, {1, 3}, Difference.VALUE),
    ({1}, frozenset({1}), Difference.TYPE),
    ([shared, shared], [[1], [1]], Difference.ALIASING),
    (Point(1), Point(2), Difference.VALUE),
    (Point(1), Slotted(1), Difference.TYPE),
    (Slotted(1), Slotted(2), Difference.VALUE),
    (bytearray(b"a"), bytearray(b"b"), Difference.VALUE),
    (bytearray(b"a"), b"a", Difference.TYPE),
    (decimal.Decimal("1.0"), decimal.Decimal("1.00"), Difference.VALUE),
    (datetime.date(2024, 1, 1), datetime.datetime(2024, 1, 1), Difference.TYPE),
    (Colour.RED, 1, Difference.TYPE),
    (iter([1, 2]), iter([1, 3]), Difference.VALUE),
    (re.compile("a"), re.compile("a", re.IGNORECASE), Difference.VALUE),
    (lambda x: x + 1, lambda x: x + 2, Difference.VALUE),
    (ValueError("a"), ValueError("b"), Difference.VALUE),
    (collections.deque([1], 2), collections.deque([1], 3), Difference.VALUE),
]
SAME = [
    lambda: float("nan"),
    lambda: {3, 1, 2},
    lambda: {"b", "a", "c"},
    lambda: [cyclic],
    lambda: Point(1, [shared, shared]),
    lambda: collections.Counter("abca"),
    lambda: itertools.islice(itertools.count(), 5),
    lambda: lambda x: x * 2,
    lambda: 10**5000,
    lambda: "\ud800",
]


@pytest.mark.parametrize(("left", "right", "expected"), DIFFERENT)
def test_values_that_a_caller_can_tell_apart_differ(left: object, right: object, expected: Difference) -> None:
    assert difference(form(left), form(right)) is expected


@pytest.mark.parametrize("make", SAME)
def test_equal_values_have_equal_forms(make) -> None:
    assert difference(form(make()), form(make())) is None
    assert as_text(form(make()))


def test_a_new_private_attribute_is_not_state() -> None:
    cached = Point(1)
    cached._cache = {}  # type: ignore[attr-defined]
    assert difference(form(Point(1)), form(cached)) is None
    assert difference(form(cached), form(Point(1))) is Difference.VALUE


def test_what_shows_nothing_but_an_address_is_silent() -> None:
    assert is_silent(form([object()]))
    assert is_silent(form(open(__file__)))  # noqa: SIM115 - an open file is what is tested
    assert not is_silent(form([1, {"a": Point(1)}]))


def test_items_that_a_subclass_carries_beside_its_state_count() -> None:
    tagged = Tagged([1])
    tagged.tag = "x"
    assert difference(form(Tagged([1])), form(tagged)) is not None


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ([1, "a", None, True, (2,), {}], "[1, 'a', None, True, (2,), {}]"),
        ({"k": {1}}, "{'k': {1}}"),
        (set(), "set([])"),
        (float("inf"), "float('inf')"),
        (Point(1, [2]), "Point(x=1, y=[2])"),
        (cyclic, "[...]"),
        ([shared, shared], "[[1], [1]]"),
        (bytearray(b"ab"), "bytearray(b'ab')"),
        (Colour.RED, "Colour.RED"),
    ],
)
def test_forms_print_as_python_would(value: object, text: str) -> None:
    assert as_text(form(value)) == text


@pytest.mark.parametrize("digits", [3400, 3600, 3999, 5000])
def test_integers_print_however_long_they_are(digits: int) -> None:
    value = 16**digits
    assert as_text(["int", hex(value)])[:50] == (str(value) if digits < 3500 else hex(value))[:50]
