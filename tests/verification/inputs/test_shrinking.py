"""Shrinking reaches minimal forms within its number of checks."""

from typing import Any

from speedwright.model.recipe import Atom, Call, Case, Construct, Disturb, Items, Reference
from speedwright.verification.inputs.literals import last_of, plain_value, recipe_of
from speedwright.verification.inputs.shrinking import shrink


def smallest(value: Any, differs: Any, limit: int = 2000) -> Any:
    case = Case((Call((recipe_of(value),)),), "x")
    return plain_value(
        shrink(case, lambda each: differs(plain_value(each.calls[0].arguments[0])), limit).calls[0].arguments[0]
    )


def test_a_list_with_a_duplicate() -> None:
    assert smallest([7, 3, 9, 3, 12, 5], lambda each: len(set(each)) < len(each)) == [0, 0]


def test_an_integer_above_a_threshold() -> None:
    assert smallest(98765, lambda each: each > 1000) == 1001
    assert smallest(-500, lambda each: each < -9) == -10


def test_a_string_that_must_hold_a_mark() -> None:
    assert smallest("some text, with marks; and more", lambda each: ";" in each) == ";"


def test_a_nested_record() -> None:
    found = smallest(
        [{"id": 5, "tags": ["x", "y"]}, {"id": 5, "tags": []}], lambda each: any("id" in row for row in each)
    )
    assert found == [{"id": 0}]


def test_a_float_becomes_plain() -> None:
    assert smallest(73.12345, lambda each: each > 2.5) in (73.0, 73.1)


def test_steps_that_are_not_needed_go() -> None:
    call = Call((Atom(5),))
    case = Case((call, Disturb(0), Call((Atom(6),)), call, Disturb(2), call), "x")
    found = shrink(case, lambda each: len(each.calls) >= 2, 500)
    assert len(found.steps) == 2
    assert all(isinstance(step, Call) for step in found.steps)


def test_references_never_dangle() -> None:
    shared = Items("list", (Atom(1), Atom(2)), 4)
    case = Case((Call((shared,)), Call((Reference(4),))), "x")
    seen: list[Case] = []

    def differs(each: Case) -> bool:
        seen.append(each)
        return len(each.calls) == 2

    assert len(shrink(case, differs, 300).calls) == 2
    assert not any(each.calls[0].arguments == (Reference(4),) for each in seen)


def test_a_past_becomes_as_short_as_it_can() -> None:
    effects = [Construct(":C.add", (Reference(1), Atom(number))) for number in (4, 5, 6)]
    case = Case((Call((last_of(Construct(":C", label=1), *effects, Reference(1)),)),), "x")
    found = shrink(case, lambda each: "C.add" in each.key, 300)
    assert found.key.count("C.add") == 1


def test_the_limit_holds() -> None:
    checks = 0

    def differs(_case: Case) -> bool:
        nonlocal checks
        checks += 1
        return False

    case = Case((Call((recipe_of(list(range(100))),)),), "x")
    assert shrink(case, differs, 7) == case
    assert checks == 7


def test_a_caller_does_nothing_odd_where_that_changes_nothing() -> None:
    case = Case((Call((Atom(3),), manner="throw"),), "x")
    assert shrink(case, lambda _: True, 10).calls[0].manner == ""
    assert shrink(case, lambda each: each.calls[0].manner == "throw", 10).calls[0].manner == "throw"
