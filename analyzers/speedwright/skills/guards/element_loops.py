"""Guards about loops that ask for items by place or by key where they could take the items themselves."""

from __future__ import annotations

from collections.abc import Iterable

from speedwright.model.finding import Answer
from speedwright.skills.guards.base import NO, Result, guard
from speedwright.syntax.node import Node, span_of, text_of, walk
from speedwright.syntax.python.kinds import COMPREHENSIONS, FUNCTIONS
from speedwright.syntax.python.roles import role
from speedwright.syntax.python.scope import Occurrence, is_bound_anywhere, variable_at
from speedwright.syntax.python.uses import within
from speedwright.syntax.source_file import SourceFile

_CHANGED = frozenset({"assign", "augment", "delete", "loop-target", "with-target", "store-item", "delete-item"})
_LATE = frozenset({"lambda", "generator_expression", "yield", "await", "named_expression"})


@guard("items-at")
def items_at(source: SourceFile, region: Node, counter: Node, values: Node, *ignored: Node) -> Result:
    """In the region the counter is used for nothing but reading `values[counter]`, the ignored parts left out; binds
    these subscripts.
    """
    found = _lookups(source, region, counter, values, ignored)
    return NO if found is None or not found[0] or found[1] else Result(Answer.YES, tuple(found[0]))


@guard("lookups")
def lookups(source: SourceFile, region: Node, key: Node, values: Node, least: str) -> Result:
    """As items-at, but the key may be used in other ways too; there are at least so many lookups. Binds them."""
    found = _lookups(source, region, key, values, ())
    return NO if found is None or len(found[0]) < int(least) else Result(Answer.YES, tuple(found[0]))


@guard("other-uses")
def other_uses(source: SourceFile, region: Node, key: Node, values: Node) -> Result:
    """In the region the key is also used in other ways than reading `values[key]`; binds these uses."""
    found = _lookups(source, region, key, values, ())
    return NO if found is None or not found[1] else Result(Answer.YES, tuple(found[1]))


@guard("synchronous")
def synchronous(_source: SourceFile, loop: Node) -> Answer:
    """Neither the loop nor a clause of the comprehension is an `async for`."""
    parts = (loop, *loop.named_children)
    waits = any(child.type == "async" for each in parts for child in each.children[:1])
    return Answer.NO if waits else Answer.YES


@guard("holds-no")
def holds_no(_source: SourceFile, region: Node, *kinds: str) -> Answer:
    """The region has no node of these kinds, functions inside it left out."""
    inside = walk(region, into=lambda each: each == region or each.type not in FUNCTIONS)
    return Answer.NO if any(each.type in kinds for each in inside) else Answer.YES


@guard("evaluated-at-once")
def evaluated_at_once(_source: SourceFile, expression: Node) -> Answer:
    """The expression makes no function or generator, which would read its names later; it does not wait or bind."""
    return Answer.NO if any(each.type in _LATE for each in walk(expression)) else Answer.YES


@guard("names-any")
def names_any(_source: SourceFile, expression: Node, *names: str) -> Answer:
    """One of these names stands in the expression, alone or behind a dot."""
    found = any(each.type == "identifier" and text_of(each) in names for each in walk(expression))
    return Answer.YES if found else Answer.NO


@guard("written-as")
def written_as(_source: SourceFile, node: Node, *texts: str) -> Result:
    """The node is written as one of these texts; binds it."""
    return Result(Answer.YES, (node,)) if text_of(node) in texts else NO


@guard("free-name")
def free_name(source: SourceFile, _node: Node, name: str) -> Answer:
    """The file binds the name nowhere, so that it can be written for the builtin."""
    return Answer.NO if is_bound_anywhere(source, name) else Answer.YES


@guard("mentions")
def mentions(_source: SourceFile, expression: Node, name: Node) -> Answer:
    """The name, or the dotted name, stands somewhere in the expression."""
    wanted = text_of(name)
    same = any(each.type == name.type and text_of(each) == wanted for each in walk(expression))
    return Answer.YES if same else Answer.NO


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
