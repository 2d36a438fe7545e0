"""Recipes as trees: children, rebuilding, labels."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence

from speedwright.model.recipe import Atom, Call, Construct, Items, Name, Pairs, Recipe, Reference

Labelled = Items | Pairs | Construct


def children(recipe: Recipe) -> tuple[Recipe, ...]:
    """The direct parts in building order; a dict gives key, value, key, value. An instance that no constructor makes
    gives the values of its attributes, and a table its columns: without one of them, or under another name, it would
    be nothing that code can meet.
    """
    match recipe:
        case Construct("pandas:DataFrame", (Pairs(columns, _),), keywords, _):
            return tuple(value for _, value in (*columns, *keywords))
        case Construct("guest:instance", (_, Pairs(attributes, _)), (), _):
            return tuple(value for _, value in attributes)
        case Items(_, items, _):
            return items
        case Pairs(pairs, _):
            return tuple(part for pair in pairs for part in pair)
        case Construct(_, arguments, keywords, _):
            return arguments + tuple(value for _, value in keywords)
        case _:
            return ()


def rebuilt(recipe: Recipe, parts: Sequence[Recipe]) -> Recipe:
    """The same recipe over other parts, as many as `children` gave."""
    match recipe:
        case Construct("guest:instance" as maker, (owner, Pairs(attributes, inner)), (), label):
            state = tuple((name, part) for (name, _), part in zip(attributes, parts, strict=True))
            return Construct(maker, (owner, Pairs(state, inner)), (), label)
        case Construct("pandas:DataFrame" as maker, (Pairs(columns, inner),), keywords, label):
            names, count = [name for name, _ in columns], len(columns)
            data = Pairs(tuple(zip(names, parts[:count], strict=True)), inner)
            named = tuple((key, part) for (key, _), part in zip(keywords, parts[count:], strict=True))
            return Construct(maker, (data,), named, label)
        case Items(kind, _, label):
            return Items(kind, tuple(parts), label)
        case Pairs(_, label):
            return Pairs(tuple(zip(parts[::2], parts[1::2], strict=True)), label)
        case Construct(name, arguments, keywords, label):
            given = len(arguments)
            named = tuple((key, part) for (key, _), part in zip(keywords, parts[given:], strict=True))
            return Construct(name, tuple(parts[:given]), named, label)
        case _:
            return recipe


def walk(recipe: Recipe) -> Iterator[Recipe]:
    """The recipe and all parts of it, in building order of their starts."""
    stack = [recipe]
    while stack:
        current = stack.pop()
        yield current
        stack.extend(reversed(children(current)))


def transformed(recipe: Recipe, change: Callable[[Recipe], Recipe]) -> Recipe:
    """`change` applied bottom-up to every part."""
    parts = children(recipe)
    return change(rebuilt(recipe, [transformed(part, change) for part in parts]) if parts else recipe)


def with_label(recipe: Labelled, label: int | None) -> Labelled:
    """The same object under another label."""
    return dataclasses.replace(recipe, label=label)


def highest_label(calls: Sequence[Call]) -> int:
    """The highest label in use, -1 without any: what follows is free."""
    used = [
        label for call in calls for argument in parts_of(call) for part in walk(argument) for label in _labels(part)
    ]
    return max(used, default=-1)


def label_of(recipe: Recipe) -> int | None:
    """The label of a labelled object, None for all else."""
    return recipe.label if isinstance(recipe, (Items, Pairs, Construct)) else None


def _labels(recipe: Recipe) -> Iterator[int]:
    """The label of an object, and that of the dict of an instance's attributes."""
    match recipe:
        case Construct("guest:instance", (_, Pairs(_, int(inner))), (), _):
            yield inner
    label = label_of(recipe)
    if label is not None:
        yield label


def dangling(calls: Sequence[Call]) -> bool:
    """Whether a reference comes before the object it means, or means none."""
    known: set[int] = set()
    return any(_dangles(argument, known) for call in calls for argument in parts_of(call))


def _dangles(recipe: Recipe, known: set[int]) -> bool:
    if isinstance(recipe, Reference):
        return recipe.label not in known
    if any(_dangles(part, known) for part in children(recipe)):
        return True
    known.update(_labels(recipe))
    return False


def parts_of(call: Call) -> tuple[Recipe, ...]:
    """All argument recipes of a call, positional ones first."""
    return call.arguments + tuple(value for _, value in call.keywords)


def with_parts(call: Call, parts: Sequence[Recipe]) -> Call:
    """The same call over other arguments, in the order of `parts_of`."""
    given = len(call.arguments)
    named = tuple((name, part) for (name, _), part in zip(call.keywords, parts[given:], strict=True))
    return Call(tuple(parts[:given]), named, call.manner)


def is_plain(recipe: Recipe) -> bool:
    """Whether the recipe is made of literals alone, without labels."""
    if isinstance(recipe, (Construct, Name, Reference)) or label_of(recipe) is not None:
        return False
    return all(is_plain(part) for part in children(recipe))


def is_hashable(recipe: Recipe) -> bool:
    """Whether the value can surely be a key or a set's element."""
    if isinstance(recipe, Items) and recipe.kind in ("tuple", "frozenset"):
        return all(is_hashable(item) for item in recipe.items)
    if isinstance(recipe, Construct):
        return recipe.name.partition(":")[0] in ("datetime", "decimal", "fractions", "uuid", "pathlib")
    return isinstance(recipe, (Atom, Name))
