"""What the guards of all languages but Python need to know of a grammar: which kinds of nodes mean what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Declaration:
    """A node that gives names a meaning, and its fields: the names in `name`, their `type` and first `value`.

    An empty field is one this kind of node does not have.
    """

    kind: str
    name: str
    type: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """Node kinds and fields of one grammar, and names of its language's own library.

    `once` are the parts of a loop (fields or kinds) that run once and not per round. A call is one of `calls`; its
    name is the last node of `callee`, fields to go down by, as far as they are there. `per_item` are methods that
    call the function they are given once per item, `changers` those that change what they are called on. `targets`
    says, for every kind of node that assigns, in which field its target stands (empty: in its first child). `makers`
    are the types of what functions and methods return, `values` those of literals. `lists` are the types whose items
    are searched one by one, `list_methods` the methods that no other type searched alike has.
    """

    functions: frozenset[str]
    blocks: frozenset[str]
    once: frozenset[str]
    calls: frozenset[str]
    callee: tuple[str, ...]
    receiver: tuple[str, ...]
    targets: Mapping[str, str]
    declarations: tuple[Declaration, ...]
    leaving: frozenset[str]
    names: frozenset[str] = frozenset({"identifier"})
    per_item: frozenset[str] = frozenset()
    changers: frozenset[str] = frozenset()
    readers: frozenset[str] = frozenset()
    constructors: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    values: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    makers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    lists: frozenset[str] = frozenset({"[]"})
    list_methods: frozenset[str] = frozenset()
