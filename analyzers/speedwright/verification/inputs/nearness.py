"""Values next to another: a key that is rounded, shortened or in lower case takes them for it."""

from __future__ import annotations

import math
import random

from speedwright.model.recipe import Atom, Recipe

# What single precision, decimals that people round to, and relative tolerances (`math.isclose`: 1e-9) keep apart.
_RELATIVE = (1e-3, 1e-6, 1e-9, 1e-10, 1e-12)


def near(recipe: Recipe, rng: random.Random) -> Recipe:
    """Another value of the type, of a text as long as before; the recipe itself where there is none."""
    value = recipe.value if isinstance(recipe, Atom) else None
    if isinstance(value, bool):
        return Atom(not value)
    if isinstance(value, int):
        return Atom(value + rng.choice((1, 10, 100)) if value >= 0 else value - rng.choice((1, 10, 100)))
    if isinstance(value, float):
        return Atom(_near_float(value, rng))
    if isinstance(value, str) and value:
        return Atom(_near_text(value, rng))
    return recipe


def _near_float(value: float, rng: random.Random) -> float:
    """Nearer to zero, whose own neighbours are above it: no sign comes that was not there."""
    if not math.isfinite(value) or rng.random() < 0.5:
        return value / rng.choice((2.0, 8.0))
    if rng.random() < 0.3:
        return math.nextafter(value, 0.0 if value else 1.0)
    return value * (1.0 - rng.choice(_RELATIVE)) if value else rng.choice(_RELATIVE)


def _near_text(text: str, rng: random.Random) -> str:
    spot = rng.randrange(len(text))
    swapped = text[spot].swapcase()
    others = [each for each in text if each != text[spot]] or ["a" if text[spot] != "a" else "b"]
    if len(swapped) == 1 and swapped != text[spot] and rng.random() < 0.3:
        others = [swapped]
    return text[:spot] + rng.choice(others) + text[spot + 1 :]
