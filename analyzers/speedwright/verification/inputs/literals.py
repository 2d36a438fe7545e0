"""Python literals, as syntax or as values, to recipes and back."""

from __future__ import annotations

import ast
from typing import Any

from speedwright.model.recipe import Atom, Construct, Items, Pairs, Recipe


def literal_recipe(node: ast.expr) -> Recipe | None:
    """The recipe of a literal expression; None for anything that would have to be run."""
    match node:
        case ast.Constant(value) if value is not Ellipsis:
            return Atom(value)
        case ast.UnaryOp(ast.USub(), ast.Constant(int() | float() | complex() as value)):
            return Atom(-value)
        case ast.List(items):
            return _items("list", items)
        case ast.Tuple(items):
            return _items("tuple", items)
        case ast.Set(items):
            return _items("set", items)
        case ast.Dict(keys, values):
            return _pairs(keys, values)
        case ast.Call(ast.Name("float"), [ast.Constant(str() as text)], []):
            return _special_float(text)
        case _:
            return None


def _items(kind: str, nodes: list[ast.expr]) -> Recipe | None:
    items = [literal_recipe(node) for node in nodes]
    known = tuple(item for item in items if item is not None)
    return Items(kind, known) if len(known) == len(items) else None


def _pairs(keys: list[ast.expr | None], values: list[ast.expr]) -> Recipe | None:
    pairs: list[tuple[Recipe, Recipe]] = []
    for key, value in zip(keys, values, strict=True):
        left = None if key is None else literal_recipe(key)
        right = literal_recipe(value)
        if left is None or right is None:
            return None
        pairs.append((left, right))
    return Pairs(tuple(pairs))


def _special_float(text: str) -> Recipe | None:
    try:
        return Atom(float(text))
    except ValueError:
        return None


def recipe_of(value: Any) -> Recipe:
    """The recipe of a plain value of Speedwright's own. Raises TypeError for what is not plain."""
    if value is None or isinstance(value, (bool, int, float, complex, str, bytes)):
        return Atom(value)
    if isinstance(value, dict):
        return Pairs(tuple((recipe_of(key), recipe_of(each)) for key, each in value.items()))
    if isinstance(value, (list, tuple, set, frozenset)):
        return Items(type(value).__name__, tuple(recipe_of(each) for each in value))
    raise TypeError(f"not a plain value: {type(value).__name__}")


def plain_value(recipe: Recipe) -> Any:
    """The value of a recipe for which `is_plain` holds. Raises TypeError for others."""
    match recipe:
        case Atom(value):
            return value
        case Pairs(pairs, _):
            return {plain_value(key): plain_value(value) for key, value in pairs}
        case Items(kind, items, _):
            maker: Any = {"list": list, "tuple": tuple, "set": set, "frozenset": frozenset}[kind]
            return maker(plain_value(item) for item in items)
        case _:
            raise TypeError(f"not plain: {recipe!r}")


def sort_key(recipe: Recipe) -> tuple[str, Any] | None:
    """A key that orders atoms, and tuples and lists of them, as Python would; None where it cannot be told.

    Any two keys can be compared: what Python would refuse to compare is ordered by kind.
    """
    match recipe:
        case Atom((bool() | int() | float()) as value):
            return ("number", value)
        case Atom((str() | bytes()) as value):
            return (type(value).__name__, value)
        case Items(("tuple" | "list") as kind, items):
            keys = [sort_key(each) for each in items]
            return None if None in keys else (kind, keys)
        case _:
            return None


def last_of(*recipes: Recipe) -> Construct:
    """All recipes are built in order, and the last is the value: how an object gets a past or a great depth."""
    return Construct("guest:last", recipes)
