"""Constructor arguments of the standard classes that hints name."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Protocol

from speedwright.model.recipe import Atom, Recipe
from speedwright.verification.inputs.textual import Texts
from speedwright.verification.inputs.vocabulary import SPACES


class StandardDrawer(Protocol):
    """What the makers draw from."""

    rng: random.Random
    texts: Texts


def standard_arguments(name: str, drawer: StandardDrawer) -> tuple[Recipe, ...] | None:
    """Arguments for the class `module:qualname`; None for a class that is not known here."""
    # By the class name alone: the module that a standard class says it is from varies between versions.
    maker = _STANDARD.get(name.partition(":")[2])
    return None if maker is None else maker(drawer)


def _date_parts(drawer: StandardDrawer) -> tuple[Recipe, ...]:
    rng = drawer.rng
    year = rng.choice((1900, 1999, 2000, 2023, 2024, 2100, rng.randint(1, 9999)))
    month, day = rng.choice(((1, 1), (12, 31), (2, 28), (3, 1), (rng.randint(1, 12), rng.randint(1, 28))))
    return (Atom(year), Atom(month), Atom(day))


def _time_parts(drawer: StandardDrawer) -> tuple[Recipe, ...]:
    rng = drawer.rng
    hour, minute, second = rng.choice((0, 23, rng.randint(0, 23))), rng.randint(0, 59), rng.choice((0, 59, 30))
    return (Atom(hour), Atom(minute), Atom(second), *_microseconds(rng))


def _duration(drawer: StandardDrawer) -> tuple[Recipe, ...]:
    return (
        Atom(drawer.rng.randint(-3, 400)),
        Atom(drawer.rng.choice((0, 1, 86399))),
        *_microseconds(drawer.rng),
    )


def _microseconds(rng: random.Random) -> tuple[Recipe, ...]:
    """Mostly none: texts of whole seconds are shorter."""
    return (Atom(rng.choice((1, 120_000, 999_999))),) if rng.random() < 0.25 else ()


def _decimal(drawer: StandardDrawer) -> tuple[Recipe, ...]:
    """Amounts, and such that sums and products have to be rounded at the 28 digits of the usual context."""
    rng = drawer.rng
    form = rng.random()
    if form < 0.4:
        return (Atom(rng.choice(("0", "-0", "1.10", "1.1", "1e3", "0.1", "12.345"))),)
    if form < 0.8:
        return (Atom(f"{rng.randint(-999, 9999)}.{rng.randint(0, 99):02}"),)
    digits = str(rng.randint(10**27, 10**28 - 1))
    point = rng.choice((0, 1, 14, 27))
    return (Atom(f"{rng.choice(('', '-'))}{digits[:point]}.{digits[point:]}"),)


def _path(drawer: StandardDrawer) -> tuple[Recipe, ...]:
    text = "".join(each for each in drawer.texts.text() if each not in ("\0", *SPACES))
    return (Atom(text or "a/b.txt"),)


def _identifier(drawer: StandardDrawer) -> tuple[Recipe, ...]:
    return (Atom(f"{drawer.rng.getrandbits(128):032x}"),)


_STANDARD: dict[str, Callable[[StandardDrawer], tuple[Recipe, ...]]] = {
    "date": _date_parts,
    "datetime": lambda drawer: _date_parts(drawer) + _time_parts(drawer),
    "time": _time_parts,
    "timedelta": _duration,
    "Decimal": _decimal,
    "Fraction": lambda drawer: (Atom(drawer.rng.randint(-9, 9)), Atom(drawer.rng.randint(1, 9))),
    "Path": _path,
    "PurePath": _path,
    "PurePosixPath": _path,
    "UUID": _identifier,
    "range": lambda drawer: tuple(Atom(drawer.rng.randint(1, 9)) for _ in range(drawer.rng.randint(1, 3))),
    "bytearray": lambda drawer: (Atom(drawer.texts.text().encode("utf-8", "replace")),),
    "compile": lambda _drawer: (Atom(r"\w+"),),
    "Random": lambda drawer: (Atom(drawer.rng.randint(0, 9)),),
    "object": lambda _drawer: (),
}
