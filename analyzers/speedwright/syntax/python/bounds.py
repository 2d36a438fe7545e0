"""Lower bounds of numbers, from the conditions that hold where a place is reached."""

from __future__ import annotations

from collections.abc import Iterator

from speedwright.syntax.node import Node, path_to, text_of
from speedwright.syntax.python.inference import value_of_binding
from speedwright.syntax.python.kinds import BLOCKS, FUNCTIONS
from speedwright.syntax.python.scope import Occurrence, is_bound_anywhere, variable_at
from speedwright.syntax.source_file import SourceFile

_EXITS = frozenset({"return_statement", "raise_statement", "continue_statement", "break_statement"})
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "=="}
_NEGATED = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}


def lower_bound(source: SourceFile, value: Node, place: Node) -> int | None:
    """A whole number below which `value` never is when `place` is reached; None when none is known.

    For names with one binding: a constant, a counter of `range`, or a name that an earlier `if ...: return` or the
    `if` around the place has tested.
    """
    literal = _integer(value)
    if literal is not None:
        return literal
    if value.type == "call":
        callee = value.child_by_field_name("function")
        return 0 if callee is not None and text_of(callee) == "len" and not is_bound_anywhere(source, "len") else None
    variable = variable_at(source, value) if value.type == "identifier" else None
    if variable is None or not variable.complete or len(variable.bindings) != 1:
        return None
    known = [_of_binding(source, variable.bindings[0]), *_tested(source, variable.name, place)]
    return max((each for each in known if each is not None), default=None)


def _integer(value: Node | None) -> int | None:
    if value is not None and value.type == "unary_operator" and text_of(value).startswith("-"):
        inner = _integer(value.named_children[-1])
        return None if inner is None else -inner
    text = "" if value is None else text_of(value).replace("_", "")
    return int(text) if value is not None and value.type == "integer" and text.isdecimal() else None


def _of_binding(source: SourceFile, binding: Occurrence) -> int | None:
    value = value_of_binding(binding)
    if value is not None:
        return _integer(value)
    iterable = binding.parent.child_by_field_name("right") if binding.parent is not None else None
    if binding.role != "loop-target" or iterable is None or iterable.type != "call":
        return None
    callee, arguments = iterable.child_by_field_name("function"), iterable.child_by_field_name("arguments")
    given = [] if arguments is None else arguments.named_children
    if callee is None or text_of(callee) != "range" or is_bound_anywhere(source, "range"):
        return None
    step = _integer(given[2]) if len(given) == 3 else 1
    return None if step is None or step < 1 else 0 if len(given) == 1 else _integer(given[0])


def _tested(source: SourceFile, name: str, place: Node) -> Iterator[int]:
    path = (*path_to(source.root, place), place)
    for at in range(len(path) - 2, -1, -1):
        around, inside = path[at], path[at + 1]
        if around.type in FUNCTIONS:
            return
        if around.type in BLOCKS:
            for earlier in around.named_children:
                if earlier == inside:
                    break
                yield from _of_earlier(earlier, name)
        elif around.type in ("if_statement", "elif_clause", "conditional_expression"):
            yield from _of_branch(around, inside, name)


def _of_earlier(statement: Node, name: str) -> Iterator[int]:
    if statement.type == "assert_statement":
        yield from _implied(statement.named_children[0], name, holds=True)
    body = statement.child_by_field_name("consequence") if statement.type == "if_statement" else None
    condition = statement.child_by_field_name("condition")
    if body is not None and condition is not None and body.named_children[-1].type in _EXITS:
        yield from _implied(condition, name, holds=False)


def _of_branch(around: Node, inside: Node, name: str) -> Iterator[int]:
    condition = around.child_by_field_name("condition")
    if condition is not None and condition != inside:
        holds = around.child_by_field_name("consequence") == inside
        yield from _implied(condition, name, holds=holds)


def _implied(condition: Node, name: str, *, holds: bool) -> Iterator[int]:
    """The lower bounds of a name that follow from a condition being true, or being false."""
    if condition.type == "parenthesized_expression" and condition.named_child_count == 1:
        yield from _implied(condition.named_children[0], name, holds=holds)
    elif condition.type == "not_operator":
        yield from _implied(condition.named_children[0], name, holds=not holds)
    elif condition.type == "boolean_operator":
        operator = condition.child_by_field_name("operator")
        if operator is not None and text_of(operator) == ("and" if holds else "or"):
            for part in condition.named_children:
                yield from _implied(part, name, holds=holds)
    elif condition.type == "comparison_operator" and condition.child_count == 3:
        yield from _compared(condition, name, holds=holds)


def _compared(comparison: Node, name: str, *, holds: bool) -> Iterator[int]:
    left, sign, right = comparison.children
    operator: str | None = text_of(sign)
    if text_of(right) == name:
        left, right, operator = right, left, _MIRRORED.get(text_of(sign))
    limit = _integer(right)
    if text_of(left) != name or limit is None or operator is None:
        return
    operator = operator if holds else _NEGATED.get(operator)
    if operator in (">", ">=", "=="):
        yield limit + 1 if operator == ">" else limit
