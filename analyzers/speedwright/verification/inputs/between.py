"""Relations between arguments: targets, paths, shared keys and elements, lengths, ranges."""

from __future__ import annotations

import random
from dataclasses import replace

from speedwright.model.recipe import Atom, Construct, Items, Pairs, Recipe, Reference
from speedwright.verification.inputs.relating import (
    Arguments,
    Relating,
    dicts,
    ints,
    length_of,
    lists,
    members_of,
    rows_of,
    same_form,
    same_type,
    sized,
    text_of,
    texts,
)
from speedwright.verification.inputs.tables import row_count
from speedwright.verification.inputs.traversal import Labelled, children, is_plain, label_of, rebuilt, with_label

_NAN_LABEL = 1500


def member_as_target(relating: Relating, arguments: Arguments) -> None:
    """A scalar argument is an element, a key, or nearly one."""
    containers = [spot for spot in (*lists(arguments), *dicts(arguments)) if members_of(arguments[spot])]
    found = relating.two(containers, [spot for spot, each in enumerate(arguments) if isinstance(each, Atom)])
    if found is None:
        return
    place, target = found
    chosen = [each for each in members_of(arguments[place]) if same_type(each, arguments[target])]
    if chosen:
        arguments[target] = relating.rng.choice(chosen)


def cells_of_table(relating: Relating, arguments: Arguments) -> None:
    """A scalar argument, or some elements of a list, are cells of a column; of a column of another type all cells
    become such elements: which type it has the code seldom says.
    """
    tables = [spot for spot, each in enumerate(arguments) if row_count(each)]
    others = [spot for spot, each in enumerate(arguments) if isinstance(each, Atom) or members_of(each)]
    found = relating.two(tables, others)
    if found is None:
        return
    rng, table, other = relating.rng, arguments[found[0]], arguments[found[1]]
    lists_ = [each for each in children(table) if isinstance(each, Items)]
    place = rng.randrange(len(lists_))
    column = lists_[place]
    values = [other] if isinstance(other, Atom) else members_of(other)
    if not same_type(column.items[0], values[0]):
        cells = tuple(rng.choice(values) for _ in column.items)
        arguments[found[0]] = rebuilt(table, [*lists_[:place], replace(column, items=cells), *lists_[place + 1 :]])
    elif isinstance(other, Atom):
        arguments[found[1]] = rng.choice(column.items)
    elif isinstance(other, Items) and other.kind != "tuple":
        mixed = tuple(rng.choice(column.items) if rng.random() < 0.6 else each for each in other.items)
        arguments[found[1]] = replace(other, items=mixed)


