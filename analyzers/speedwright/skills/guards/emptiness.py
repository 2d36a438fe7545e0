"""Guards about whether a collection is known to have items where it is used."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from speedwright.model.finding import Answer
from speedwright.model.text import Span
from speedwright.skills.guards.base import NO, Result, guard
from speedwright.syntax.node import Node, path_to, text_of
from speedwright.syntax.python.changes import changes_in
from speedwright.syntax.python.inference import type_of
from speedwright.syntax.python.kinds import BLOCKS, FUNCTIONS
from speedwright.syntax.python.uses import uses_of
from speedwright.syntax.source_file import SourceFile

_SIZED = frozenset({"list", "tuple", "str", "bytes", "set", "frozenset", "dict", "deque"})
_EXITS = frozenset({"return_statement", "raise_statement", "break_statement", "continue_statement"})


@guard("non-empty")
def non_empty(source: SourceFile, name: Node) -> Result:
    """The code around a name has found out that it has items (`if not xs: return`, `if xs:`, `xs[0] if xs else y`),
    and nothing changes it before it is used here; unknown where it may be no builtin collection; binds the name.
    """
    uses = uses_of(source, name) if name.type in ("identifier", "attribute") else None
    if uses is None:
        return NO
    for span in _known_filled(source, name):
        if changes_in(source, uses, span) is Answer.NO:
            known = type_of(source, name)
            sized = known is not None and known.kind in _SIZED
            return Result(Answer.YES if sized else Answer.UNKNOWN, (name,))
    return NO


@guard("backwards")
def backwards(source: SourceFile, _node: Node, values: Node) -> Answer:
    """The values are a list or a tuple, so that `reversed` can read them. Never unknown; the node only says for which
    matches this is asked.
    """
    known = type_of(source, values)
    return Answer.YES if known is not None and known.kind in ("list", "tuple") else Answer.NO


def _known_filled(source: SourceFile, name: Node) -> Iterator[Span]:
    """For every test around the name that proves it has items: the code in which that may have changed again."""
    path = path_to(source.root, name)
    for around, child in reversed(list(pairwise((*path, name)))):
        if around.type in FUNCTIONS:
            return
        start = _test_in(around, child, text_of(name))
        if start is not None:
            yield Span(start, child.end_byte)
        if around.type in BLOCKS:
            for earlier in around.named_children:
                if earlier.end_byte <= child.start_byte and _leaves_if_empty(earlier, text_of(name)):
                    yield Span(earlier.end_byte, child.end_byte)


def _test_in(around: Node, child: Node, name: str) -> int | None:
    """Where the code begins that runs only after `around` has tested the name; None when `child` is not in it."""
    if around.type in ("if_statement", "while_statement", "elif_clause"):
        condition = around.child_by_field_name("condition")
        body = around.child_by_field_name("body" if around.type == "while_statement" else "consequence")
        return child.start_byte if child == body and condition is not None and _is_filled(condition, name) else None
    if around.type == "conditional_expression" and around.named_child_count == 3:
        value, condition, _ = around.named_children
        return child.start_byte if child == value and _is_filled(condition, name) else None
    if around.type == "boolean_operator":
        left, operator = around.child_by_field_name("left"), around.child_by_field_name("operator")
        is_and = operator is not None and text_of(operator) == "and"
        proven = is_and and left is not None and child != left and _is_filled(left, name)
        return child.start_byte if proven else None
    return None


def _leaves_if_empty(statement: Node, name: str) -> bool:
    if statement.type != "if_statement" or statement.children_by_field_name("alternative"):
        return False
    condition, body = statement.child_by_field_name("condition"), statement.child_by_field_name("consequence")
    statements = [] if body is None else [each for each in body.named_children if each.type != "comment"]
    leaves = bool(statements) and statements[-1].type in _EXITS
    return leaves and condition is not None and _is_empty(condition, name)


def _is_filled(condition: Node, name: str) -> bool:
    """Whether a true condition means that there are items."""
    condition = _bare(condition)
    if condition.type == "boolean_operator":
        return _operator(condition) == "and" and any(_is_filled(each, name) for each in condition.named_children)
    if condition.type == "not_operator":
        return _is_empty(condition.named_children[0], name)
    return text_of(condition) == name or _length_test(condition, name) in _FILLED


def _is_empty(condition: Node, name: str) -> bool:
    """Whether a false condition means that there are items."""
    condition = _bare(condition)
    if condition.type == "boolean_operator":
        return _operator(condition) == "or" and any(_is_empty(each, name) for each in condition.named_children)
    if condition.type == "not_operator":
        return _is_filled(condition.named_children[0], name)
    return _length_test(condition, name) in _EMPTY


_FILLED = frozenset({"", ">0", ">=1", "!=0", ">1", ">=2"})
_EMPTY = frozenset({"==0", "<1", "<2", "<=0", "<=1"})


def _length_test(condition: Node, name: str) -> str | None:
    """What a condition asks of `len(name)`: `>0` for `len(name) > 0`, nothing for `len(name)` alone."""
    text = "".join(text_of(condition).split())
    length = f"len({name})"
    return text.removeprefix(length) if text.startswith(length) else None


def _bare(condition: Node) -> Node:
    while condition.type == "parenthesized_expression" and condition.named_child_count == 1:
        condition = condition.named_children[0]
    return condition


def _operator(node: Node) -> str:
    operator = node.child_by_field_name("operator")
    return "" if operator is None else text_of(operator)
