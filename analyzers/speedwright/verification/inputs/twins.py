"""Calls that differ from another in one place: what is remembered by a part of the arguments answers them wrongly."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Iterator, Sequence

from speedwright.model.recipe import Atom, Call, Items, Pairs, Recipe
from speedwright.verification.inputs.nearness import near
from speedwright.verification.inputs.traversal import children, is_plain, parts_of, rebuilt, with_parts


def twins(call: Call, other: Call, rng: random.Random, start: int = 0) -> list[Call]:
    """Copies of a call with one argument of `other`, or one value inside an argument changed, in random order.

    Lengths, first and last elements mostly stay, in some copies sums, too: that is what short keys are made of.
    Arguments before `start` are left alone.
    """
    found = [*_with_arguments_of(call, other, start), *_changed_inside(call, rng, start)]
    different = [each for each in found if each != call]
    return rng.sample(different, len(different))


def _with_arguments_of(call: Call, other: Call, start: int) -> Iterator[Call]:
    """One argument is the other call's, or one that has a default is given, or is not."""
    mine, theirs = call.arguments, other.arguments
    if not call.keywords and len(theirs) > len(mine) and all(map(is_plain, theirs[len(mine) :])):
        yield dataclasses.replace(call, arguments=(*mine, *theirs[len(mine) :]))
    if start < len(theirs) < len(mine):
        yield dataclasses.replace(call, arguments=mine[: len(theirs)])
    for place in range(start, min(len(mine), len(theirs))):
        if is_plain(theirs[place]):
            yield dataclasses.replace(call, arguments=(*mine[:place], theirs[place], *mine[place + 1 :]))
    if call.keywords != other.keywords and all(is_plain(value) for _, value in other.keywords):
        yield dataclasses.replace(call, keywords=other.keywords)


def _changed_inside(call: Call, rng: random.Random, start: int) -> Iterator[Call]:
    parts = list(parts_of(call))
    for place in range(start, len(parts)):
        if is_plain(parts[place]) and children(parts[place]):
            yield with_parts(call, [*parts[:place], _exchanged(parts[place], rng), *parts[place + 1 :]])
            yield with_parts(call, [*parts[:place], _replaced(parts[place], rng), *parts[place + 1 :]])
        elif isinstance(parts[place], Atom):
            yield with_parts(call, [*parts[:place], near(parts[place], rng), *parts[place + 1 :]])


def _exchanged(recipe: Recipe, rng: random.Random) -> Recipe:
    """Two places of a sequence, or two values of a dict, have changed places; the ends only where nothing else is."""
    parts = list(children(recipe))
    spots = range(1, len(parts), 2) if isinstance(recipe, Pairs) else _inner(parts)
    if len(spots) < 2 or (isinstance(recipe, Items) and recipe.kind in ("set", "frozenset")):
        return recipe
    first, second = rng.sample(spots, 2)
    parts[first], parts[second] = parts[second], parts[first]
    return rebuilt(recipe, parts)


def _replaced(recipe: Recipe, rng: random.Random) -> Recipe:
    """One value somewhere inside is another one."""
    parts = list(children(recipe))
    if not parts:
        return near(recipe, rng)
    spots = range(1, len(parts), 2) if isinstance(recipe, Pairs) else _inner(parts)
    spot = rng.choice(spots)
    parts[spot] = _replaced(parts[spot], rng)
    return rebuilt(recipe, parts)


def _inner(parts: Sequence[Recipe]) -> Sequence[int]:
    """All places but the ends, where there are any."""
    return range(1, len(parts) - 1) or range(len(parts))