def near_length(relating: Relating, arguments: Arguments) -> None:
    """An integer is about the length of another argument."""
    found = relating.two(sized(arguments), ints(arguments))
    if found is not None:
        length = length_of(arguments[found[0]])
        arguments[found[1]] = Atom(
            relating.rng.choice((length, length - 1, length + 1, length // 2, length * 2 + 1, 1))
        )


def near_text(relating: Relating, arguments: Arguments) -> None:
    """One string is a variant of another."""
    found = relating.two(texts(arguments), texts(arguments))
    if found is not None:
        arguments[found[1]] = Atom(relating.texts.variant(text_of(arguments[found[0]])))


def text_with_repeats(relating: Relating, arguments: Arguments) -> None:
    """One string holds another several times: apart, adjoining, overlapping, nearly."""
    found = relating.two(texts(arguments), texts(arguments))
    if found is None:
        return
    part = text_of(arguments[found[1]])[:12]
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
    found = relating.two(texts(arguments), [*lists(arguments), *dicts(arguments)])
    if found is None:
        return
    terms = [text_of(each) for each in members_of(arguments[found[1]]) if text_of(each)]
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


def equal_lengths(relating: Relating, arguments: Arguments) -> None:
    """Two lists are equally long."""
    found = relating.two(lists(arguments), lists(arguments))
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
    found = relating.two(lists(arguments), lists(arguments))
    if found is None:
        return
    first, second = arguments[found[0]], arguments[found[1]]
    source = [each for each in members_of(first) if isinstance(second, Items) and _alike(each, second)]
    if source and isinstance(second, Items):
        rng = relating.rng
        items = [rng.choice(source) if is_plain(each) and rng.random() < 0.6 else each for each in second.items]
        if rng.random() < 0.15:
            items = rng.sample(source, len(source))
        arguments[found[1]] = replace(second, items=tuple(items))


def _alike(member: Recipe, container: Items) -> bool:
    return not container.items or any(same_form(member, each) for each in container.items)


def common_keys(relating: Relating, arguments: Arguments) -> None:
    """Two dicts share keys, in another order."""
    found = relating.two(dicts(arguments), dicts(arguments))
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


def range_of_two(relating: Relating, arguments: Arguments) -> None:
    """Two integers are the near ends of a range, which may cross zero or a multiple of a constant."""
    places = ints(arguments)
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
    place = relating.one([spot for spot in lists(arguments) if rows_of(arguments[spot])])
    if place is None or not isinstance(container := arguments[place], Items):
        return
    others = [each.value for each in arguments if isinstance(each, Atom) and type(each.value) is int]
    lengths = [length_of(each) for spot, each in enumerate(arguments) if spot != place]
    sizes = [each for each in (*others, *lengths, *(each + 1 for each in lengths)) if 0 < each < 60]
    size = relating.rng.choice(sizes or [len(container.items)])
    if size:
        rows = [replace(row, items=tuple(_reduced(each, size) for each in row.items)) for row in rows_of(container)]
        arguments[place] = replace(container, items=tuple(rows))


def _reduced(recipe: Recipe, size: int) -> Recipe:
    if isinstance(recipe, Atom) and type(recipe.value) is int:
        return Atom(recipe.value % size)
    return recipe


def path_into(relating: Relating, arguments: Arguments) -> None:
    """A string or a list is a path of keys into nested dicts: whole, too long, or off in its last step."""
    paths = [*texts(arguments), *lists(arguments)]
    found = relating.two(dicts(arguments), paths)
    if found is None:
        return
    rng = relating.rng
    keys: list[str] = []
    current = arguments[found[0]]
    while isinstance(current, Pairs) and current.pairs and len(keys) < 5 and (not keys or rng.random() < 0.85):
        key, current = rng.choice(current.pairs)
        keys.append(text_of(key) or str(key.value if isinstance(key, Atom) else ""))
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
    pairs = [(a, b) for a in containers for b in containers if a < b and same_form(arguments[a], arguments[b])]
    if not pairs or relating.rng.random() > 0.3:
        return
    first, second = relating.rng.choice(pairs)
    original = arguments[first]
    removed = label_of(arguments[second])
    if removed is None and isinstance(original, Labelled) and is_plain(arguments[second]):
        label = label_of(original) or 1000 + first
        arguments[first] = with_label(original, label)
        arguments[second] = Reference(label)


def shared_nan(relating: Relating, arguments: Arguments) -> None:
    """One NaN object in two places: `in` and sets find it again, which `==` does not."""
    among = [spot for spot in lists(arguments) if any(_is_float(each) for each in children(arguments[spot]))]
    found = relating.two(among, [*(spot for spot, each in enumerate(arguments) if _is_float(each)), *among])
    if found is None or relating.rng.random() > 0.3:
        return
    first, second = sorted(found)
    nan = Construct("builtins:float", (Atom("nan"),), (), _NAN_LABEL + first)
    arguments[first] = _with_element(arguments[first], nan, relating.rng)
    arguments[second] = _with_element(arguments[second], Reference(_NAN_LABEL + first), relating.rng)


def _is_float(recipe: Recipe) -> bool:
    return isinstance(recipe, Atom) and isinstance(recipe.value, float)


def _with_element(recipe: Recipe, element: Recipe, rng: random.Random) -> Recipe:
    """The element alone for a float; in the place of one for a list of some."""
    parts = children(recipe)
    if not parts:
        return element
    spot = rng.choice([spot for spot, each in enumerate(parts) if _is_float(each)])
    return rebuilt(recipe, [*parts[:spot], element, *parts[spot + 1 :]])
