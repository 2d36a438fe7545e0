"""From a case that shows a difference to a small one that still does."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable, Iterator
from typing import TypeVar

from speedwright.model.recipe import Atom, Call, Case, Construct, Disturb, Items, Pairs, Recipe, Reference, Step
from speedwright.verification.inputs.tables import row_count, simpler_tables
from speedwright.verification.inputs.traversal import (
    children,
    dangling,
    is_hashable,
    label_of,
    parts_of,
    rebuilt,
    transformed,
    walk,
    with_parts,
)

Test = Callable[[Case], bool]
Part = TypeVar("Part")


def shrink(case: Case, still_differs: Test, limit: int) -> Case:
    """The smallest case found with at most `limit` checks; `case` itself where nothing smaller differs.

    Greedy: the first smaller case that still differs is taken, and its neighbours are tried next, until none
    of them differs. A case may change its meaning on the way, for any difference is as good as another.
    """
    left = limit
    tried = {case.key}
    improved = True
    while improved and left > 0:
        improved = False
        for smaller in _smaller(case):
            if left <= 0:
                break
            if smaller.key in tried or dangling(smaller.calls):
                continue
            tried.add(smaller.key)
            left -= 1
            if still_differs(smaller):
                case, improved = smaller, True
                break
    return case


def _smaller(case: Case) -> Iterator[Case]:
    for steps in _fewer_steps(case.steps):
        yield dataclasses.replace(case, steps=steps, example=False)
    for number, step in enumerate(case.steps):
        if isinstance(step, Call):
            for call in _simpler_calls(step):
                yield dataclasses.replace(
                    case, steps=(*case.steps[:number], call, *case.steps[number + 1 :]), example=False
                )
    # Of a large case there are many equal atoms, most of which have gone by now.
    yield from _together(case)


def _together(case: Case) -> Iterator[Case]:
    """Equal atoms made simpler at once, for a difference may need that they stay equal."""
    atoms = Counter(
        part for call in case.calls for each in parts_of(call) for part in walk(each) if isinstance(part, Atom)
    )
    for atom in [atom for atom, count in atoms.items() if count > 1]:
        for value in _simpler_values(atom.value):
            steps = tuple(_with(step, atom, Atom(value)) if isinstance(step, Call) else step for step in case.steps)
            yield dataclasses.replace(case, steps=steps, example=False)


def _with(call: Call, old: Atom, new: Atom) -> Call:
    def changed(recipe: Recipe) -> Recipe:
        # By type too: as values 1, True and 1.0 are equal.
        return new if recipe == old and isinstance(recipe, Atom) and type(recipe.value) is type(old.value) else recipe

    return with_parts(call, [transformed(part, changed) for part in parts_of(call)])


def _fewer_steps(steps: tuple[Step, ...]) -> Iterator[tuple[Step, ...]]:
    """Halves first, then without one step; results are numbered, so disturbances that lose theirs go too."""
    if len(steps) > 3:
        yield _sound(steps[len(steps) // 2 :])
    for number in range(len(steps)):
        rest = _sound(steps[:number] + steps[number + 1 :])
        if any(isinstance(step, Call) for step in rest):
            yield rest


def _sound(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    kept: list[Step] = []
    calls = 0
    for step in steps:
        if isinstance(step, Disturb) and step.result >= calls:
            continue
        calls += isinstance(step, Call)
        kept.append(step)
    return tuple(kept)


def _simpler_calls(call: Call) -> Iterator[Call]:
    if call.manner:
        yield dataclasses.replace(call, manner="")
    for number in range(len(call.keywords)):
        yield dataclasses.replace(call, keywords=call.keywords[:number] + call.keywords[number + 1 :])
    parts = parts_of(call)
    for number, part in enumerate(parts):
        for simpler in simpler_recipes(part):
            yield with_parts(call, [*parts[:number], simpler, *parts[number + 1 :]])


def simpler_recipes(recipe: Recipe) -> Iterator[Recipe]:
    """Recipes that are simpler and of the same outer type, the biggest steps first."""
    label = label_of(recipe)
    match recipe:
        case Atom(value):
            yield from (Atom(each) for each in _simpler_values(value))
        case Items(kind, items, _) if kind != "tuple":
            yield from (Items(kind, each, label) for each in _fewer(items))
        case Pairs(pairs, _):
            yield from (Pairs(each, label) for each in _fewer(pairs))
        case Construct("guest:last", (*effects, final), _, _) if effects:
            yield from _shorter_pasts(tuple(effects), final, recipe)
        case Construct("pandas:DataFrame") if row_count(recipe) is not None:
            yield from simpler_tables(recipe, _fewer, simpler_recipes)
            return
        case Construct(name, arguments, keywords, _):
            for number in range(len(keywords)):
                yield Construct(name, arguments, keywords[:number] + keywords[number + 1 :], label)
        case _:
            pass
    yield from _simpler_parts(recipe)


def _shorter_pasts(effects: tuple[Recipe, ...], final: Recipe, recipe: Construct) -> Iterator[Recipe]:
    """A shorter chain, without some of what happened before, or the final value alone."""
    whole = (*effects, final)
    if not isinstance(final, Reference):
        gap = len(effects)
        while gap:
            yield dataclasses.replace(recipe, arguments=whole[: len(whole) - gap])
            gap //= 2
    for fewer in _fewer(effects):
        yield dataclasses.replace(recipe, arguments=(*fewer, final))
    if isinstance(final, Reference):
        yield from (each for each in effects if label_of(each) == final.label)


def _fewer(items: tuple[Part, ...]) -> Iterator[tuple[Part, ...]]:
    size = len(items)
    if size:
        yield ()
    chunk = size // 2
    while chunk:
        for start in range(0, size, chunk):
            yield items[:start] + items[start + chunk :]
        chunk //= 2


def _simpler_parts(recipe: Recipe) -> Iterator[Recipe]:
    parts = children(recipe)
    keys = range(0, len(parts), 2) if isinstance(recipe, Pairs) else ()
    hashable = isinstance(recipe, Items) and recipe.kind in ("set", "frozenset")
    for number, part in enumerate(parts):
        for simpler in simpler_recipes(part):
            if (number in keys or hashable) and not is_hashable(simpler):
                continue
            changed = (*parts[:number], simpler, *parts[number + 1 :])
            if number in keys and len({str(each) for each in changed[::2]}) < len(keys):
                continue
            yield rebuilt(recipe, changed)


def _simpler_values(value: object) -> Iterator[bool | int | float | complex | str | bytes | None]:
    """Simpler values of the same type, most simple first; never one as complex as `value`."""
    if isinstance(value, bool):
        if value:
            yield False
    elif isinstance(value, int):
        # Towards zero in halves, then in steps; a negative number becomes positive when that is enough.
        known = [0, 1, 2, -value if value < 0 else 0, *_halves(value)]
        yield from dict.fromkeys(each for each in known if (abs(each), each < 0) < (abs(value), value < 0))
    elif isinstance(value, float):
        yield from _simpler_floats(value)
    elif isinstance(value, str):
        yield from _simpler_texts(value)
    elif isinstance(value, bytes):
        yield from dict.fromkeys(
            each for each in (b"", b"a", value[: len(value) // 2], value[1:]) if len(each) < len(value)
        )


def _halves(value: int) -> Iterator[int]:
    gap = value // 2 if value >= 0 else -(-value // 2)
    while gap:
        yield value - gap
        gap = gap // 2 if gap >= 0 else -(-gap // 2)


def _simpler_floats(value: float) -> Iterator[float]:
    if value != value or value in (float("inf"), float("-inf")):
        yield from (0.0, 1.0)
        return
    known = (0.0, 1.0, 2.0, 0.5, abs(value), float(int(value)) if abs(value) < 2**53 else value, round(value, 1))
    yield from dict.fromkeys(each for each in known if _plainness(each) < _plainness(value))


def _plainness(value: float) -> tuple[int, float, bool]:
    return (len(repr(value)), abs(value), str(value).startswith("-"))


def _simpler_texts(text: str) -> Iterator[str]:
    if text:
        yield ""
    chunk = len(text) // 2
    while chunk:
        yield from (text[:start] + text[start + chunk :] for start in range(0, len(text), chunk))
        chunk //= 2
    for spot, each in enumerate(text):
        for simple in ("a", "0", " "):
            if _rank(simple) < _rank(each):
                yield text[:spot] + simple + text[spot + 1 :]


def _rank(character: str) -> int:
    """How far a character is from the plainest one of its sort; marks and letters do not turn into each other."""
    return ("a0 ".find(character) if character in "a0 " else 3) if character.isalnum() or character.isspace() else 0


def weight(case: Case) -> int:
    """The number of parts of a case: what shrinking makes small."""
    return sum(1 for call in case.calls for part in parts_of(call) for _ in walk(part)) + len(case.steps)
