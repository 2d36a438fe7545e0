"""Calls of a wanted size: examples grown, varied, or drawn from the signature alone."""

from __future__ import annotations

import dataclasses
import itertools
import random
from collections.abc import Sequence

from speedwright.model.recipe import Atom, Call, Construct, Items, Pairs, Recipe, Reference
from speedwright.verification.inputs.base import Drawing
from speedwright.verification.inputs.calls import CallDrawer
from speedwright.verification.inputs.content import Content, Pool
from speedwright.verification.inputs.literals import sort_key
from speedwright.verification.inputs.shapes import ShapeError
from speedwright.verification.inputs.tables import numbered_anew
from speedwright.verification.inputs.traversal import children, parts_of, rebuilt, walk, with_parts

_ATTEMPTS = 24
_SMALLEST_BASE = 3
# The share of calls whose texts are no others than those of the call that grows.
_CLOSED = 0.3
# Strings shorter than this, in a list, are words: the list is what grows.
_LONG_TEXT = 64


def size_of(call: Call) -> int:
    """What a call is measured by: the elements of its largest container, the length of its longest string, or
    else the magnitude of its largest integer."""
    parts = parts_of(call)
    # A text that is an element or a key of another argument is a target, however long it is.
    inside = {member for part in parts for member in _members(part)}
    largest = max((_size(part) for part in parts if part not in inside), default=0)
    if any(_is_sized(part) for part in parts):
        return largest
    ints = [abs(part.value) for part in parts if isinstance(part, Atom) and type(part.value) is int]
    return max(ints, default=0)


def is_driven_by_integers(call: Call) -> bool:
    """Whether the call has nothing that could be long: the magnitude of its integers is its size."""
    return not any(_is_sized(part) for part in parts_of(call))


def grown(call: Call, size: int, rng: random.Random) -> Call | None:
    """The call at about this size with fresh content; None for a call with nothing that could grow.

    Type, nesting and sign stay; arguments as long as the largest one grow with it, values taken from another
    argument are taken from it again; order, duplicates and their absence are kept, and sometimes not.
    """
    parts = parts_of(call)
    old = size_of(call)
    if any(_is_sized(part) for part in parts):
        if old == 0:
            return None
        return with_parts(call, _grown_parts(parts, old, size, rng))
    return _grown_integers(call, parts, old, size, rng)


def varied(call: Call, rng: random.Random) -> Call | None:
    """A call as large as this one with other content; None where there is nothing to vary."""
    return grown(call, size_of(call), rng)


def sized(drawing: Drawing, size: int, rng: random.Random) -> Call | None:
    """A call of about this size drawn from hints and usage; None where the shapes cannot be built."""
    drawer = CallDrawer(dataclasses.replace(drawing, seed=rng.getrandbits(32)), "sized", calm=True)
    for _ in range(_ATTEMPTS):
        try:
            call = drawer.call()
        except ShapeError:
            return None
        plain = not any(isinstance(each, Reference) for part in parts_of(call) for each in walk(part))
        usable = size_of(call) >= _SMALLEST_BASE or not any(_is_sized(part) for part in parts_of(call))
        if plain and usable:
            return grown(call, size, rng)
    return None


def _is_sized(recipe: Recipe) -> bool:
    return _size(recipe) > 0 or isinstance(recipe, (Items, Pairs)) or _is_text(recipe)


def _is_text(recipe: Recipe) -> bool:
    return isinstance(recipe, Atom) and isinstance(recipe.value, (str, bytes))


def _size(recipe: Recipe) -> int:
    match recipe:
        case Atom(str() | bytes() as text):
            return len(text)
        case Items(_, items, _):
            return _container_size(items)
        case Pairs(pairs, _):
            return max(len(pairs), _container_size([value for _, value in pairs]))
        case Construct("pandas:DataFrame", (Pairs(columns, _),)):
            return max((len(each.items) for _, each in columns if isinstance(each, Items)), default=0)
        case Construct(_, arguments, keywords, _):
            return max((_size(each) for each in (*arguments, *(value for _, value in keywords))), default=0)
        case _:
            return 0


def _container_size(items: Sequence[Recipe]) -> int:
    """Rows of a matrix count by their cells; tuples and records as one; words only when the list is short."""
    rows = sum(len(each.items) for each in items if isinstance(each, Items) and each.kind == "list")
    texts = [len(each.value) for each in items if isinstance(each, Atom) and isinstance(each.value, str)]
    longest = max(texts, default=0)
    return max(len(items), rows, longest if longest >= _LONG_TEXT or _is_text_driven(items) else 0)


