"""Whether the value behind a name can change while a piece of code runs."""

from __future__ import annotations

from collections.abc import Sequence

from speedwright.model.finding import Answer
from speedwright.model.text import Span
from speedwright.syntax.keeping import kept
from speedwright.syntax.node import Node, span_of, text_of, walk
from speedwright.syntax.python.attributes import attribute_occurrences
from speedwright.syntax.python.inference import type_of
from speedwright.syntax.python.kinds import FUNCTIONS, LITERALS
from speedwright.syntax.python.methods import CHANGING_METHODS, READING_FUNCTIONS, READING_METHODS
from speedwright.syntax.python.scope import Occurrence, is_bound_anywhere, region_of, variable_at
from speedwright.syntax.python.types import IMMUTABLE
from speedwright.syntax.source_file import SourceFile

_CHANGING_ROLES = frozenset({"store-item", "delete-item", "store-attribute"})
_KEEPING_ROLES = frozenset({"alias", "element", "argument", "yield", "return"})
_HARMLESS_ROLES = frozenset(
    {"truth", "iterate", "in", "needle", "index", "slice", "compare", "operand", "format", "statement", "other"}
)


def unchanged(source: SourceFile, expression: Node, during: Node) -> Answer:
    """Whether evaluating `expression` gives an equal value all the while `during` runs.

    Understands names, dotted names, literals, and operators, subscripts and calls of reading builtins and methods
    over them; an attribute is never more than `UNKNOWN`, since it may be a property.
    """
    if expression.type == "identifier":
        return _name_unchanged(source, expression, during)
    if expression.type == "attribute":
        return _attribute_unchanged(source, expression, during)
    if expression.type in LITERALS:
        return Answer.YES
    return _all_of([unchanged_part(source, part, during) for part in _evaluated_parts(source, expression)])


def unchanged_part(source: SourceFile, part: Node, during: Node) -> Answer:
    """As `unchanged`, for one evaluated part of a larger expression."""
    if part.type in ("identifier", "attribute"):
        return unchanged(source, part, during)
    if part.type == "call":
        return Answer.YES if is_reading_call(source, part) else Answer.UNKNOWN
    return Answer.UNKNOWN if part.type in ("await", "yield", "named_expression", "lambda") else Answer.YES


def is_reading_call(source: SourceFile, call: Node) -> bool:
    """Whether a call only reads builtin values: `len(x)`, `x.count(y)`; an object's own methods may do otherwise."""
    function = call.child_by_field_name("function")
    if function is None:
        return False
    if function.type == "identifier":
        name = text_of(function)
        return name in READING_FUNCTIONS and not is_bound_anywhere(source, name)
    method = function.child_by_field_name("attribute")
    return method is not None and text_of(method) in READING_METHODS


def changes_in(source: SourceFile, occurrences: Sequence[Occurrence], during: Span) -> Answer:
    """Whether one of these places, inside a span, rebinds or changes its variable: `UNKNOWN` for what may."""
    answers = [_change(source, each) for each in occurrences if during.contains(each.span)]
    if Answer.YES in answers:
        return Answer.YES
    return Answer.UNKNOWN if Answer.UNKNOWN in answers else Answer.NO


def _change(source: SourceFile, occurrence: Occurrence) -> Answer:
    role = occurrence.role
    if occurrence.binds or role in _CHANGING_ROLES:
        return Answer.YES
    if role in _HARMLESS_ROLES or role == "return":
        return Answer.NO
    if role.startswith("."):
        method = role[1:].removesuffix("()")
        if method in CHANGING_METHODS and role.endswith("()"):
            return Answer.YES
        return Answer.NO if method in READING_METHODS else Answer.UNKNOWN
    if role.endswith("()"):
        name = role[:-2]
        return Answer.NO if name in READING_FUNCTIONS and not is_bound_anywhere(source, name) else Answer.UNKNOWN
    return Answer.UNKNOWN


def _name_unchanged(source: SourceFile, name: Node, during: Node) -> Answer:
    variable = variable_at(source, name)
    if not variable.complete:
        return Answer.UNKNOWN
    span = span_of(during)
    if any(each.binds and span.contains(each.span) for each in variable.occurrences):
        return Answer.NO
    known = type_of(source, name)
    immutable = known is not None and known.kind in IMMUTABLE
    if not variable.is_local:
        own = [each for each in variable.occurrences if span.contains(each.span)]
        changed = Answer.NO if immutable else changes_in(source, own, span)
        return Answer.NO if changed is Answer.YES else _unless_foreign(source, during)
    captured = [each for each in variable.occurrences if _is_captured(each, variable.scope)]
    if immutable:
        return _unless_foreign(source, during) if any(each.binds for each in captured) else Answer.YES
    changed = changes_in(source, variable.occurrences, span)
    if changed is not Answer.NO:
        return Answer.NO if changed is Answer.YES else Answer.UNKNOWN
    kept = any(_may_be_kept(source, each) for each in variable.occurrences)
    shared = variable.is_parameter or kept or bool(captured)
    return _unless_foreign(source, during) if shared else Answer.YES


