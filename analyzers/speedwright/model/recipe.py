"""Inputs as data: trees of constructors, literals and references, never live objects.

The host draws, mutates, shrinks and prints recipes; the guest alone builds the values. The JSON form is
what the two exchange, what receipts and recorded calls store, and what equality of inputs means.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

AtomValue = bool | int | float | complex | str | bytes | None


@dataclass(frozen=True, slots=True)
class Atom:
    """A literal. Compare atoms by `key`: as Python values 1, 1.0 and True would be equal."""

    value: AtomValue


@dataclass(frozen=True, slots=True)
class Items:
    """A `list`, `tuple`, `set` or `frozenset`; a label lets a `Reference` mean this very object."""

    kind: str
    items: tuple[Recipe, ...]
    label: int | None = None


@dataclass(frozen=True, slots=True)
class Pairs:
    """A `dict` with its order."""

    pairs: tuple[tuple[Recipe, Recipe], ...]
    label: int | None = None


@dataclass(frozen=True, slots=True)
class Construct:
    """A call of an importable class or function named `module:qualname`; `:qualname` is the module under test.

    The guest adds a few makers of its own under the module `guest`: `guest:instance` (class, state) builds an
    object without calling `__init__`; `guest:callable` (behaviour) builds a function that records its calls;
    `guest:last` builds all its arguments in order and is the last: an object with a past, or one nested so
    deeply that its recipe must be flat.
    """

    name: str
    arguments: tuple[Recipe, ...] = ()
    keywords: tuple[tuple[str, Recipe], ...] = ()
    label: int | None = None


@dataclass(frozen=True, slots=True)
class Name:
    """An importable object itself, named as in `Construct`: a class, a function, an enum member."""

    name: str


@dataclass(frozen=True, slots=True)
class Reference:
    """The object that carries this label, built earlier in the same case."""

    label: int


Recipe = Atom | Items | Pairs | Construct | Name | Reference


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the entry point. For a method, the first argument is the instance.

    `manner` is how the caller goes about a lazy result: "" takes all items, "take 2" two of them before it closes,
    "send" sends a number for each, "throw" throws a ValueError after the first, "change" changes the arguments then.
    """

    arguments: tuple[Recipe, ...]
    keywords: tuple[tuple[str, Recipe], ...] = ()
    manner: str = ""


@dataclass(frozen=True, slots=True)
class Disturb:
    """Between two calls the caller changes what call number `result` returned, when it is a container."""

    result: int


Step = Call | Disturb


@dataclass(frozen=True, slots=True)
class Case:
    """One input: steps over one fresh import of the module, and the source it was drawn from.

    `example` marks what the user's own code or files show (recorded, doctest, literal call, `--calls`):
    it outranks the rules that put an input outside the domain. A `stretched` one goes beyond the types that examples
    show: it counts where the original takes it.
    """

    steps: tuple[Step, ...]
    source: str
    example: bool = False
    stretched: bool = False
    _key: str | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def calls(self) -> tuple[Call, ...]:
        """The calls among the steps."""
        return tuple(step for step in self.steps if isinstance(step, Call))

    @property
    def key(self) -> str:
        """The wire form of the steps: equal for equal inputs, whatever source drew them.

        Made once: large inputs take long to write down.
        """
        if self._key is None:
            text = json.dumps([step_to_json(step) for step in self.steps], separators=(",", ":"))
            object.__setattr__(self, "_key", text)
        return self._key or ""


def recipe_to_json(recipe: Recipe) -> list[Any]:
    """The wire form of a recipe; `recipe_from_json` is its inverse."""
    match recipe:
        case Atom(value):
            return _atom_to_json(value)
        case Items(kind, items, label):
            return [kind, label, [recipe_to_json(item) for item in items]]
        case Pairs(pairs, label):
            return ["dict", label, [[recipe_to_json(key), recipe_to_json(value)] for key, value in pairs]]
        case Construct(name, arguments, keywords, label):
            return [
                "new",
                label,
                name,
                [recipe_to_json(argument) for argument in arguments],
                [[keyword, recipe_to_json(value)] for keyword, value in keywords],
            ]
        case Name(name):
            return ["name", name]
        case Reference(label):
            return ["ref", label]


def _atom_to_json(value: AtomValue) -> list[Any]:
    if value is None:
        return ["none"]
    if isinstance(value, bool):
        return ["bool", int(value)]
    if isinstance(value, int):
        # Hexadecimal, because CPython limits the decimal digits it converts.
        return ["int", hex(value)]
    if isinstance(value, float):
        return ["float", value.hex()]
    if isinstance(value, complex):
        return ["complex", value.real.hex(), value.imag.hex()]
    if isinstance(value, str):
        return ["str", value]
    return ["bytes", value.hex()]


def recipe_from_json(data: Any) -> Recipe:
    """The recipe behind its wire form. Raises ValueError for anything else: a child may send nonsense."""
    try:
        return _from_json(data)
    except (TypeError, KeyError, IndexError, AttributeError, RecursionError, OverflowError) as error:
        raise ValueError(f"not a recipe: {str(data)[:80]}") from error


def _from_json(data: Any) -> Recipe:
    kind, *rest = data
    if kind in _ATOMS:
        return Atom(_ATOMS[kind](*rest))
    if kind in ("list", "tuple", "set", "frozenset"):
        return Items(kind, tuple(_from_json(item) for item in rest[1]), _label(rest[0]))
    if kind == "dict":
        return Pairs(tuple((_from_json(key), _from_json(value)) for key, value in rest[1]), _label(rest[0]))
    if kind == "new":
        keywords = tuple((str(name), _from_json(value)) for name, value in rest[3])
        arguments = tuple(_from_json(argument) for argument in rest[2])
        return Construct(str(rest[1]), arguments, keywords, _label(rest[0]))
    if kind == "name":
        return Name(str(rest[0]))
    if kind == "ref":
        return Reference(int(rest[0]))
    raise ValueError(f"not a recipe: {kind!r}")


def _label(value: Any) -> int | None:
    return None if value is None else int(value)


_ATOMS: Mapping[str, Any] = {
    "none": lambda: None,
    "bool": bool,
    "int": lambda text: int(text, 16),
    "float": float.fromhex,
    "complex": lambda real, imaginary: complex(float.fromhex(real), float.fromhex(imaginary)),
    "str": str,
    "bytes": bytes.fromhex,
}


def step_to_json(step: Step) -> list[Any]:
    """The wire form of a step: `["call", arguments, keywords]`, with a manner if any; `["disturb", n]`."""
    if isinstance(step, Disturb):
        return ["disturb", step.result]
    return [
        "call",
        [recipe_to_json(argument) for argument in step.arguments],
        [[name, recipe_to_json(value)] for name, value in step.keywords],
        *([step.manner] if step.manner else []),
    ]


def call_from_json(data: Any) -> Call:
    """The call behind `["call", arguments, keywords]`, with a manner if any. Raises ValueError for anything else."""
    try:
        kind, arguments, keywords, *manner = data
        if kind != "call":
            raise ValueError(f"not a call: {kind!r}")
        return Call(
            tuple(recipe_from_json(argument) for argument in arguments),
            tuple((str(name), recipe_from_json(value)) for name, value in keywords),
            *map(str, manner[:1]),
        )
    except TypeError as error:
        raise ValueError(f"not a call: {str(data)[:80]}") from error
