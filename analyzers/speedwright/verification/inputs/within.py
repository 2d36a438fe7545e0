"""Relations inside one argument: graphs, matrices, intervals, ties, order."""

from __future__ import annotations

import random
from dataclasses import replace

from speedwright.model.recipe import Atom, Items, Pairs, Recipe
from speedwright.verification.inputs.literals import sort_key
from speedwright.verification.inputs.nearness import near
from speedwright.verification.inputs.relating import (
    Arguments,
    Relating,
    dicts,
    length_of,
    lists,
    members_of,
    rows_of,
    same_type,
    text_of,
)
from speedwright.verification.inputs.traversal import children, is_hashable, is_plain, rebuilt


def terms_with_marks(relating: Relating, arguments: Arguments) -> None:
    """Strings in a container get a mark that means something to a regular expression or a format."""
    place = relating.one(lists(arguments))
    if place is None or not isinstance(container := arguments[place], Items):
        return
    mark = relating.rng.choice((".", "+", "*", "1.5", "c++", "(", "[a]", "\\d", "%s", "a|b", "^", "$"))
    items = tuple(Atom(mark) if text_of(each) and relating.rng.random() < 0.4 else each for each in container.items)
    arguments[place] = replace(container, items=items)


def neighbours_are_keys(relating: Relating, arguments: Arguments) -> None:
    """A dict of containers becomes a graph: its containers hold its keys; half of the time without cycles."""
    place = relating.one([spot for spot in dicts(arguments) if _holds_containers(arguments[spot])])
    if place is None or not isinstance(graph := arguments[place], Pairs):
        return
    keys = [key for key, _ in graph.pairs]
    acyclic = relating.rng.random() < 0.6
    pairs = []
    for number, (key, value) in enumerate(graph.pairs):
        allowed = keys[:number] if acyclic else keys
        pairs.append((key, _over(relating.rng, value, allowed)))
    if relating.rng.random() < 0.5:
        relating.rng.shuffle(pairs)
    arguments[place] = replace(graph, pairs=tuple(pairs))
    targets = [spot for spot, each in enumerate(arguments) if keys and same_type(each, keys[0])]
    for target in targets:
        arguments[target] = relating.rng.choice(keys)


def _holds_containers(recipe: Recipe) -> bool:
    return isinstance(recipe, Pairs) and any(isinstance(value, (Items, Pairs)) for _, value in recipe.pairs)


def _over(rng: random.Random, value: Recipe, keys: list[Recipe]) -> Recipe:
    """The container with keys for its elements."""
    if isinstance(value, Items):
        size = rng.randint(0, min(3, len(keys)))
        picked = rng.sample(keys, size)
        if value.items and isinstance(value.items[0], Items) and value.items[0].kind == "tuple":
            edges = [item for item in value.items if isinstance(item, Items) and item.items][:size]
            return replace(
                value, items=tuple(_edge(edge, key, keys) for edge, key in zip(edges, picked, strict=False))
            )
        return replace(value, items=tuple(picked))
    if isinstance(value, Pairs):
        values = [each for _, each in value.pairs]
        return replace(value, pairs=tuple(zip(rng.sample(keys, min(len(keys), len(values))), values, strict=False)))
    return value


def _edge(edge: Items, key: Recipe, keys: list[Recipe]) -> Items:
    """An edge such as (neighbour, weight) or (weight, neighbour) that leads to `key`."""
    for spot, each in enumerate(edge.items):
        if any(same_type(each, known) for known in keys):
            return replace(edge, items=(*edge.items[:spot], key, *edge.items[spot + 1 :]))
    return edge


def rectangular(relating: Relating, arguments: Arguments) -> None:
    """A list of lists becomes a matrix, often a square one."""
    place = relating.one([spot for spot in lists(arguments) if rows_of(arguments[spot])])
    if place is None or not isinstance(matrix := arguments[place], Items):
        return
    rows = rows_of(matrix)
    cells = [cell for row in rows for cell in row.items if is_plain(cell)]
    if cells:
        height = min(len(rows), 8)
        width = height if relating.rng.random() < 0.5 else relating.rng.randint(1, 5)
        if any(row.kind == "tuple" for row in rows):
            width = len(rows[0].items)
        fresh = [replace(row, items=tuple(relating.rng.choices(cells, k=width)), label=None) for row in rows[:height]]
        arguments[place] = replace(matrix, items=tuple(fresh))


def intervals(relating: Relating, arguments: Arguments) -> None:
    """Pairs of numbers become intervals that touch, nest, repeat or leave a gap."""
    place = relating.one([spot for spot in lists(arguments) if _number_pairs(arguments[spot])])
    if place is None or not isinstance(container := arguments[place], Items):
        return
    rng = relating.rng
    items: list[Recipe] = []
    end = rng.randint(-3, 5)
    for row in rows_of(container):
        start = end + rng.choice((0, 0, 1, 2, -1, -2))
        end = max(start, start + rng.choice((0, 1, 2, 2, 5)))
        ends = (_number_like(row.items[0], start), _number_like(row.items[1], end))
        items.append(replace(row, items=(*ends, *row.items[2:])))
    if rng.random() < 0.6:
        rng.shuffle(items)
    arguments[place] = replace(container, items=tuple(items))


def _number_pairs(recipe: Recipe) -> bool:
    rows = rows_of(recipe)
    return bool(rows) and all(len(row.items) >= 2 and all(_is_number(each) for each in row.items[:2]) for row in rows)


