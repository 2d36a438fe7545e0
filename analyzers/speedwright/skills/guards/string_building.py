"""Guards about strings that are built up in loops."""

from __future__ import annotations

from speedwright.model.finding import Answer
from speedwright.skills.guards.base import NO, Result, guard, worst
from speedwright.skills.guards.scans import own_target
from speedwright.skills.guards.values import has_type
from speedwright.syntax.node import Node, text_of, walk
from speedwright.syntax.python.changes import is_reading_call
from speedwright.syntax.python.hints import hinted_type
from speedwright.syntax.python.inference import value_of_binding
from speedwright.syntax.python.scope import Occurrence, variable_at
from speedwright.syntax.python.uses import uses_of, within
from speedwright.syntax.source_file import SourceFile


@guard("starts-as")
def starts_as(source: SourceFile, name: Node, *types: str) -> Answer:
    """Every value that the local name is given, those left out that are made from itself, has one of these types."""
    variable = variable_at(source, name)
    bindings = [each for each in variable.bindings if each.role != "augment"]
    fresh = [each for each in bindings if not _is_made_from(value_of_binding(each), text_of(name))]
    if not variable.complete or not fresh:
        return Answer.UNKNOWN
    return worst([_is_given(source, each, types) for each in fresh])


def _is_made_from(value: Node | None, name: str) -> bool:
    return value is not None and name in _names_in(value)


def _is_given(source: SourceFile, binding: Occurrence, types: tuple[str, ...]) -> Answer:
    """Whether what a binding gives has one of these types, by its hint or its value."""
    hint = binding.parent.child_by_field_name("type") if binding.parent is not None else None
    known = None if hint is None else hinted_type(hint)
    if known is not None:
        return Answer.YES if known.kind in types else Answer.NO
    value = value_of_binding(binding)
    return Answer.UNKNOWN if value is None else has_type.ask(source, (value,), types).answer


@guard("adds-items-alone")
def adds_items_alone(source: SourceFile, loop: Node, addition: Node) -> Result:
    """The loop is a plain `for` that does nothing but add its own target, used nowhere else; binds the loop."""
    target, right = loop.child_by_field_name("left"), addition.child_by_field_name("right")
    body = loop.child_by_field_name("body")
    if loop.type != "for_statement" or target is None or right is None or body is None:
        return NO
    statement = body.named_children[0] if body.named_child_count == 1 else body
    alone = statement.type == "expression_statement" and statement.named_children == [addition]
    same = target.type == "identifier" and text_of(target) == text_of(right)
    plain = alone and same and loop.child_by_field_name("alternative") is None
    return (
        Result(Answer.YES, (loop,))
        if plain and own_target.ask(source, (loop, target), ()).answer is Answer.YES
        else NO
    )


@guard("does-more")
def does_more(source: SourceFile, loop: Node, addition: Node) -> Result:
    """The opposite of adds-items-alone; binds the loop."""
    return NO if adds_items_alone.ask(source, (loop, addition), ()).bound else Result(Answer.YES, (loop,))


@guard("assigns-nothing")
def assigns_nothing(_source: SourceFile, assignment: Node) -> Result:
    """The assignment gives its name an empty string; binds it."""
    right = assignment.child_by_field_name("right")
    return Result(Answer.YES, (assignment,)) if right is not None and text_of(right) in ('""', "''", "str()") else NO


@guard("only-rebuilt")
def only_rebuilt(source: SourceFile, region: Node, name: Node) -> Result:
    """In the region the name is used for nothing but statements that assign to it an f-string which begins with it
    (`name = f"{name}..."`); binds that first field of each.
    """
    found = uses_of(source, name)
    own = within(found, region) if found is not None else ()
    fields = [_first_field(each.parent, text_of(name)) for each in own if each.role == "assign" and each.parent]
    known = [each for each in fields if each is not None]
    return Result(Answer.YES, tuple(known)) if known and len(known) == len(fields) == len(own) / 2 else NO


@guard("only-prepended")
def only_prepended(source: SourceFile, region: Node, name: Node) -> Result:
    """In the region the name is used for nothing but statements `name = piece + name`; binds these assignments."""
    found = uses_of(source, name)
    own = within(found, region) if found is not None else ()
    prepends = [each.parent for each in own if each.role == "assign" and each.parent is not None]
    paired = all(_prepends(each, text_of(name)) for each in prepends)
    return Result(Answer.YES, tuple(prepends)) if paired and len(own) == 2 * len(prepends) > 0 else NO


@guard("makes-digits")
def makes_digits(_source: SourceFile, loop: Node) -> Answer:
    """The loop divides with a remainder, as one does that makes the digits of a number: there are never many."""
    words = {text_of(each) for node in walk(loop) for each in node.children if each.child_count == 0}
    return Answer.YES if words & {"divmod", "//", "//="} else Answer.NO


@guard("calls-only-readers")
def calls_only_readers(source: SourceFile, region: Node) -> Answer:
    """All calls in the region only read what they are given; unknown for others, which may see it half done."""
    calls = [each for each in walk(region) if each.type == "call"]
    return Answer.YES if all(is_reading_call(source, each) for each in calls) else Answer.UNKNOWN


def _first_field(assignment: Node, name: str) -> Node | None:
    right = assignment.child_by_field_name("right")
    if right is None or right.type != "string" or right.named_child_count < 3:
        return None
    first = right.named_children[1]
    return first if first.type == "interpolation" and text_of(first) == f"{{{name}}}" else None


def _prepends(assignment: Node, name: str) -> bool:
    right = assignment.child_by_field_name("right")
    operator = None if right is None else right.child_by_field_name("operator")
    last = None if right is None else right.child_by_field_name("right")
    plus = operator is not None and text_of(operator) == "+"
    return (
        right is not None and right.type == "binary_operator" and plus and last is not None and text_of(last) == name
    )


def _names_in(expression: Node) -> set[str]:
    return {text_of(each) for each in walk(expression) if each.type == "identifier"}
