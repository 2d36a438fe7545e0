"""How often calls are made on one way through a piece of code."""

from __future__ import annotations

from speedwright.syntax.node import Node
from speedwright.syntax.python.kinds import COMPREHENSIONS, LOOP_STATEMENTS


def calls_on_one_path(body: Node, calls: frozenset[int]) -> int:
    """The most of these calls (ids of nodes) that one run of a body makes: a loop runs twice, of an `if` the branch
    with more of them is taken.
    """
    through, ended = _calls_on_path(body, calls)
    return max(through or 0, ended or 0)


_Paths = tuple[int | None, int | None]
"""The most calls on a way through a piece of code and on a way that ends in it; None where there is no such way."""


def _calls_on_path(node: Node, calls: frozenset[int]) -> _Paths:
    if node.type in ("return_statement", "raise_statement"):
        return None, _count(node, calls)
    if node.type == "if_statement":
        return _of_branches(node, calls)
    if node.type in LOOP_STATEMENTS:
        body = node.child_by_field_name("body")
        inside = 0 if body is None else max(each or 0 for each in _calls_on_path(body, calls))
        return 2 * inside, None
    if node.type == "block":
        return _of_sequence(node.named_children, calls)
    return _count(node, calls), None


def _of_sequence(nodes: list[Node], calls: frozenset[int]) -> _Paths:
    through, ended = 0, None
    for node in nodes:
        on, off = _calls_on_path(node, calls)
        ended = ended if off is None else max(ended or 0, through + off)
        if on is None:
            return None, ended
        through += on
    return through, ended


def _of_branches(node: Node, calls: frozenset[int]) -> _Paths:
    condition = node.child_by_field_name("condition")
    before = 0 if condition is None else _count(condition, calls)
    clauses = node.children_by_field_name("alternative")
    blocks = [clause.child_by_field_name("consequence") or clause.child_by_field_name("body") for clause in clauses]
    blocks.append(node.child_by_field_name("consequence"))
    ways = [_calls_on_path(block, calls) for block in blocks if block is not None]
    if not any(clause.type == "else_clause" for clause in clauses):
        ways.append((0, None))
    through = [on for on, _ in ways if on is not None]
    ended = [off for _, off in ways if off is not None]
    return (before + max(through) if through else None), (before + max(ended) if ended else None)


def _count(node: Node, calls: frozenset[int]) -> int:
    """The calls an expression makes: of a conditional's branches the larger, of a comprehension's rounds two."""
    own = 1 if node.id in calls else 0
    if node.type == "conditional_expression" and node.named_child_count == 3:
        first, condition, second = node.named_children
        return _count(condition, calls) + max(_count(first, calls), _count(second, calls))
    inside = sum(_count(child, calls) for child in node.named_children)
    return own + (2 * inside if node.type in COMPREHENSIONS or node.type == "lambda" else inside)
