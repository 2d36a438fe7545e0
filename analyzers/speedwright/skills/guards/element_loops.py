"""Guards about loops that ask for items by place or by key where they could take the items themselves."""

from __future__ import annotations

from collections.abc import Iterable

from speedwright.model.finding import Answer
from speedwright.skills.guards.base import NO, Result, guard
from speedwright.syntax.node import Node, span_of, text_of
from speedwright.syntax.python.kinds import COMPREHENSIONS, FUNCTIONS
from speedwright.syntax.python.roles import role
from speedwright.syntax.python.scope import Occurrence, variable_at
from speedwright.syntax.python.uses import within
from speedwright.syntax.source_file import SourceFile

_CHANGED = frozenset({"assign", "augment", "delete", "loop-target", "with-target", "store-item", "delete-item"})


@guard("items-at")
def items_at(source: SourceFile, region: Node, counter: Node, values: Node, *ignored: Node) -> Result:
    """In the region the counter is used for nothing but reading `values[counter]`, the ignored parts left out; binds
    these subscripts.
    """
    found = _lookups(source, region, counter, values, ignored)
    return NO if found is None or not found[0] or found[1] else Result(Answer.YES, tuple(found[0]))


@guard("values-wanted")
def values_wanted(source: SourceFile, region: Node, key: Node, values: Node) -> Result:
    """In the region `values[key]` is read, and the key is used for nothing else, or the value is read twice or more;
    binds these subscripts.
    """
    # Hardly any loop has one: what a name means takes far longer to tell than what is written.
    if f"{text_of(values)}[{text_of(key)}]" not in text_of(region):
        return NO
    found = _lookups(source, region, key, values, ())
    return NO if found is None or len(found[0]) < (2 if found[1] else 1) else Result(Answer.YES, tuple(found[0]))


@guard("key-wanted")
def key_wanted(source: SourceFile, region: Node, key: Node, values: Node) -> Result:
    """In the region the key is also used in other ways than reading `values[key]`; binds it."""
    found = _lookups(source, region, key, values, ())
    return Result(Answer.YES, (key,)) if found is not None and found[1] else NO


@guard("from-zero")
def from_zero(_source: SourceFile, arguments: Node) -> Answer:
    """The arguments of `range` are an end alone, or 0 and an end."""
    given = [text_of(each) for each in arguments.named_children]
    return Answer.YES if len(given) == 1 or (len(given) == 2 and given[0] == "0") else Answer.NO


@guard("synchronous")
def synchronous(_source: SourceFile, loop: Node) -> Answer:
    """Neither the loop nor a clause of the comprehension is an `async for`."""
    parts = (loop, *loop.named_children)
    waits = any(child.type == "async" for each in parts for child in each.children[:1])
    return Answer.NO if waits else Answer.YES


def _lookups(
    source: SourceFile, region: Node, key: Node, values: Node, ignored: Iterable[Node]
) -> tuple[list[Node], list[Node]] | None:
    """The subscripts `values[key]` in the region, and all other uses of the key; None where one of the subscripts is
    stored to, or the key is bound again.
    """
    variable = variable_at(source, key)
    if not variable.complete:
        return None
    skipped = [span_of(each) for each in ignored]
    read: list[Node] = []
    others: list[Node] = []
    for each in within(variable.occurrences, region):
        if each.node == key or any(span.contains(each.span) for span in skipped):
            continue
        if each.binds:
            return None
        subscript = _subscript(each, values)
        if subscript is None:
            others.append(each.node)
        elif role(subscript, each.path[:-1]) in _CHANGED:
            return None
        else:
            read.append(subscript)
    return read, others


def _subscript(use: Occurrence, values: Node) -> Node | None:
    parent = use.parent
    if parent is None or parent.type != "subscript" or len(parent.children_by_field_name("subscript")) != 1:
        return None
    same = text_of(parent.child_by_field_name("value") or parent) == text_of(values)
    direct = parent.child_by_field_name("subscript") == use.node
    hidden = any(each.type in FUNCTIONS or each.type in COMPREHENSIONS for each in use.path[_depth_of(use, values) :])
    return parent if same and direct and not hidden else None


def _depth_of(use: Occurrence, values: Node) -> int:
    """How many of the ancestors of a use hold the values' own place as well."""
    span = span_of(values)
    return sum(span_of(each).contains(span) for each in use.path)
