"""Recipes have an order where Python would give their values one, and never fail to be ordered."""

from typing import Any

import pytest

from speedwright.verification.inputs.literals import plain_value, recipe_of, sort_key


@pytest.mark.parametrize(
    "values",
    [
        [3, True, -1.5, 0],
        ["b", "", "a"],
        [(2, "x"), (1, "y"), (1, "x"), (1,)],
        [[[2], 1], [[1, 5], 0], [[1], 9]],
    ],
)
def test_what_python_orders_is_ordered_so(values: list[Any]) -> None:
    ordered = sorted(map(recipe_of, values), key=lambda each: sort_key(each) or ("", 0))
    assert [plain_value(each) for each in ordered] == sorted(values)


def test_what_python_cannot_compare_is_ordered_by_its_kind() -> None:
    keys = [sort_key(recipe_of(each)) for each in (("a", 1), ("a", "b"), ("a", b"c"), ("a", (1,)), ["a", 1])]
    assert all(keys)
    backwards = [*reversed(keys)]
    assert sorted(keys) == sorted(backwards)


@pytest.mark.parametrize("value", [None, {"a": 1}, ("a", {"b": 1}), [("a", None)], {1, 2}])
def test_what_has_no_order_has_no_key(value: Any) -> None:
    assert sort_key(recipe_of(value)) is None
