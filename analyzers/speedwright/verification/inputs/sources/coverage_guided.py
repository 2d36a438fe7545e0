"""Inputs near those that reached something new: what a fuzzer guided by coverage draws.

It needs to be told what was reached, so it is not one of the sources that are drawn from beforehand.
"""

from __future__ import annotations

from collections.abc import Sequence

from speedwright.model.recipe import Atom, AtomValue, Call, Case, Items, Recipe
from speedwright.model.signature import TypeShape
from speedwright.verification.inputs.base import Drawing
from speedwright.verification.inputs.conforming import conforms, labelled
from speedwright.verification.inputs.constants import constants_of_both
from speedwright.verification.inputs.mutating import Mutator
from speedwright.verification.inputs.traversal import (
    children,
    dangling,
    is_plain,
    parts_of,
    rebuilt,
    transformed,
    walk,
    with_parts,
)

# How often a value is put in, where there are some; else how often an input is made dense, or an argument taken from
# another input, instead of a few places being changed.
_PUT, _DENSE, _CROSSED = 0.5, 0.2, 0.2
# How often the last of the inputs is taken: what got furthest came last.
_LATEST = 0.5
_LONGEST = 70


class CoverageGuided:
    """Single calls: a few places changed, or arguments of two inputs put together."""

    name = "guided"

    def __init__(self, drawing: Drawing) -> None:
        self._rng = drawing.random(self.name)
        self._mutator = Mutator(drawing, self.name)
        known = constants_of_both(drawing.module_source, drawing.candidate_source, drawing.function)
        self._constants = [*map(Atom, known.ints), *map(Atom, known.floats), *map(Atom, known.strings)]
        self._given: set[str] = set()
        positional = [each.shape for each in drawing.signature.parameters if each.kind == "positional"]
        # Types are kept by all that is done here; a sign that examples narrowed is not.
        self._signed = {spot: shape for spot, shape in enumerate(positional) if shape and _is_signed(shape)}

    def near(self, cases: Sequence[Case], count: int, values: Sequence[Recipe] = ()) -> list[Case]:
        """At most `count` inputs near the cases, each given once; some of them with one of the values put in, or
        without values with a constant of the code.
        """
        atoms = [each for each in values if isinstance(each, Atom)] or self._constants
        calls = [call for case in cases for call in case.calls]
        if not calls:
            return []
        near = [self._near(calls, atoms) for _ in range(count)]
        # What is taken from another call may refer to an object that stayed there.
        sound = (call for call in near if not dangling((call,)))
        drawn = [Case((call,), self.name) for call in sound if self._keeps_to_signs(call)]
        fresh = {case.key: case for case in drawn if case.key not in self._given}
        self._given.update(fresh)
        return list(fresh.values())

    def _near(self, calls: Sequence[Call], atoms: Sequence[Atom]) -> Call:
        call = calls[-1] if self._rng.random() < _LATEST else self._rng.choice(calls)
        other = self._rng.choice(calls)
        parts, others = list(parts_of(call)), parts_of(other)
        if atoms and self._rng.random() < _PUT:
            return self._put(call, self._rng.choice(atoms))
        if self._rng.random() < _DENSE:
            few = self._rng.choice((2, 3, 4))
            return with_parts(call, [transformed(part, lambda each: _dense(each, few)) for part in parts])
        if len(parts) == len(others) and len(parts) > 1 and self._rng.random() < _CROSSED:
            place = self._rng.randrange(len(parts))
            parts[place] = others[place]
            return with_parts(call, parts)
        return self._mutator.mutated(call)

    def _keeps_to_signs(self, call: Call) -> bool:
        known = labelled(call.arguments)
        given = [(call.arguments[spot], shape) for spot, shape in self._signed.items() if spot < len(call.arguments)]
        return all(conforms(recipe, shape, known) for recipe, shape in given)

    def _put(self, call: Call, atom: Atom) -> Call:
        """The call with the value, or one beside it, in the place of one of its type, or as the length of a list."""
        value = atom.value
        if isinstance(value, int):
            value += self._rng.choice((0, 0, 1, -1))
        places = [
            (number, spot)
            for number, part in enumerate(parts_of(call))
            for spot, each in enumerate(walk(part))
            if _takes(each, value)
        ]
        if not places:
            return self._mutator.mutated(call)
        number, spot = self._rng.choice(places)
        parts = list(parts_of(call))
        parts[number] = _with_value(parts[number], spot, value)
        return with_parts(call, parts)


def _is_signed(shape: TypeShape) -> bool:
    return "non-negative" in shape.name or any(map(_is_signed, shape.arguments))


def _dense(recipe: Recipe, few: int) -> Recipe:
    """A number or text among few neighbours: what meets in an input, meets in them."""
    if not isinstance(recipe, Atom):
        return recipe
    value = recipe.value
    if isinstance(value, bool):
        return recipe
    if isinstance(value, int):
        return Atom(value % few if value >= 0 else -(-value % few))
    if isinstance(value, str):
        return Atom("".join("abcd"[ord(each) % few] if each.isalpha() else each for each in value))
    return recipe


def _takes(recipe: Recipe, value: AtomValue) -> bool:
    if isinstance(recipe, Items):
        return isinstance(value, int) and 0 <= value <= _LONGEST and recipe.kind == "list" and bool(recipe.items)
    return isinstance(recipe, Atom) and type(recipe.value) is type(value)


def _with_value(recipe: Recipe, spot: int, value: AtomValue) -> Recipe:
    """The recipe with what stands at `spot`, counted as `walk` does, changed to the value or to its length."""
    if spot == 0 and isinstance(recipe, Items) and isinstance(value, int):
        plain = recipe.items if all(map(is_plain, recipe.items)) else recipe.items[:value]
        repeated = plain * (value // len(plain) + 1) if plain else plain
        return Items(recipe.kind, repeated[:value], recipe.label)
    if spot == 0:
        return Atom(value)
    parts = list(children(recipe))
    start = 1
    for number, part in enumerate(parts):
        size = sum(1 for _ in walk(part))
        if start <= spot < start + size:
            parts[number] = _with_value(part, spot - start, value)
            break
        start += size
    return rebuilt(recipe, parts)