def _is_text_driven(items: Sequence[Recipe]) -> bool:
    """Whether the strings grow and not the list: one or two of them, over a small alphabet."""
    texts = [each.value for each in items if isinstance(each, Atom) and isinstance(each.value, str)]
    return 0 < len(items) <= 2 and len(texts) == len(items) and len(set("".join(texts))) <= 4


def _grown_parts(parts: Sequence[Recipe], old: int, size: int, rng: random.Random) -> list[Recipe]:
    content = Content(rng, size / old, old, closed=rng.random() < _CLOSED)
    fresh = list(parts)
    # The largest first: others draw from its new values.
    for spot in sorted(range(len(parts)), key=lambda spot: -_size(parts[spot])):
        fresh[spot] = _grown_part(parts[spot], old, size, content)
        _remember(parts[spot], fresh[spot], content)
    return fresh


def _grown_part(recipe: Recipe, old: int, size: int, content: Content) -> Recipe:
    own = _size(recipe)
    if isinstance(recipe, Atom) and not _is_text(recipe):
        return _scalar(recipe, old, size, content)
    # An argument as long as the largest one belongs to it; a much smaller one is an option or a pattern.
    wanted = max(1, round(own * size / old)) if own * 2 >= old else own
    return _container(recipe, own, wanted, content) if own else recipe


