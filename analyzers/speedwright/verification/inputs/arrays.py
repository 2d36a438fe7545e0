"""numpy arrays as recipes."""

from __future__ import annotations

import random
from collections.abc import Sequence

from speedwright.model.recipe import Atom, Construct, Items, Recipe
from speedwright.model.signature import TypeShape
from speedwright.verification.inputs.numeric import Numbers


def array(shape: TypeShape, rng: random.Random, numbers: Numbers, dtypes: Sequence[str]) -> Recipe:
    """An array of the element type that the hint or the code (`dtypes`) names, else of 64-bit integers or floats."""
    hinted = shape.arguments[0].kind if shape.arguments else ""
    kind = {"int": "int64", "float": "float64", "bool": "bool"}.get(hinted) or (rng.choice(dtypes) if dtypes else "")
    kind = kind or rng.choice(("int64", "int64", "int64", "float64"))
    flat = shape.values == (Atom(1),) or (not shape.values and rng.random() < 0.7)
    width = max(1, min(numbers.length(), 30 if flat else 6))
    height = 1 if flat else rng.randint(1, 6)
    rows: tuple[Recipe, ...] = tuple(Items("list", _cells(kind, width, rng, numbers)) for _ in range(height))
    if flat:
        rows = _cells(kind, width, rng, numbers)
    elif shape.values == (Atom(3),):
        rows = tuple(Items("list", rows) for _ in range(2))
    return Construct("numpy:array", (Items("list", rows),), (("dtype", Atom(kind)),))


def _cells(kind: str, count: int, rng: random.Random, numbers: Numbers) -> tuple[Recipe, ...]:
    if kind.startswith("float"):
        return tuple(Atom(numbers.real()) for _ in range(count))
    if kind.startswith("bool"):
        return tuple(Atom(rng.random() < 0.5) for _ in range(count))
    bits = int(kind.lstrip("uint") or 64)
    low = 0 if kind.startswith("u") else -(2 ** (bits - 1))
    return tuple(Atom((numbers.integer() - low) % 2**bits + low) for _ in range(count))
