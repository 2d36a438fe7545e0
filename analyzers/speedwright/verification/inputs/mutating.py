"""Variations of calls that are known to be good: type, nesting and sign stay, all else may change."""

from __future__ import annotations

from collections.abc import Sequence

from speedwright.model.recipe import Atom, Call, Items, Pairs, Recipe
from speedwright.model.signature import TypeShape
from speedwright.verification.inputs.base import Drawing
from speedwright.verification.inputs.conforming import conforms, labelled
from speedwright.verification.inputs.constants import constants_of_both
from speedwright.verification.inputs.relating import Relating
from speedwright.verification.inputs.relations import relate
from speedwright.verification.inputs.shapes import Drawer
from speedwright.verification.inputs.tables import rearranged, row_count
from speedwright.verification.inputs.traversal import children, is_plain, parts_of, rebuilt, with_parts

_ANY = TypeShape("any")


class Mutator:
    """Changes calls; `purpose` names the stream of choices, so that sources do not repeat each other."""

    def __init__(self, drawing: Drawing, purpose: str) -> None:
        self._rng = drawing.random(purpose)
        known = constants_of_both(drawing.module_source, drawing.candidate_source, drawing.function)
        self._drawer = Drawer(self._rng, known)
        self._relating = Relating(self._rng, self._drawer.texts, known)
        self._method = drawing.signature.is_method
        positional = (each for each in drawing.signature.parameters if each.kind == "positional")
        self._shapes = [each.shape or _ANY for each in positional]

    def mutated(self, call: Call) -> Call:
        """The call with one to three places changed, and sometimes related anew."""
        self._drawer.restart()
        parts = list(parts_of(call))
        for _ in range(self._rng.randint(1, 3)):
            open_places = range(1 if self._method and len(parts) > 1 else 0, len(parts))
            if open_places:
                place = self._rng.choice(open_places)
                parts[place] = self._changed(parts[place])
        start = 1 if self._method else 0
        related = relate(self._relating, parts[start:], self._shapes_of(call)[start:])
        return with_parts(call, [*parts[:start], *related])

    def _shapes_of(self, call: Call) -> list[TypeShape]:
        """The shapes that what belongs together must not break: those that the call has. Others are the example's."""
        parts = parts_of(call)
        known = labelled(parts)
        shapes = [*self._shapes[: len(call.arguments)], *[_ANY] * len(parts)][: len(parts)]
        return [shape if conforms(part, shape, known) else _ANY for part, shape in zip(parts, shapes, strict=True)]

    def _changed(self, recipe: Recipe) -> Recipe:
        """One place somewhere in the recipe changed."""
        rows = row_count(recipe)
        if rows:
            return self._cell(recipe, rows) if self._rng.random() < 0.5 else rearranged(recipe, self._order(rows))
        parts = children(recipe)
        if parts and self._rng.random() < 0.6:
            place = self._rng.randrange(len(parts))
            changed = [self._changed(part) if spot == place else part for spot, part in enumerate(parts)]
            return rebuilt(recipe, changed)
        match recipe:
            case Atom():
                return self._atom(recipe)
            case Items(kind, items, label) if kind != "tuple":
                return Items(kind, self._items(items), label)
            case Pairs(pairs, label) if len(pairs) > 1:
                return Pairs(tuple(self._rng.sample(pairs, self._rng.randint(0, len(pairs)))), label)
            case _:
                return recipe

    def _cell(self, table: Recipe, rows: int) -> Recipe:
        columns, row = list(children(table)), self._rng.randrange(rows)
        place = self._rng.randrange(len(columns))
        match columns[place]:
            case Items(kind, items, label):
                columns[place] = Items(kind, (*items[:row], self._changed(items[row]), *items[row + 1 :]), label)
        return rebuilt(table, columns)

    def _order(self, rows: int) -> Sequence[int]:
        order = range(rows)
        match self._rng.randrange(4):
            case 0:
                return order[: self._rng.randint(0, rows)]
            case 1:
                return order[::-1]
            case 2:
                return [*order, *order]
            case _:
                return self._rng.sample(order, rows)

    def _atom(self, atom: Atom) -> Atom:
        value = atom.value
        numbers, rng = self._drawer.numbers, self._rng
        if isinstance(value, bool):
            return Atom(not value)
        if isinstance(value, int):
            near = rng.choice((value + 1, max(value - 1, 0) if value >= 0 else value - 1, value * 2, value * 10, 0))
            return Atom(near if rng.random() < 0.5 else numbers.integer(negative=value < 0))
        if isinstance(value, float):
            near_real = rng.choice((value / 2, value * 10, value + 0.1 if value >= 0 else value - 0.1, 0.0))
            return Atom(near_real if rng.random() < 0.5 else numbers.real(negative=value < 0))
        if isinstance(value, str):
            return Atom(self._drawer.texts.variant(value) if rng.random() < 0.7 else self._drawer.texts.text())
        return atom

    def _items(self, items: tuple[Recipe, ...]) -> tuple[Recipe, ...]:
        rng = self._rng
        plain = [item for item in items if is_plain(item)]
        if len(plain) < len(items) or not items:
            return items
        form = rng.randrange(7)
        if form == 0:
            return ()
        if form == 1:
            return items[: rng.randint(0, len(items))]
        if form == 2:
            return tuple(rng.sample(items, len(items)))
        if form == 3:
            return items * 2
        if form == 4:
            return tuple(reversed(items))
        fresh = [self._changed(rng.choice(items)) for _ in range(rng.randint(1, 4))]
        return (*items, *fresh) if form == 5 else (*items, rng.choice(items))
