"""Types as far as guards need them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from speedwright.model.finding import Answer


class Type(NamedTuple):
    """A builtin type by name, with what is known of its items: one for a list or set, key and value for a dict,
    one per item (or one for any length) for a tuple. None stands for an unknown item type.
    """

    kind: str
    arguments: tuple[Type | None, ...] = ()

    @property
    def item(self) -> Type | None:
        """What iterating gives."""
        if self.kind in ("str", "bytes"):
            return Type("str") if self.kind == "str" else Type("int")
        if self.kind == "range":
            return Type("int")
        if self.kind == "tuple" and len(set(self.arguments)) != 1:
            return None
        return self.arguments[0] if self.arguments else None


IMMUTABLE = frozenset({"str", "bytes", "int", "float", "bool", "complex", "none", "tuple", "frozenset", "range"})
_HASHABLE = IMMUTABLE - {"tuple"}
_UNHASHABLE = frozenset({"list", "dict", "set", "deque"})


def hashable(of: Type | None) -> Answer:
    """Whether values of a type can be members of a set."""
    if of is None:
        return Answer.UNKNOWN
    if of.kind in _UNHASHABLE:
        return Answer.NO
    if of.kind in _HASHABLE:
        return Answer.YES
    if of.kind != "tuple" or not of.arguments:
        return Answer.UNKNOWN
    parts = {hashable(argument) for argument in of.arguments}
    if Answer.NO in parts:
        return Answer.NO
    return Answer.UNKNOWN if Answer.UNKNOWN in parts else Answer.YES


def merged(types: Iterable[Type | None]) -> Type | None:
    """The type that all have; items on which they disagree become unknown. None when the kinds differ.

    Takes no more types than it needs to know that: finding one out may take long.
    """
    known: list[Type] = []
    for each in types:
        if each is None or (known and each.kind != known[0].kind):
            return None
        known.append(each)
    if not known:
        return None
    with_items = {each.arguments for each in known if each.arguments}
    return Type(known[0].kind, with_items.pop() if len(with_items) == 1 else ())
