"""Grown calls have the size, the type and the relations that were asked for."""

import random
from typing import Any

import pytest

from speedwright.model.recipe import Call
from speedwright.model.signature import Parameter, Signature, TypeShape
from speedwright.verification.inputs.base import Drawing
from speedwright.verification.inputs.growth import grown, size_of, sized, varied
from speedwright.verification.inputs.literals import plain_value, recipe_of

INT, TEXT = TypeShape("int"), TypeShape("str")


def call_of(*values: Any) -> Call:
    return Call(tuple(recipe_of(value) for value in values))


def grown_values(values: tuple[Any, ...], size: int, seed: int = 0) -> list[Any]:
    call = grown(call_of(*values), size, random.Random(seed))
    assert call is not None
    return [plain_value(each) for each in call.arguments]


@pytest.mark.parametrize(
    ("values", "size"),
    [
        (([3, 1, 2],), 3),
        (("hello",), 5),
        (({"a": 1, "b": 2},), 2),
        ((17,), 17),
        (([(1, "a"), (2, "b")], 2), 2),
        (([[1, 2], [3, 4]],), 4),
        ((["(()", "))"],), 3),
        (([], 5), 0),
        ((["alpha", "beta", "gamma"], "beta"), 3),
    ],
)
def test_size_of(values: tuple[Any, ...], size: int) -> None:
    assert size_of(call_of(*values)) == size


@pytest.mark.parametrize("size", [10, 1000])
@pytest.mark.parametrize(
    "values",
    [
        ([3, 1, 2, 2],),
        ("to be or not",),
        ({"a": 1, "b": 5, "c": 9},),
        ([{"id": 1}, {"id": 2}],),
        ([0.5, 1.5],),
        ({1, 2, 3},),
        (17,),
    ],
)
def test_grown_calls_have_their_size_and_type(values: tuple[Any, ...], size: int) -> None:
    (value,) = grown_values(values, size)
    assert type(value) is type(values[0])
    reached = value if isinstance(value, int) else len(value)
    # A set drops what it has already, an integer varies so that calls differ.
    assert size * (0.3 if isinstance(value, (set, int)) else 0.97) <= reached <= size


def test_integers_vary_together_and_keep_their_signs() -> None:
    drawn = [grown_values((-10, 20, 30, 2), 30, seed) for seed in range(60)]
    assert len({tuple(each) for each in drawn}) > 50
    assert all(each[0] < 0 < each[1] and each[3] == 2 and max(map(abs, each)) <= 30 for each in drawn)


def test_lists_of_equal_length_grow_together_and_small_options_stay() -> None:
    names, prices, mode = grown_values((["a", "b", "c"], [1, 2, 3], "x"), 50)
    assert (len(names), len(prices), mode) == (50, 50, "x")


def test_a_square_matrix_stays_square() -> None:
    (matrix,) = grown_values(([[1, 2], [3, 4]],), 100)
    assert [len(row) for row in matrix] == [10] * 10


def test_sorted_stays_sorted_and_sign_stays() -> None:
    for seed in range(5):
        (values,) = grown_values(([1, 4, 9, 12],), 200, seed)
        assert values == sorted(values)
        assert min(values) >= 0
        (falling,) = grown_values(([12, 9, 4, 1],), 200, seed)
        assert falling == sorted(falling, reverse=True)


def test_a_graph_keeps_its_nodes_and_its_lack_of_cycles() -> None:
    graph, start = grown_values(({"a": ["b", "c"], "b": ["c"], "c": []}, "a"), 60)
    order = {node: number for number, node in enumerate(graph)}
    assert len(graph) == 60
    assert all(order[node] < order[each] for node, each in ((n, e) for n, edges in graph.items() for e in edges))
    assert start in graph or start == "a"


def test_intervals_keep_their_ends_in_order() -> None:
    (rows,) = grown_values(([(1, 3), (2, 9)],), 100)
    assert all(low <= high for low, high in rows)


def test_a_varied_call_is_as_large_and_new() -> None:
    call = call_of([5, 2, 8, 1, 9], "needle")
    made = [varied(call, random.Random(seed)) for seed in range(20)]
    assert all(each is not None and size_of(each) == size_of(call) for each in made)
    assert len(set(made)) > 15


def test_texts_are_now_and_then_those_of_the_example_alone() -> None:
    """Units and kinds: where code knows no others, new words would all be rejected."""
    units = {"mm", "cm", "km", "mi"}
    drawn = [grown_values(([(1.5, unit) for unit in sorted(units)],), 40, seed)[0] for seed in range(40)]
    kept = [{unit for _, unit in rows} <= units for rows in drawn]
    assert any(kept)
    assert not all(kept)


def test_nothing_grows_from_nothing() -> None:
    assert grown(call_of([]), 10, random.Random(0)) is None
    assert grown(call_of(None), 10, random.Random(0)) is None


def test_growing_is_determined_by_the_stream() -> None:
    call = call_of(["a1", "b2", "a1"])
    assert grown(call, 100, random.Random(4)) == grown(call, 100, random.Random(4))


@pytest.mark.parametrize(
    "shape",
    [
        TypeShape("list", (INT,)),
        TEXT,
        TypeShape("dict", (TEXT, INT)),
        INT,
        TypeShape("list", (TypeShape("tuple", (INT, INT)),)),
    ],
)
def test_calls_are_sized_from_the_signature_alone(shape: TypeShape) -> None:
    drawing = Drawing(Signature((Parameter("p", "positional", shape),)), b"def f(p): ...", "f")
    for seed in range(3):
        call = sized(drawing, 400, random.Random(seed))
        assert call is not None
        assert 200 <= size_of(call) <= 400


def test_what_cannot_be_built_cannot_be_sized() -> None:
    drawing = Drawing(Signature((Parameter("p", "positional", TypeShape("unsupported")),)), b"", "f")
    assert sized(drawing, 10, random.Random(0)) is None
