"""What is printed builds what the recipe says."""

import ast
import asyncio
import datetime
import functools
from typing import Any

import pytest

from speedwright.model.recipe import Atom, Call, Case, Construct, Disturb, Items, Pairs, Recipe, Reference
from speedwright.model.signature import TypeShape
from speedwright.verification.inputs.deep import DEPTH, deeply_nested
from speedwright.verification.inputs.literals import last_of, recipe_of
from speedwright.verification.inputs.rendering import render, shortened


def shown(*arguments: Recipe) -> str:
    return render(Case((Call(arguments),), ""), "f", is_method=False)


def ran(text: str, scope: dict[str, Any]) -> Any:
    """What the last statement gives, after the others."""
    *before, last = ast.parse(text).body
    assert isinstance(last, ast.Expr)
    exec(compile(ast.Module(before, []), "<shown>", "exec"), scope)
    return eval(compile(ast.Expression(last.value), "<shown>", "eval"), scope)


@pytest.mark.parametrize(
    "value",
    [
        [1, 1],
        {"a": 2},
        (1,),
        (),
        set(),
        {3},
        frozenset({4}),
        frozenset(),
        None,
        True,
        -0.0,
        1e300,
        2 - 3j,
        b"\x00",
        "it's\n",
        10**30,
    ],
)
def test_plain_values_come_back(value: Any) -> None:
    result = eval(shown(recipe_of(value)), {"f": lambda each: each})
    assert (type(result), repr(result)) == (type(value), repr(value))


def test_a_simple_call_is_one_expression() -> None:
    call = Call((recipe_of([1, 1]), recipe_of({"a": 2})), (("key", Atom(None)),))
    assert render(Case((call,), ""), "f", is_method=False) == "f([1, 1], {'a': 2}, key=None)"


def test_nan_and_standard_classes_are_constructed() -> None:
    text = shown(Atom(float("nan")), Construct("datetime:date", (Atom(2024), Atom(2), Atom(29))))
    assert text == "import datetime\nf(float('nan'), datetime.date(2024, 2, 29))"
    scope = {"f": lambda *values: values[1]}
    assert ran(text, scope) == datetime.date(2024, 2, 29)


def test_a_shared_object_gets_a_name() -> None:
    shared = Items("list", (Atom(1),), 7)
    text = render(Case((Call((shared,)), Call((Reference(7),))), ""), "f", is_method=False)
    assert text == "a = [1]\nf(a)\nf(a)"


def test_labels_nobody_refers_to_are_not_shown() -> None:
    assert shown(Items("list", (Atom(1),), 7)) == "f([1])"


def test_a_list_that_holds_itself() -> None:
    seen: list[Any] = []
    exec(shown(Items("list", (Atom(1), Reference(3)), 3)), {"f": seen.append})
    assert seen[0][1] is seen[0]


def test_methods_and_an_instance_with_a_past() -> None:
    fresh = render(Case((Call((Construct(":Cart"), Atom(1))),), ""), "Cart.total", is_method=True)
    assert fresh == "Cart().total(1)"
    past = last_of(Construct(":Cart", label=1), Construct(":Cart.add", (Reference(1), Atom("x"))), Reference(1))
    text = render(Case((Call((past,)), Call((Reference(1),))), ""), "Cart.total", is_method=True)
    assert text == "a = Cart()\na.add('x')\na.total()\na.total()"


def test_an_instance_made_without_its_constructor() -> None:
    class Box:
        size: int

    made = Construct("guest:instance", (Atom(":Box"), Pairs(((Atom("size"), Atom(3)),))))
    seen: list[Any] = []
    exec(shown(made), {"f": seen.append, "Box": Box})
    assert (type(seen[0]), seen[0].size) == (Box, 3)


@pytest.mark.parametrize(
    ("result", "after"),
    [([1, 2], [1, 2, 1][::-1]), ([], [0]), ({}, {"speedwright": None}), ({1}, {1, "speedwright"})],
)
def test_a_disturbance_changes_the_result(result: Any, after: Any) -> None:
    call = Call((Atom(1),))
    text = render(Case((call, Disturb(0), call), ""), "f", is_method=False)
    exec(text, {"f": lambda _: result})
    assert result == after


def test_deep_nesting_is_one_short_expression() -> None:
    (deep,) = deeply_nested(TypeShape("any"))
    seen: list[Any] = []
    exec(shown(deep), {"f": seen.append, "functools": functools})
    depth, current = 0, seen[0]
    while isinstance(current, list):
        depth, current = depth + 1, current[0]
    assert (depth, current) == (DEPTH + 1, 1)


def test_only_display_shortens() -> None:
    long = shown(Atom("x" * 5000))
    assert len(long) > 5000
    assert len(shortened(long, 100)) <= 100
    assert shortened("f(1)") == "f(1)"


@pytest.mark.parametrize("behaviour", ["identity", "fails later", "async count"])
def test_telling_callables_print_their_calls_and_answer_as_before(behaviour: str, capsys) -> None:
    case = Case((Call((Construct("guest:callable", (Atom(behaviour),)),)),), "")
    plain, telling = (ran(render(case, "f", False, telling=told), {"f": lambda g: g}) for told in (False, True))
    answers = [answer(plain, 7), answer(telling, 7)]
    assert answers[0] == answers[1]
    assert capsys.readouterr().out == "1 (7,) {}\n"


def answer(function: Any, value: object) -> Any:
    result = function(value)
    return asyncio.run(result) if asyncio.iscoroutine(result) else result


@pytest.mark.parametrize(
    ("manner", "items", "said"),
    [
        ("take 1", None, "closed\n"),
        ("send", [[1], 1, 2, 3], "closed\n"),
        ("throw", [[1], "caught"], "closed\n"),
        ("change", [[1], 1, 1], "closed\n"),
    ],
)
def test_callers_who_do_not_simply_take_all_items(manner: str, items: object, said: str, capsys) -> None:
    def f(values: list[int]) -> Any:
        try:
            got = yield list(values)
            for _ in range(3) if got else values:
                got = yield got or 1
        except ValueError:
            yield "caught"
        finally:
            print("closed")

    call = Call((recipe_of([1]),), manner=manner)
    assert ran(render(Case((call,), ""), "f", is_method=False), {"f": f}) == items
    assert capsys.readouterr().out == said
