"""What relations between arguments work with: the places of arguments by sort, and a stream of choices."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from speedwright.model.recipe import Atom, Items, Pairs, Recipe
from speedwright.verification.inputs.constants import Constants
from speedwright.verification.inputs.textual import Texts
from speedwright.verification.inputs.traversal import is_plain

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


def texts(arguments: Arguments) -> list[int]:
    """The places of strings."""
    return [spot for spot, each in enumerate(arguments) if isinstance(each, Atom) and isinstance(each.value, str)]


def ints(arguments: Arguments) -> list[int]:
    """The places of integers that are no bools."""
    return [spot for spot, each in enumerate(arguments) if isinstance(each, Atom) and type(each.value) is int]


def lists(arguments: Arguments) -> list[int]:
    """The places of lists and tuples."""
    return [spot for spot, each in enumerate(arguments) if isinstance(each, Items) and each.kind in ("list", "tuple")]


def dicts(arguments: Arguments) -> list[int]:
    """The places of dicts."""
    return [spot for spot, each in enumerate(arguments) if isinstance(each, Pairs)]


def sized(arguments: Arguments) -> list[int]:
    """The places of all that has a length."""
    return [*texts(arguments), *lists(arguments), *dicts(arguments)]


def length_of(recipe: Recipe) -> int:
    """The length; zero for what has none."""
    match recipe:
        case Items(_, items, _):
            return len(items)
        case Pairs(pairs, _):
            return len(pairs)
        case Atom(str() as text):
            return len(text)
        case _:
            return 0


def text_of(recipe: Recipe) -> str:
    """The string; empty for anything else."""
    return recipe.value if isinstance(recipe, Atom) and isinstance(recipe.value, str) else ""


def members_of(recipe: Recipe) -> list[Recipe]:
    """The plain elements of a list, the keys of a dict."""
    match recipe:
        case Items(_, items, _):
            return [each for each in items if is_plain(each)]
        case Pairs(pairs, _):
            return [key for key, _ in pairs]
        case _:
            return []


def same_type(left: Recipe, right: Recipe) -> bool:
    """Whether both are atoms of one exact type."""
    return isinstance(left, Atom) and isinstance(right, Atom) and type(left.value) is type(right.value)


def rows_of(recipe: Recipe) -> list[Items]:
    """The elements of a list that holds nothing but lists and tuples; none of another."""
    if not isinstance(recipe, Items):
        return []
    rows = [each for each in recipe.items if isinstance(each, Items) and each.kind in ("list", "tuple")]
    return rows if len(rows) == len(recipe.items) else []


def same_form(left: Recipe, right: Recipe) -> bool:
    """Whether two values are of the same outer form."""
    if isinstance(left, Atom):
        return same_type(left, right)
    if isinstance(left, Items) and isinstance(right, Items):
        return left.kind == right.kind
    return type(left) is type(right)