def _is_number(recipe: Recipe) -> bool:
    return isinstance(recipe, Atom) and isinstance(recipe.value, (int, float)) and not isinstance(recipe.value, bool)


def _number_like(recipe: Recipe, number: int) -> Atom:
    return Atom(float(number) if isinstance(recipe, Atom) and isinstance(recipe.value, float) else number)


def ties(relating: Relating, arguments: Arguments) -> None:
    """Records, rows and pairs agree in one place and differ in others; some are equal without being the same."""
    place = relating.one([spot for spot in lists(arguments) if len(members_of(arguments[spot])) > 1])
    if place is None or not isinstance(container := arguments[place], Items):
        return
    rng = relating.rng
    plain = [spot for spot, each in enumerate(container.items) if is_plain(each)]
    items = list(container.items)
    model = items[rng.choice(plain)]
    column = rng.randrange(max(1, length_of(model)))
    for spot in plain:
        if rng.random() < 0.6:
            items[spot] = model if rng.random() < 0.15 else _tied(items[spot], model, column)
    arguments[place] = replace(container, items=tuple(items))


def _tied(recipe: Recipe, model: Recipe, column: int) -> Recipe:
    if isinstance(recipe, Items) and isinstance(model, Items):
        if recipe.kind != model.kind or column >= min(len(recipe.items), len(model.items)):
            return recipe
        return replace(recipe, items=(*recipe.items[:column], model.items[column], *recipe.items[column + 1 :]))
    if isinstance(recipe, Pairs) and isinstance(model, Pairs) and column < len(model.pairs):
        key, value = model.pairs[column]
        if any(each == key for each, _ in recipe.pairs):
            return replace(recipe, pairs=tuple((each, value if each == key else old) for each, old in recipe.pairs))
    return recipe


def ordered(relating: Relating, arguments: Arguments) -> None:
    """A list is sorted, as binary searches want it."""
    place = relating.one(lists(arguments))
    if place is None or not isinstance(container := arguments[place], Items):
        return
    keys = [sort_key(each) for each in container.items]
    if None not in keys:
        spots = sorted(range(len(keys)), key=lambda spot: keys[spot] or ("", 0))
        arguments[place] = replace(container, items=tuple(container.items[spot] for spot in spots))


def falsy_values(relating: Relating, arguments: Arguments) -> None:
    """A value in a dict is as falsy as its type allows."""
    place = relating.one([spot for spot in dicts(arguments) if length_of(arguments[spot])])
    if place is None or not isinstance(outer := arguments[place], Pairs):
        return
    spot = relating.rng.randrange(len(outer.pairs))
    value = outer.pairs[spot][1]
    if isinstance(value, Atom) and value.value is not None and not isinstance(value.value, bool):
        pairs = (*outer.pairs[:spot], (outer.pairs[spot][0], Atom(type(value.value)())), *outer.pairs[spot + 1 :])
        arguments[place] = replace(outer, pairs=pairs)


def equal_elements(relating: Relating, arguments: Arguments) -> None:
    """Some elements occur twice, next to each other or apart."""
    place = relating.one([spot for spot in lists(arguments) if members_of(arguments[spot])])
    if place is None or not isinstance(container := arguments[place], Items) or len(container.items) > 60:
        return
    extra = [relating.rng.choice(members_of(container)) for _ in range(relating.rng.randint(1, 3))]
    items = list(container.items)
    for each in extra:
        items.insert(relating.rng.randint(0, len(items)), each)
    arguments[place] = replace(container, items=tuple(items))


def near_elements(relating: Relating, arguments: Arguments) -> None:
    """Elements, or cells of rows, are nearly those of others: what is remembered by a coarse key answers wrongly."""
    place = relating.one([spot for spot in lists(arguments) if members_of(arguments[spot])])
    if place is None or not isinstance(container := arguments[place], Items) or len(container.items) > 60:
        return
    rng = relating.rng
    items = list(container.items)
    for model in rng.choices(members_of(container), k=rng.randint(1, 3)):
        items.insert(rng.randint(0, len(items)), _near_in_one_place(model, rng))
    arguments[place] = replace(container, items=tuple(items))


def _near_in_one_place(recipe: Recipe, rng: random.Random) -> Recipe:
    parts = children(recipe)
    if not parts:
        return near(recipe, rng)
    spot = rng.randrange(1, len(parts), 2) if isinstance(recipe, Pairs) else rng.randrange(len(parts))
    return rebuilt(recipe, [*parts[:spot], _near_in_one_place(parts[spot], rng), *parts[spot + 1 :]])


def hashed_apart(relating: Relating, arguments: Arguments) -> None:
    """Distinct values in no order: what comes out of a set shows."""
    place = relating.one([spot for spot in lists(arguments) if length_of(arguments[spot])])
    if place is None or not isinstance(container := arguments[place], Items):
        return
    kinds = {type(each.value) if isinstance(each, Atom) else None for each in container.items}
    rng = relating.rng
    size = rng.randint(4, 12)
    if kinds == {int}:
        items: list[Recipe] = [Atom(rng.choice((rng.randint(0, 40), rng.randint(50, 5000)))) for _ in range(size)]
    elif kinds == {str}:
        items = [Atom(relating.texts.text()[:20] + rng.choice("abcdefgh")) for _ in range(size)]
    else:
        return
    arguments[place] = replace(container, items=tuple(each for each in items if is_hashable(each)))