def _is_captured(occurrence: Occurrence, scope: Node | None) -> bool:
    """Whether another function inside the variable's own uses it: a call of that one may change it."""
    around = [each for each in occurrence.path if each.type in FUNCTIONS]
    return scope is not None and scope in around and around[-1] != scope


def _may_be_kept(source: SourceFile, occurrence: Occurrence) -> bool:
    """Whether something else may hold the same object after this place, or the object came from elsewhere."""
    role = occurrence.role
    if role in _KEEPING_ROLES:
        return True
    if role == "assign":
        value = occurrence.parent.child_by_field_name("right") if occurrence.parent is not None else None
        return value is None or is_fresh(source, value) is not Answer.YES
    if role.endswith("()") and not role.startswith("."):
        return _change(source, occurrence) is Answer.UNKNOWN
    return occurrence.binds and role != "augment"


def is_fresh(source: SourceFile, value: Node) -> Answer:
    """Whether an expression makes a new object that nothing else holds."""
    while value.type == "parenthesized_expression" and value.named_child_count == 1:
        value = value.named_children[0]
    if value.type in ("list", "dictionary", "set", "binary_operator") or value.type.endswith("_comprehension"):
        return Answer.YES
    if value.type in ("identifier", "attribute"):
        return Answer.NO
    if value.type == "subscript":
        return Answer.YES if any(each.type == "slice" for each in value.named_children) else Answer.UNKNOWN
    if value.type == "call":
        known = type_of(source, value)
        return Answer.YES if known is not None and known.kind in ("list", "set", "dict", "deque") else Answer.UNKNOWN
    return Answer.UNKNOWN


def _attribute_unchanged(source: SourceFile, attribute: Node, during: Node) -> Answer:
    occurrences = attribute_occurrences(source, attribute, region_of(source, attribute))
    receiver = attribute.child_by_field_name("object")
    if occurrences is None or receiver is None:
        return Answer.UNKNOWN
    if changes_in(source, occurrences, span_of(during)) is Answer.YES:
        return Answer.NO
    return Answer.NO if unchanged(source, receiver, during) is Answer.NO else Answer.UNKNOWN


def _unless_foreign(source: SourceFile, during: Node) -> Answer:
    return Answer.UNKNOWN if _has_foreign_effects(source, during) else Answer.YES


@kept(256)
def _has_foreign_effects(source: SourceFile, during: Node) -> bool:
    """Whether code in `during` could change an object that something else holds as well."""
    for node in walk(during):
        if node.type in ("await", "yield", "delete_statement"):
            return True
        if node.type == "call" and not _is_harmless_call(source, node):
            return True
        if node.type in ("assignment", "augmented_assignment"):
            left = node.child_by_field_name("left")
            if left is not None and left.type in ("subscript", "attribute"):
                return True
    return False


def _is_harmless_call(source: SourceFile, call: Node) -> bool:
    """A reading call, or a change of a local object that nothing else holds."""
    if is_reading_call(source, call):
        return True
    function = call.child_by_field_name("function")
    receiver = None if function is None else function.child_by_field_name("object")
    if receiver is None or receiver.type != "identifier":
        return False
    method = text_of(function).rpartition(".")[2] if function is not None else ""
    variable = variable_at(source, receiver)
    bindings = [each for each in variable.bindings if each.role != "augment"]
    fresh = bool(bindings) and variable.is_local and all(_is_fresh_binding(source, each) for each in bindings)
    return method in CHANGING_METHODS and fresh


def _is_fresh_binding(source: SourceFile, binding: Occurrence) -> bool:
    value = binding.parent.child_by_field_name("right") if binding.role == "assign" and binding.parent else None
    return value is not None and is_fresh(source, value) is Answer.YES


def _evaluated_parts(source: SourceFile, expression: Node) -> list[Node]:
    """The named parts of an expression that are evaluated in its own surroundings: an attribute or name counts whole,
    of a called method only the object. Names that a lambda or comprehension in the expression binds do not count.
    """
    parts = walk(expression, into=lambda node: node.type != "attribute" or _is_called(node))
    return [part for part in parts if _counts(part, expression) and not _is_own(source, part, expression)]


def _counts(part: Node, expression: Node) -> bool:
    if part == expression:
        return part.type == "call"
    parent = part.parent
    is_label = parent is not None and (
        (parent.type == "attribute" and parent.child_by_field_name("attribute") == part)
        or (parent.type == "keyword_argument" and parent.child_by_field_name("name") == part)
    )
    return not is_label and not _is_called(part)


def _is_called(part: Node) -> bool:
    parent = part.parent
    return parent is not None and parent.type == "call" and parent.child_by_field_name("function") == part


def _is_own(source: SourceFile, part: Node, expression: Node) -> bool:
    scope = variable_at(source, part).scope if part.type == "identifier" else None
    return scope is not None and scope.start_byte >= expression.start_byte and scope.end_byte <= expression.end_byte


def _all_of(answers: list[Answer]) -> Answer:
    if Answer.NO in answers:
        return Answer.NO
    return Answer.UNKNOWN if Answer.UNKNOWN in answers else Answer.YES
