"""Guards about names and their declarations for all languages but Python."""

from __future__ import annotations

from functools import lru_cache

from speedwright.model.finding import Answer
from speedwright.skills.guards.base import NO, Result, guard
from speedwright.syntax.node import Node, span_of, text_of, walk
from speedwright.syntax.source_file import SourceFile
from speedwright.syntax.structure.declarations import (
    declarations_of,
    declared_type,
    declared_within,
    names_declared_in,
)
from speedwright.syntax.structure.literals import few_at, is_empty
from speedwright.syntax.structure.loops import called_name, receiver, shape_of

_ADDING = frozenset({"add", "append", "push", "push_back", "unshift"})


@guard("declared-as")
def declared_as(source: SourceFile, name: Node, *types: str) -> Answer:
    """The declaration of the name tells one of these types, in one word: as it is written (`List`, `vector`, `[]` for
    arrays and slices), or by the first value. Unknown where it tells none.
    """
    found = declared_type(source, name)
    return Answer.UNKNOWN if found is None else Answer.YES if found in types else Answer.NO


@guard("declared-outside")
def declared_outside(source: SourceFile, name: Node, loop: Node) -> Answer:
    """The name is declared outside the loop and lives on between rounds; unknown where no declaration is seen."""
    if text_of(name) in declared_within(source, span_of(loop)):
        return Answer.NO
    return Answer.YES if declarations_of(source, name) else Answer.UNKNOWN


@guard("carried-over")
def carried_over(source: SourceFile, name: Node, loop: Node) -> Answer:
    """The loop never gives the name a value that is not made from its own: what is added in one round stays for the
    next.
    """
    targets = shape_of(source).targets
    for each in walk(loop):
        left = each.child_by_field_name(targets[each.type]) if targets.get(each.type) else None
        is_plain = any(child.type == "=" for child in each.children)
        if (
            left is not None
            and is_plain
            and left.text == name.text
            and (text_of(name) not in _names_behind(each, left))
        ):
            return Answer.NO
    return Answer.YES


@guard("declared-empty")
def declared_empty(source: SourceFile, name: Node) -> Result:
    """The only declaration of the name gives no value, or an empty literal or constructor; binds that declaration."""
    found = declarations_of(source, name)
    if len(found) != 1:
        return NO
    return Result(Answer.YES, (found[0].node,)) if is_empty(found[0].value) else NO


@guard("list-like")
def list_like(source: SourceFile, name: Node) -> Answer:
    """The name is declared as one of the language's lists, or the file calls a method on it that only lists have; no
    where it is declared as something else, unknown where nothing tells.
    """
    shape = shape_of(source)
    found = declared_type(source, name)
    if found is not None:
        return Answer.YES if found in shape.lists else Answer.NO
    return Answer.YES if text_of(name) in _listed(source) else Answer.UNKNOWN


@guard("header-mentions")
def header_mentions(_source: SourceFile, loop: Node, name: Node) -> Answer:
    """What the loop tests or goes over, its body left out, has this text in it."""
    body = loop.child_by_field_name("body")
    parts = (each for each in loop.named_children if each != body)
    found = any(each.text == name.text for part in parts for each in walk(part))
    return Answer.YES if found else Answer.NO


@guard("few-items")
def few_items(source: SourceFile, name: Node, limit: str) -> Answer:
    """The name, or the value itself, is a literal of fewer items than the limit, wherever it is declared."""
    return few_at(source, name, int(limit))


@guard("few-items-for-good")
def few_items_for_good(source: SourceFile, name: Node, limit: str) -> Answer:
    """As few-items, and nothing in the file is added to it by a method."""
    if text_of(name) in _grown(source):
        return Answer.NO
    return few_at(source, name, int(limit))


@guard("bound-first-in")
def bound_first_in(source: SourceFile, region: Node, name: Node) -> Answer:
    """The first name that the region binds is this one: the first parameter of the function it hands over."""
    span = span_of(region)
    bound = names_declared_in(source, span)
    return Answer.YES if bound and bound[0].name.text == name.text else Answer.NO


@guard("assigned-to")
def assigned_to(source: SourceFile, place: Node) -> Answer:
    """The expression is the target of an assignment."""
    targets = shape_of(source).targets
    around = place.parent
    field = None if around is None else targets.get(around.type)
    if around is None or field is None:
        return Answer.NO
    target = around.child_by_field_name(field) if field else around.named_child(0)
    return Answer.YES if target == place else Answer.NO


@guard("names-only-in")
def names_only_in(source: SourceFile, region: Node, name: Node, *places: Node) -> Answer:
    """Inside the region the name is written in these places only."""
    spans = [span_of(each) for each in places]
    kinds = shape_of(source).names
    for each in walk(region):
        if each.type in kinds and each.text == name.text and not any(at.contains(span_of(each)) for at in spans):
            return Answer.NO
    return Answer.YES


@lru_cache(maxsize=8)
def _listed(source: SourceFile) -> frozenset[str]:
    """The texts on which the file calls a method that only lists have."""
    shape = shape_of(source)
    calls = (each for each in walk(source.root) if each.type in shape.calls)
    on = (receiver(shape, each) for each in calls if called_name(shape, each) in shape.list_methods)
    return frozenset(text_of(each) for each in on if each is not None)


def _names_behind(assignment: Node, left: Node) -> frozenset[str]:
    parts = (each for each in assignment.named_children if each != left)
    return frozenset(text_of(each) for part in parts for each in walk(part))


@lru_cache(maxsize=8)
def _grown(source: SourceFile) -> frozenset[str]:
    """The texts on which the file calls a method that adds an item."""
    shape = shape_of(source)
    calls = (each for each in walk(source.root) if each.type in shape.calls)
    on = (receiver(shape, each) for each in calls if called_name(shape, each) in _ADDING)
    return frozenset(text_of(each) for each in on if each is not None)
