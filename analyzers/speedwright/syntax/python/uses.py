"""The uses of a variable, and the node that a page wants to edit for each."""

from __future__ import annotations

from speedwright.model.text import Span
from speedwright.syntax.node import Node, span_of, text_of
from speedwright.syntax.python.attributes import attribute_occurrences
from speedwright.syntax.python.scope import Occurrence, region_of, variable_at
from speedwright.syntax.source_file import SourceFile

_WHOLE = {
    "in": 1, "needle": 1, "compare": 1, "index": 1, "slice": 1, "store-item": 1, "augment": 1, "assign": 1,
    "alias": 1, "return": 1,
}  # fmt: skip
"""How many levels up the whole use stands: the comparison, the subscript, the assignment."""


def uses_of(source: SourceFile, name: Node) -> tuple[Occurrence, ...] | None:
    """Every place that means the same variable as an identifier or a dotted name; None when they cannot be told."""
    if name.type == "attribute":
        return attribute_occurrences(source, name, region_of(source, name))
    variable = variable_at(source, name)
    return variable.occurrences if name.type == "identifier" and variable.complete else None


def plays(occurrence: Occurrence, role: str) -> bool:
    """Whether a use has a role as pages write it: one of `roles`, and finer ones for what is written with it.

    `.pop()` is a call with any arguments, `.pop(-)` one without, `.pop(0)` one whose first argument is written so;
    `+=` is an `augment` by that operator.
    """
    if occurrence.role == role:
        return True
    if role.endswith("="):
        operator = occurrence.parent.child_by_field_name("operator") if occurrence.parent is not None else None
        return occurrence.role == "augment" and operator is not None and text_of(operator) == role
    name, parenthesis, wanted = role.removesuffix(")").partition("(")
    if not parenthesis or not name.startswith(".") or occurrence.role != f"{name}()":
        return False
    arguments = occurrence.path[-2].child_by_field_name("arguments")
    given = [] if arguments is None else arguments.named_children
    return text_of(given[0]) == wanted if given else wanted == "-"


def plays_any(occurrence: Occurrence, roles: tuple[str, ...]) -> bool:
    """Whether a use has one of these roles."""
    return any(plays(occurrence, role) for role in roles)


def within(occurrences: tuple[Occurrence, ...], region: Node) -> tuple[Occurrence, ...]:
    """Those inside a node."""
    span = span_of(region)
    return tuple(each for each in occurrences if span.contains(each.span))


def after(occurrences: tuple[Occurrence, ...], region: Node) -> tuple[Occurrence, ...]:
    """Those behind a node in the text."""
    return tuple(each for each in occurrences if each.span.start >= region.end_byte)


def between(occurrences: tuple[Occurrence, ...], span: Span) -> tuple[Occurrence, ...]:
    """Those inside a span."""
    return tuple(each for each in occurrences if span.contains(each.span))


def whole_use(occurrence: Occurrence) -> Node:
    """The expression or statement that a use is: the call for `.append()`, the comparison for `in`, else the name."""
    role = occurrence.role
    if role.endswith("()"):
        return occurrence.path[-2]
    levels = 1 if role.startswith(".") else _WHOLE.get(role, 0)
    return occurrence.path[-levels] if levels else occurrence.node
