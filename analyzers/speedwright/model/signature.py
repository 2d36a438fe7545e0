"""What is known about an entry point's parameters, as data that the guest reports."""

from __future__ import annotations

from dataclasses import dataclass

from speedwright.model.recipe import Recipe


@dataclass(frozen=True, slots=True)
class TypeShape:
    """A type as a tree.

    `kind` is one of: the atoms `none bool int float complex str bytes`; the containers `list set frozenset
    deque iterable iterator` (one argument), `dict mapping defaultdict counter` (two; counter one), `tuple`
    (one per item) and `tuple_of` (one, any length); `union` (its members); `literal` (its `values`); `record`
    (a dataclass, NamedTuple, TypedDict or class whose constructor is hinted: `name` and `fields`; a TypedDict
    has the name `builtins:dict`); `enum` (`name`, `values` are `Name` recipes); `construct` (a known
    standard class such as `datetime:date`, named by `name`); `array` and `frame` (numpy, pandas); `callable`;
    `any` (nothing known); `unsupported` (known, but no way to build it; `name` says what).

    Words in the `name` of an atom narrow or widen it where no hint says so: `non-negative`, `finite` (no NaN, no
    infinity), `or-bool` (a bool may stand for an int), `key` (a string that is likely a key). The `values` of an
    `array` may hold its number of dimensions.
    """

    kind: str
    arguments: tuple[TypeShape, ...] = ()
    name: str = ""
    values: tuple[Recipe, ...] = ()
    fields: tuple[Field, ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a record."""

    name: str
    shape: TypeShape
    required: bool = True


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: `kind` is `positional`, `keyword` (keyword-only), `varargs` or `varkeywords`.

    `shape` is None without a hint. `default` is the recipe of the default value where it can be told.
    """

    name: str
    kind: str
    shape: TypeShape | None
    has_default: bool = False
    default: Recipe | None = None


@dataclass(frozen=True, slots=True)
class Signature:
    """The callable shape of an entry point; for a method, parameter 0 is the instance (a `record`)."""

    parameters: tuple[Parameter, ...]
    is_method: bool = False
    is_async: bool = False
