"""An instance that no constructor makes keeps all its attributes, whatever becomes of their values."""

from __future__ import annotations

import random

from speedwright.model.recipe import Atom, Call, Case, Construct, Items, Pairs, Recipe
from speedwright.model.signature import Parameter, Signature, TypeShape
from speedwright.verification.inputs.base import Drawing
from speedwright.verification.inputs.literals import recipe_of
from speedwright.verification.inputs.shrinking import shrink
from speedwright.verification.inputs.sources.coverage_guided import CoverageGuided
from speedwright.verification.inputs.traversal import children, highest_label, rebuilt, walk

NAMES = ("number", "customer", "lines")


def instance(label: int) -> Construct:
    values = (Atom(label), Atom("someone"), recipe_of([1, 2]))
    state = Pairs(tuple((Atom(name), value) for name, value in zip(NAMES, values, strict=True)), label + 50)
    return Construct("guest:instance", (Atom("shop:Delivery"), state), (), label)


def names_in(recipe: Recipe) -> list[tuple[object, ...]]:
    return [
        tuple(name.value for name, _ in state.pairs if isinstance(name, Atom))
        for part in walk(recipe)
        if isinstance(part, Construct)
        for state in part.arguments[1:]
        if isinstance(state, Pairs)
    ]


def shown_in(case: Case) -> list[tuple[object, ...]]:
    return [names for call in case.calls for each in call.arguments for names in names_in(each)]


def given() -> Case:
    return Case((Call((Items("list", tuple(map(instance, range(3))), 10), recipe_of([2, 1, 1]))),), "test")


def test_its_parts_are_the_values() -> None:
    whole = instance(1)
    assert rebuilt(whole, children(whole)) == whole
    assert Atom("number") not in children(whole)
    assert highest_label(given().calls) == 52


def test_inputs_near_it_have_the_same_attributes() -> None:
    parameters = tuple(Parameter(name, "positional", TypeShape("any")) for name in ("deliveries", "numbers"))
    drawing = Drawing(Signature(parameters), b"def f(deliveries, numbers):\n    return 'number', 3\n", "f")
    found = CoverageGuided(drawing).near([given()], 500)
    shown = [names for case in found for names in shown_in(case)]
    assert len(shown) > 300
    assert set(shown) == {NAMES}


def test_a_smaller_one_has_the_same_attributes() -> None:
    rng = random.Random(1)
    seen: list[Case] = []

    def differs(case: Case) -> bool:
        seen.append(case)
        return bool(shown_in(case)) and rng.random() < 0.5

    shrink(given(), differs, 500)
    shown = {names for case in seen for names in shown_in(case)}
    assert shown == {NAMES}