def _scalar(atom: Atom, old: int, size: int, content: Content) -> Recipe:
    value = atom.value
    if type(value) is int and old > 2 and value in (old, old - 1, old // 2):
        return Atom(round(value * size / old))
    present = any(value in pool.old for pool in content.pools)
    # A text found in another argument is a key or a target; a number may as well be a count.
    if present and content.rng.random() < (0.8 if isinstance(value, str) else 0.35):
        return content.items([atom], 1)[0]
    return atom


def _container(recipe: Recipe, own: int, wanted: int, content: Content) -> Recipe:
    match recipe:
        case Atom(str() as text):
            return Atom(content.longer_text(text, wanted))
        case Atom(bytes() as data):
            return Atom(bytes(content.rng.choices(data, k=wanted)))
        case Items(kind, items, label) if items and kind != "tuple":
            return Items(kind, tuple(_elements(items, own, wanted, content)), label)
        case Items("tuple", items, label) if items and len({type(each) for each in items}) == 1:
            return Items("tuple", tuple(_elements(items, own, wanted, content)), label)
        case Pairs(pairs, label) if pairs:
            return _mapping(pairs, own, wanted, label, content)
        case Construct("pandas:DataFrame", (Pairs(columns, inner),)):
            longer = Pairs(tuple((name, _longer(each, wanted, content)) for name, each in columns), inner)
            return dataclasses.replace(numbered_anew(recipe), arguments=(longer,))
        case Construct(name, arguments):
            recipe = numbered_anew(recipe)
            # The keywords of a library's constructor are options (an array's type), not content.
            growing = len(arguments) if not name.startswith(":") else len(children(recipe))
            parts = [
                _container(each, _size(each), wanted, content) if spot < growing and _size(each) else each
                for spot, each in enumerate(children(recipe))
            ]
            return rebuilt(recipe, parts)
        case _:
            return recipe


def _longer(column: Recipe, rows: int, content: Content) -> Recipe:
    """All columns of a table are of one length, whatever is in them."""
    if not isinstance(column, Items) or not column.items:
        return column
    return Items(column.kind, tuple(content.items(column.items, rows)), column.label)


def _elements(items: Sequence[Recipe], own: int, wanted: int, content: Content) -> list[Recipe]:
    rows = [each for each in items if isinstance(each, Items) and each.kind == "list"]
    if len(rows) == len(items) and len({len(row.items) for row in rows}) == 1 and rows[0].items and len(rows) > 1:
        return _matrix(rows, wanted, content)
    if _is_text_driven(items):
        return [_container(each, _size(each), max(1, _size(each) * wanted // own), content) for each in items]
    fresh = content.items(items, max(1, round(len(items) * wanted / own)))
    keys = [sort_key(each) for each in items[:50]]
    if len(items) > 2 and None not in keys:
        falls = _is_ordered(keys[::-1])
        if falls or _is_ordered(keys):
            fresh.sort(key=lambda each: sort_key(each) or ("", 0), reverse=falls)
    return fresh


def _is_ordered(keys: Sequence[tuple[str, object] | None]) -> bool:
    return all(left <= right for left, right in itertools.pairwise(keys))  # type: ignore[operator]


def _matrix(rows: Sequence[Items], wanted: int, content: Content) -> list[Recipe]:
    """A square matrix stays square, others grow in height."""
    cells = [cell for row in rows for cell in row.items]
    width = len(rows[0].items)
    if width == len(rows):
        width = height = max(1, round(wanted**0.5))
    else:
        height = max(1, wanted // width)
    drawn = content.items(cells, width * height)
    return [Items("list", tuple(drawn[row * width : (row + 1) * width])) for row in range(height)]


def _mapping(
    pairs: Sequence[tuple[Recipe, Recipe]], own: int, wanted: int, label: int | None, content: Content
) -> Recipe:
    keys = [key for key, _ in pairs]
    values = [value for _, value in pairs]
    if _is_record(values, keys) and len(keys) <= 8:
        grown_values = [
            _container(each, _size(each), wanted, content) if _size(each) * 2 >= own else each for each in values
        ]
        return Pairs(tuple(zip(keys, grown_values, strict=True)), label)
    count = max(1, round(len(pairs) * wanted / own))
    fresh = list(dict.fromkeys(content.items(keys, count)))
    while len(fresh) < count and all(isinstance(each, Atom) and isinstance(each.value, str) for each in fresh):
        fresh = list(dict.fromkeys([*fresh, *(_numbered(each, len(fresh)) for each in fresh[: count - len(fresh)])]))
    content.pools.append(Pool(_values_of(keys), fresh))
    grown_values = _graph(values, keys, fresh, content) or content.items(values, len(fresh))
    return Pairs(tuple(zip(fresh, grown_values, strict=True)), label)


def _is_record(values: Sequence[Recipe], keys: Sequence[Recipe]) -> bool:
    """A dict whose values differ in type is a record: its keys are names and stay."""
    texts = all(isinstance(key, Atom) and isinstance(key.value, str) for key in keys)
    kinds = {type(value.value) if isinstance(value, Atom) else type(value) for value in values}
    return texts and len(kinds) > 1


def _numbered(key: Recipe, number: int) -> Recipe:
    return Atom(f"{key.value}{number}") if isinstance(key, Atom) and isinstance(key.value, str) else key


def _graph(
    values: Sequence[Recipe], keys: Sequence[Recipe], fresh: Sequence[Recipe], content: Content
) -> list[Recipe] | None:
    """Neighbours in a graph are keys; where they were all later ones, or all earlier ones, they are so again."""
    lists = [each for each in values if isinstance(each, Items)]
    places = {key: spot for spot, key in enumerate(keys)}
    steps = [
        places[item] - spot
        for spot, each in enumerate(lists)
        for item in each.items
        if len(lists) == len(keys) and item in places
    ]
    if not steps or len(steps) * 2 <= sum(len(each.items) for each in lists):
        return None
    forward, backward = all(step > 0 for step in steps), all(step < 0 for step in steps)
    made: list[Recipe] = []
    for spot in range(len(fresh)):
        low, high = (spot + 1 if forward else 0), (spot if backward else len(fresh))
        degree = min(len(content.rng.choice(lists).items), max(0, high - low))
        made.append(Items(lists[0].kind, tuple(fresh[content.rng.randrange(low, high)] for _ in range(degree))))
    return made


def _remember(old: Recipe, new: Recipe, content: Content) -> None:
    before, after = _members(old), _members(new)
    if before and after:
        content.pools.append(Pool(_values_of(before), list(after)))


def _members(recipe: Recipe) -> list[Recipe]:
    if isinstance(recipe, Pairs):
        return [key for key, _ in recipe.pairs]
    if isinstance(recipe, Items):
        return [each for each in recipe.items if isinstance(each, Atom)]
    return []


def _values_of(recipes: Sequence[Recipe]) -> frozenset[object]:
    return frozenset(each.value for each in recipes if isinstance(each, Atom))


def _grown_integers(call: Call, parts: Sequence[Recipe], old: int, size: int, rng: random.Random) -> Call | None:
    """A call driven by integers: its largest becomes about the size, the others grow as they are.

    Signs stay, and mostly which is the larger. What is a little smaller is as good as the size where few numbers
    are as large: calls have to differ. A number that is small beside the largest is an option, a base or a count.
    """
    values = {spot: part.value for spot, part in enumerate(parts) if isinstance(part, Atom)}
    spots = [spot for spot, value in values.items() if type(value) is int and abs(value) * 4 >= old]
    if not spots:
        return None
    slack = size // 2 if len(spots) == 1 and rng.random() < 0.3 else size // 8
    drawn = sorted([size - rng.randint(0, slack), *(rng.randint(min(1, size), size) for _ in spots[1:])])
    if rng.random() < 0.8:
        spots.sort(key=lambda spot: abs(values[spot]))  # type: ignore[arg-type] # these are integers
    fresh = list(parts)
    for spot, number in zip(spots, drawn, strict=True):
        fresh[spot] = Atom(-number if values[spot] < 0 else number)  # type: ignore[operator] # as above
    return with_parts(call, fresh)
