"""Guards about strings, and the places where they are built."""

from __future__ import annotations

import ast

from speedwright.model.finding import Answer
from speedwright.skills.guards.base import NO, Result, guard, worst
from speedwright.skills.guards.values import has_type
from speedwright.syntax.node import Node, path_to, text_of, walk
from speedwright.syntax.python.changes import is_reading_call
from speedwright.syntax.python.inference import type_of, value_of_binding
from speedwright.syntax.python.kinds import BLOCKS, COMPREHENSIONS, FUNCTIONS
from speedwright.syntax.python.scope import variable_at
from speedwright.syntax.python.uses import uses_of, within
from speedwright.syntax.source_file import SourceFile

_STANDING = frozenset(
    {"argument_list", "assignment", "return_statement", "keyword_argument", "comparison_operator", "pair", "list"}
)
_MAYBE_SKIPPED = frozenset({"boolean_operator", "conditional_expression", "lambda", *COMPREHENSIONS})
_ONCE = frozenset({"expression_statement", "return_statement", "if_statement", "for_statement", "assert_statement"})


@guard("one-character")
def one_character(_source: SourceFile, value: Node) -> Answer:
    """The value is a string literal of one character."""
    try:
        known = ast.literal_eval(text_of(value)) if value.type == "string" else None
    except (SyntaxError, ValueError):
        return Answer.NO
    return Answer.YES if isinstance(known, str) and len(known) == 1 else Answer.NO


@guard("countable")
def countable(source: SourceFile, values: Node, item: Node) -> Answer:
    """`values.count(item)` counts the items that equal it: the values are a list or a tuple, or a str whose parts
    are counted by one character. Never unknown.
    """
    known = type_of(source, values)
    if known is None:
        return Answer.NO
    if known.kind == "str":
        return one_character.ask(source, (item,), ()).answer
    return Answer.YES if known.kind in ("list", "tuple") else Answer.NO


@guard("stands-alone")
def stands_alone(source: SourceFile, value: Node) -> Answer:
    """The value is no part of a larger calculation, so that a sum may take its place without parentheses."""
    path = path_to(source.root, value)
    return Answer.YES if path and path[-1].type in _STANDING else Answer.NO


@guard("calls-only-readers")
def calls_only_readers(source: SourceFile, region: Node) -> Answer:
    """All calls in the region only read what they are given; unknown for others, which may see it half done."""
    calls = [each for each in walk(region) if each.type == "call"]
    return Answer.YES if all(is_reading_call(source, each) for each in calls) else Answer.UNKNOWN


@guard("starts-as")
def starts_as(source: SourceFile, name: Node, *types: str) -> Answer:
    """Every value that the local name is given, those left out that are made from itself, has one of these types."""
    variable = variable_at(source, name)
    values = [value_of_binding(each) for each in variable.bindings if each.role != "augment"]
    fresh = [each for each in values if each is None or text_of(name) not in _names_in(each)]
    if not variable.complete or not fresh:
        return Answer.UNKNOWN
    return worst(
        [has_type.ask(source, (each,), types).answer if each is not None else Answer.UNKNOWN for each in fresh]
    )


@guard("makes-digits")
def makes_digits(_source: SourceFile, loop: Node) -> Answer:
    """The loop divides with a remainder, as one does that makes the digits of a number: there are never many."""
    words = {text_of(each) for node in walk(loop) for each in node.children if each.child_count == 0}
    return Answer.YES if words & {"divmod", "//", "//="} else Answer.NO


@guard("only-prepended")
def only_prepended(source: SourceFile, region: Node, name: Node) -> Result:
    """In the region the name is used for nothing but statements `name = piece + name`; binds these assignments."""
    found = uses_of(source, name)
    own = within(found, region) if found is not None else ()
    prepends = [each.parent for each in own if each.role == "assign" and each.parent is not None]
    paired = all(_prepends(each, text_of(name)) for each in prepends)
    return Result(Answer.YES, tuple(prepends)) if paired and len(own) == 2 * len(prepends) > 0 else NO


@guard("repeated")
def repeated(source: SourceFile, call: Node, text: Node) -> Result:
    """The call is the first of several that are written the same in its block, all of them on a local text that stays
    the same; it is evaluated whenever its statement is. Binds the calls.
    """
    path = path_to(source.root, call)
    at = max((i for i, each in enumerate(path) if each.type in BLOCKS), default=-1)
    variable = variable_at(source, text)
    if at < 0 or not variable.complete or not variable.is_local or not _is_reached(path[at + 1 :], call):
        return NO
    wanted = text_of(call)
    calls = [each for each in _evaluated_in(path[at]) if each.type == "call" and text_of(each) == wanted]
    known = {(each.span.start, each.span.end) for each in variable.occurrences}
    same = [each for each in calls if _receiver_span(each) in known]
    if len(same) < 2 or same[0] != call:
        return NO
    last = same[-1].end_byte
    rebound = any(each.binds and path[at + 1].start_byte <= each.span.start < last for each in variable.occurrences)
    return NO if rebound else Result(Answer.YES, tuple(same))


def _receiver_span(call: Node) -> tuple[int, int]:
    function = call.child_by_field_name("function") or call
    receiver = function.child_by_field_name("object") or function
    return receiver.start_byte, receiver.end_byte


def _names_in(expression: Node) -> set[str]:
    return {text_of(each) for each in walk(expression) if each.type == "identifier"}


def _evaluated_in(block: Node) -> list[Node]:
    return list(walk(block, into=lambda each: each.type not in FUNCTIONS and each.type != "class_definition"))


def _is_reached(path: tuple[Node, ...], call: Node) -> bool:
    """Whether a statement evaluates the call each time, before anything else of it runs more than once."""
    if not path or path[0].type not in _ONCE or any(each.type in _MAYBE_SKIPPED for each in path):
        return False
    if path[0].type in ("if_statement", "for_statement"):
        head = path[0].child_by_field_name("condition" if path[0].type == "if_statement" else "right")
        return head is not None and head.start_byte <= call.start_byte and call.end_byte <= head.end_byte
    return True


def _prepends(assignment: Node, name: str) -> bool:
    right = assignment.child_by_field_name("right")
    operator = None if right is None else right.child_by_field_name("operator")
    last = None if right is None else right.child_by_field_name("right")
    plus = operator is not None and text_of(operator) == "+"
    return (
        right is not None and right.type == "binary_operator" and plus and last is not None and text_of(last) == name
    )
