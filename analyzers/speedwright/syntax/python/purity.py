"""Whether a function does anything but give a result."""

from __future__ import annotations

from speedwright.model.finding import Answer
from speedwright.syntax.node import Node, text_of, walk
from speedwright.syntax.python.changes import is_fresh
from speedwright.syntax.python.imports import imported_path
from speedwright.syntax.python.inference import value_of_binding
from speedwright.syntax.python.methods import CHANGING_METHODS, READING_FUNCTIONS, READING_METHODS
from speedwright.syntax.python.scope import is_bound_anywhere, variable_at
from speedwright.syntax.source_file import SourceFile

_EFFECTS = frozenset(
    {
        "yield",
        "await",
        "global_statement",
        "nonlocal_statement",
        "delete_statement",
        "with_statement",
        "print_statement",
    }
)
PURE_FUNCTIONS = READING_FUNCTIONS - {"print", "iter", "id"}
"""Builtin functions that do nothing but give a value that depends on their arguments alone."""


def body_purity(source: SourceFile, function: Node) -> Answer:
    """`YES` where everything the body does is known to stay inside, `NO` for output, for changes of what is not its
    own and for calls whose result is dropped, `UNKNOWN` for calls of other functions.
    """
    body = function.child_by_field_name("body")
    answer = Answer.YES
    for node in () if body is None else walk(body):
        found = _effect(source, function, node)
        if found is Answer.NO:
            return Answer.NO
        answer = Answer.UNKNOWN if found is Answer.UNKNOWN else answer
    return answer


def _effect(source: SourceFile, function: Node, node: Node) -> Answer:
    if node.type in _EFFECTS:
        return Answer.NO
    if node.type in ("assignment", "augmented_assignment"):
        left = node.child_by_field_name("left")
        inside = left is None or left.type not in ("subscript", "attribute") or _is_own(source, function, left)
        return Answer.YES if inside else Answer.NO
    if node.type == "expression_statement" and [each.type for each in node.named_children] == ["call"]:
        return Answer.YES if _changes_own(source, function, node.named_children[0]) else Answer.NO
    return _call_effect(source, function, node) if node.type == "call" else Answer.YES


def _call_effect(source: SourceFile, function: Node, call: Node) -> Answer:
    callee, name = call.child_by_field_name("function"), function.child_by_field_name("name")
    if callee is None or name is None:
        return Answer.UNKNOWN
    if callee.type == "identifier":
        called = text_of(callee)
        builtin = called in PURE_FUNCTIONS and not is_bound_anywhere(source, called)
        if called == "print" and not builtin:
            return Answer.NO
        return Answer.YES if builtin or called == text_of(name) else Answer.UNKNOWN
    if (imported_path(source, callee) or "").startswith("math."):
        return Answer.YES
    method = text_of(callee).rpartition(".")[2]
    if method in CHANGING_METHODS:
        return Answer.YES if _changes_own(source, function, call) else Answer.NO
    return Answer.YES if method in READING_METHODS else Answer.UNKNOWN


def _changes_own(source: SourceFile, function: Node, call: Node) -> bool:
    callee = call.child_by_field_name("function")
    if callee is None or callee.type != "attribute":
        return False
    return text_of(callee).rpartition(".")[2] in CHANGING_METHODS and _is_own(source, function, callee)


def _is_own(source: SourceFile, function: Node, place: Node) -> bool:
    """Whether `name[...]`, `name.x` or `name.method` belongs to an object that this call of the function made."""
    receiver = place.child_by_field_name("value") or place.child_by_field_name("object")
    if receiver is None or receiver.type != "identifier":
        return False
    variable = variable_at(source, receiver)
    made = [value_of_binding(each) for each in variable.bindings if each.role != "augment"]
    return (
        variable.scope is not None
        and function.start_byte <= variable.scope.start_byte
        and bool(made)
        and all(value is not None and is_fresh(source, value) is Answer.YES for value in made)
    )
