"""Makes the arguments of a call belong together: drawn apart, a target is never in its list."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from speedwright.model.recipe import Atom, Items, Pairs, Recipe, Reference
from speedwright.model.signature import TypeShape
from speedwright.verification.inputs.conforming import conforms, labelled
from speedwright.verification.inputs.constants import Constants
from speedwright.verification.inputs.literals import sort_key
from speedwright.verification.inputs.textual import Texts
from speedwright.verification.inputs.traversal import Labelled, is_hashable, is_plain, label_of, with_label

Arguments = list[Recipe]


@dataclass(frozen=True, slots=True)
class Relating:
    """What a relation may use."""

    rng: random.Random
    texts: Texts
    constants: Constants

    def two(self, first: Sequence[int], second: Sequence[int]) -> tuple[int, int] | None:
        """Places of two different arguments, one of each sort; None where there are none."""
        pairs = [(left, right) for left in first for right in second if left != right]
        return self.rng.choice(pairs) if pairs else None

    def one(self, places: Sequence[int]) -> int | None:
        """One of the places."""
        return self.rng.choice(places) if places else None


Relation = Callable[[Relating, Arguments], None]


def relate(
    relating: Relating, arguments: Sequence[Recipe], shapes: Sequence[TypeShape] | None = None
) -> tuple[Recipe, ...]:
    """The arguments after some relations were put in force; each keeps to its shape, where shapes are given."""
    related = list(arguments)
    rng = relating.rng
    wanted = rng.choice((0, 1, 1, 2, 3))
    for relation in rng.sample(RELATIONS, len(RELATIONS)) if wanted else ():
        before = tuple(related)
        relation(relating, related)
        if shapes is not None and not _keeps_to(related, before, shapes):
            related = list(before)
        wanted -= tuple(related) != before
        if not wanted:
            break
    return tuple(related)


def _keeps_to(related: Arguments, before: Sequence[Recipe], shapes: Sequence[TypeShape]) -> bool:
    triples = zip(related, before, shapes, strict=True)
    changed = [(now, shape) for now, then, shape in triples if now is not then and shape.kind != "any"]
    known = labelled(related) if changed else {}
    return all(conforms(now, shape, known) for now, shape in changed)


def _texts(arguments: Arguments) -> list[int]:
    return [spot for spot, each in enumerate(arguments) if isinstance(each, Atom) and isinstance(each.value, str)]


def _ints(arguments: Arguments) -> list[int]:
    return [spot for spot, each in enumerate(arguments) if isinstance(each, Atom) and type(each.value) is int]


def _lists(arguments: Arguments) -> list[int]:
    return [spot for spot, each in enumerate(arguments) if isinstance(each, Items) and each.kind in ("list", "tuple")]


def _dicts(arguments: Arguments) -> list[int]:
    return [spot for spot, each in enumerate(arguments) if isinstance(each, Pairs)]


def _sized(arguments: Arguments) -> list[int]:
    return [*_texts(arguments), *_lists(arguments), *_dicts(arguments)]


def _length(recipe: Recipe) -> int:
    match recipe:
        case Items(_, items, _):
            return len(items)
        case Pairs(pairs, _):
            return len(pairs)
        case Atom(str() as text):
            return len(text)
        case _:
            return 0


def _text(recipe: Recipe) -> str:
    return recipe.value if isinstance(recipe, Atom) and isinstance(recipe.value, str) else ""


def _members(recipe: Recipe) -> list[Recipe]:
    match recipe:
        case Items(_, items, _):
            return [each for each in items if is_plain(each)]
        case Pairs(pairs, _):
            return [key for key, _ in pairs]
        case _:
            return []


def member_as_target(relating: Relating, arguments: Arguments) -> None:
    """A scalar argument is an element, a key, or nearly one."""
    containers = [spot for spot in (*_lists(arguments), *_dicts(arguments)) if _members(arguments[spot])]
    found = relating.two(containers, [spot for spot, each in enumerate(arguments) if isinstance(each, Atom)])
    if found is None:
        return
    place, target = found
    chosen = [each for each in _members(arguments[place]) if _same_type(each, arguments[target])]
    if chosen:
        arguments[target] = relating.rng.choice(chosen)


def _same_type(left: Recipe, right: Recipe) -> bool:
    return isinstance(left, Atom) and isinstance(right, Atom) and type(left.value) is type(right.value)


def near_length(relating: Relating, arguments: Arguments) -> None:
    """An integer is about the length of another argument."""
    found = relating.two(_sized(arguments), _ints(arguments))
    if found is not None:
        length = _length(arguments[found[0]])
        arguments[found[1]] = Atom(
            relating.rng.choice((length, length - 1, length + 1, length // 2, length * 2 + 1, 1))
        )


def near_text(relating: Relating, arguments: Arguments) -> None:
    """One string is a variant of another."""
    found = relating.two(_texts(arguments), _texts(arguments))
    if found is not None:
        arguments[found[1]] = Atom(relating.texts.variant(_text(arguments[found[0]])))


def text_with_repeats(relating: Relating, arguments: Arguments) -> None:
    """One string holds another several times: apart, adjoining, overlapping, nearly."""
    found = relating.two(_texts(arguments), _texts(arguments))
    if found is None:
        return
    part = _text(arguments[found[1]])[:12]
    if relating.rng.random() < 0.5:
        part = (part[: relating.rng.randint(1, 3)] or "a") + part[:1]
        arguments[found[1]] = Atom(part)
        arguments[found[0]] = Atom(_overlapping(part, relating.rng.randint(2, 5)))
    else:
        arguments[found[0]] = Atom(_assembled(relating, [part, part, part[: len(part) // 2]]))


def _overlapping(part: str, count: int) -> str:
    """`count` occurrences of `part`, each sharing with the one before what its end has of its start."""
    shared = next((size for size in range(len(part) - 1, 0, -1) if part.endswith(part[:size])), 0)
    return part + part[shared:] * (count - 1)


def text_from_terms(relating: Relating, arguments: Arguments) -> None:
    """A string is made of the strings that a container holds."""
    found = relating.two(_texts(arguments), [*_lists(arguments), *_dicts(arguments)])
    if found is None:
        return
    terms = [_text(each) for each in _members(arguments[found[1]]) if _text(each)]
    if terms:
        arguments[found[0]] = Atom(_assembled(relating, terms))


def _assembled(relating: Relating, terms: list[str]) -> str:
    rng = relating.rng
    join = rng.choice(("", "", " ", ",", *relating.constants.separators))
    drawn = [rng.choice(terms) for _ in range(rng.randint(2, 6))]
    return join.join(_loosened(rng, term) if rng.random() < 0.25 else term for term in drawn)


def _loosened(rng: random.Random, text: str) -> str:
    """What a regular expression would take for `text` if its marks were not escaped."""
    return "".join(rng.choice("x1") if not (each.isalnum() or each.isspace()) else each for each in text)


def terms_with_marks(relating: Relating, arguments: Arguments) -> None:
    """Strings in a container get a mark that means something to a regular expression or a format."""
    place = relating.one(_lists(arguments))
    if place is None or not isinstance(container := arguments[place], Items):
        return
    mark = relating.rng.choice((".", "+", "*", "1.5", "c++", "(", "[a]", "\\d", "%s", "a|b", "^", "$"))
    items = tuple(Atom(mark) if _text(each) and relating.rng.random() < 0.4 else each for each in container.items)
    arguments[place] = replace(container, items=items)


def equal_lengths(relating: Relating, arguments: Arguments) -> None:
    """Two lists are equally long."""
    found = relating.two(_lists(arguments), _lists(arguments))
    if found is None:
        return
    first, second = arguments[found[0]], arguments[found[1]]
    if isinstance(first, Items) and isinstance(second, Items) and first.items and second.items:
        size = min(len(first.items), len(second.items)) if relating.rng.random() < 0.5 else len(first.items)
        arguments[found[0]] = replace(first, items=first.items[:size])
        plain = [each for each in second.items if is_plain(each)] or [second.items[0]]
        grown = [*second.items, *(relating.rng.choice(plain) for _ in range(size - len(second.items)))]
        arguments[found[1]] = replace(second, items=tuple(grown[:size]))


def common_elements(relating: Relating, arguments: Arguments) -> None:
    """A list takes some elements of another one: also in another order."""
    found = relating.two(_lists(arguments), _lists(arguments))
    if found is None:
        return
    first, second = arguments[found[0]], arguments[found[1]]
    source = [each for each in _members(first) if isinstance(second, Items) and _alike(each, second)]
    if source and isinstance(second, Items):
        rng = relating.rng
        items = [rng.choice(source) if is_plain(each) and rng.random() < 0.6 else each for each in second.items]
        if rng.random() < 0.15:
            items = rng.sample(source, len(source))
        arguments[found[1]] = replace(second, items=tuple(items))


def _alike(member: Recipe, container: Items) -> bool:
    return not container.items or any(_same_form(member, each) for each in container.items)


def _same_form(left: Recipe, right: Recipe) -> bool:
    if isinstance(left, Atom):
        return _same_type(left, right)
    if isinstance(left, Items) and isinstance(right, Items):
        return left.kind == right.kind
    return type(left) is type(right)


def common_keys(relating: Relating, arguments: Arguments) -> None:
    """Two dicts share keys, in another order."""
    found = relating.two(_dicts(arguments), _dicts(arguments))
    if found is None:
        return
    first, second = arguments[found[0]], arguments[found[1]]
    if isinstance(first, Pairs) and isinstance(second, Pairs) and first.pairs:
        keys = [key for key, _ in first.pairs]
        relating.rng.shuffle(keys)
        values = [value for _, value in second.pairs if is_plain(value)] or [value for _, value in first.pairs]
        pairs = {key: value for key, value in second.pairs if relating.rng.random() < 0.5}
        pairs.update((key, relating.rng.choice(values)) for key in keys if relating.rng.random() < 0.7)
        if all(is_plain(value) for value in pairs.values()):
            arguments[found[1]] = replace(second, pairs=tuple(pairs.items()))


def neighbours_are_keys(relating: Relating, arguments: Arguments) -> None:
    """A dict of containers becomes a graph: its containers hold its keys; half of the time without cycles."""
    place = relating.one([spot for spot in _dicts(arguments) if _holds_containers(arguments[spot])])
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
    targets = [spot for spot, each in enumerate(arguments) if keys and _same_type(each, keys[0])]
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
        if any(_same_type(each, known) for known in keys):
            return replace(edge, items=(*edge.items[:spot], key, *edge.items[spot + 1 :]))
    return edge


def rectangular(relating: Relating, arguments: Arguments) -> None:
    """A list of lists becomes a matrix, often a square one."""
    place = relating.one([spot for spot in _lists(arguments) if _rows(arguments[spot])])
    if place is None or not isinstance(matrix := arguments[place], Items):
        return
    rows = _rows(matrix)
    cells = [cell for row in rows for cell in row.items if is_plain(cell)]
    if cells:
        height = min(len(rows), 8)
        width = height if relating.rng.random() < 0.5 else relating.rng.randint(1, 5)
        if any(row.kind == "tuple" for row in rows):
            width = len(rows[0].items)
        fresh = [replace(row, items=tuple(relating.rng.choices(cells, k=width)), label=None) for row in rows[:height]]
        arguments[place] = replace(matrix, items=tuple(fresh))


def _rows(recipe: Recipe) -> list[Items]:
    if not isinstance(recipe, Items):
        return []
    rows = [each for each in recipe.items if isinstance(each, Items) and each.kind in ("list", "tuple")]
    return rows if len(rows) == len(recipe.items) else []


def intervals(relating: Relating, arguments: Arguments) -> None:
    """Pairs of numbers become intervals that touch, nest, repeat or leave a gap."""
    place = relating.one([spot for spot in _lists(arguments) if _number_pairs(arguments[spot])])
    if place is None or not isinstance(container := arguments[place], Items):
        return
    rng = relating.rng
    items: list[Recipe] = []
    end = rng.randint(-3, 5)
    for row in _rows(container):
        start = end + rng.choice((0, 0, 1, 2, -1, -2))
        end = max(start, start + rng.choice((0, 1, 2, 2, 5)))
        ends = (_number_like(row.items[0], start), _number_like(row.items[1], end))
        items.append(replace(row, items=(*ends, *row.items[2:])))
    if rng.random() < 0.6:
        rng.shuffle(items)
    arguments[place] = replace(container, items=tuple(items))


def _number_pairs(recipe: Recipe) -> bool:
    rows = _rows(recipe)
    return bool(rows) and all(len(row.items) >= 2 and all(_is_number(each) for each in row.items[:2]) for row in rows)


def _is_number(recipe: Recipe) -> bool:
    return isinstance(recipe, Atom) and isinstance(recipe.value, (int, float)) and not isinstance(recipe.value, bool)


def _number_like(recipe: Recipe, number: int) -> Atom:
    return Atom(float(number) if isinstance(recipe, Atom) and isinstance(recipe.value, float) else number)


def range_of_two(relating: Relating, arguments: Arguments) -> None:
    """Two integers are the near ends of a range, which may cross zero or a multiple of a constant."""
    places = _ints(arguments)
    if len(places) < 2:
        return
    spot = relating.rng.randrange(len(places) - 1)
    low, high = places[spot], places[spot + 1]
    start = arguments[low]
    if isinstance(start, Atom) and isinstance(start.value, int):
        gap = relating.rng.choice((0, 1, 2, 5, 10, 20, 40, 130))
        begin = start.value - relating.rng.choice((0, gap // 2, gap))
        arguments[low], arguments[high] = Atom(begin), Atom(begin + gap)


def indexes_in_range(relating: Relating, arguments: Arguments) -> None:
    """Integers in lists of lists or pairs become indexes: an adjacency list, edges of a graph with n nodes."""
    place = relating.one([spot for spot in _lists(arguments) if _rows(arguments[spot])])
    if place is None or not isinstance(container := arguments[place], Items):
        return
    others = [each.value for each in arguments if isinstance(each, Atom) and type(each.value) is int]
    lengths = [_length(each) for spot, each in enumerate(arguments) if spot != place]
    sizes = [each for each in (*others, *lengths, *(each + 1 for each in lengths)) if 0 < each < 60]
    size = relating.rng.choice(sizes or [len(container.items)])
    if size:
        rows = [replace(row, items=tuple(_reduced(each, size) for each in row.items)) for row in _rows(container)]
        arguments[place] = replace(container, items=tuple(rows))


def _reduced(recipe: Recipe, size: int) -> Recipe:
    if isinstance(recipe, Atom) and type(recipe.value) is int:
        return Atom(recipe.value % size)
    return recipe


def ties(relating: Relating, arguments: Arguments) -> None:
    """Records, rows and pairs agree in one place and differ in others; some are equal without being the same."""
    place = relating.one([spot for spot in _lists(arguments) if len(_members(arguments[spot])) > 1])
    if place is None or not isinstance(container := arguments[place], Items):
        return
    rng = relating.rng
    plain = [spot for spot, each in enumerate(container.items) if is_plain(each)]
    items = list(container.items)
    model = items[rng.choice(plain)]
    column = rng.randrange(max(1, _length(model)))
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
    place = relating.one(_lists(arguments))
    if place is None or not isinstance(container := arguments[place], Items):
        return
    keys = [sort_key(each) for each in container.items]
    try:
        spots = sorted(range(len(keys)), key=lambda spot: keys[spot] or ("", 0))
    except TypeError:
        return
    if None not in keys:
        arguments[place] = replace(container, items=tuple(container.items[spot] for spot in spots))


def path_into(relating: Relating, arguments: Arguments) -> None:
    """A string or a list is a path of keys into nested dicts: whole, too long, or off in its last step."""
    paths = [*_texts(arguments), *_lists(arguments)]
    found = relating.two(_dicts(arguments), paths)
    if found is None:
        return
    rng = relating.rng
    keys: list[str] = []
    current = arguments[found[0]]
    while isinstance(current, Pairs) and current.pairs and len(keys) < 5 and (not keys or rng.random() < 0.85):
        key, current = rng.choice(current.pairs)
        keys.append(_text(key) or str(key.value if isinstance(key, Atom) else ""))
    if rng.random() < 0.15:
        keys.append(relating.texts.key())
    separators = relating.constants.separators or (".", "/")
    target = arguments[found[1]]
    if isinstance(target, Items):
        arguments[found[1]] = replace(target, items=tuple(Atom(key) for key in keys))
    else:
        arguments[found[1]] = Atom(rng.choice(separators).join(keys))


def same_object(relating: Relating, arguments: Arguments) -> None:
    """One container is given as two arguments."""
    containers = [spot for spot, each in enumerate(arguments) if isinstance(each, (Items, Pairs))]
    pairs = [(a, b) for a in containers for b in containers if a < b and _same_form(arguments[a], arguments[b])]
    if not pairs or relating.rng.random() > 0.3:
        return
    first, second = relating.rng.choice(pairs)
    original = arguments[first]
    removed = label_of(arguments[second])
    if removed is None and isinstance(original, Labelled) and is_plain(arguments[second]):
        label = label_of(original) or 1000 + first
        arguments[first] = with_label(original, label)
        arguments[second] = Reference(label)


def falsy_values(relating: Relating, arguments: Arguments) -> None:
    """A value in a dict is as falsy as its type allows."""
    place = relating.one([spot for spot in _dicts(arguments) if _length(arguments[spot])])
    if place is None or not isinstance(outer := arguments[place], Pairs):
        return
    spot = relating.rng.randrange(len(outer.pairs))
    value = outer.pairs[spot][1]
    if isinstance(value, Atom) and value.value is not None and not isinstance(value.value, bool):
        pairs = (*outer.pairs[:spot], (outer.pairs[spot][0], Atom(type(value.value)())), *outer.pairs[spot + 1 :])
        arguments[place] = replace(outer, pairs=pairs)


def equal_elements(relating: Relating, arguments: Arguments) -> None:
    """Some elements occur twice, next to each other or apart."""
    place = relating.one([spot for spot in _lists(arguments) if _members(arguments[spot])])
    if place is None or not isinstance(container := arguments[place], Items) or len(container.items) > 60:
        return
    extra = [relating.rng.choice(_members(container)) for _ in range(relating.rng.randint(1, 3))]
    items = list(container.items)
    for each in extra:
        items.insert(relating.rng.randint(0, len(items)), each)
    arguments[place] = replace(container, items=tuple(items))


def hashed_apart(relating: Relating, arguments: Arguments) -> None:
    """Distinct values in no order: what comes out of a set shows."""
    place = relating.one([spot for spot in _lists(arguments) if _length(arguments[spot])])
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


RELATIONS: tuple[Relation, ...] = (
    member_as_target,
    member_as_target,
    near_length,
    near_length,
    near_text,
    near_text,
    text_with_repeats,
    text_from_terms,
    text_from_terms,
    terms_with_marks,
    equal_lengths,
    equal_lengths,
    common_elements,
    common_elements,
    common_keys,
    neighbours_are_keys,
    neighbours_are_keys,
    neighbours_are_keys,
    rectangular,
    rectangular,
    intervals,
    intervals,
    range_of_two,
    indexes_in_range,
    ties,
    ties,
    ordered,
    path_into,
    path_into,
    same_object,
    falsy_values,
    equal_elements,
    hashed_apart,
)
