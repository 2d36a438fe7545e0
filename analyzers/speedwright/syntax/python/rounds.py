"""Where in a round of a loop a place is reached."""

from __future__ import annotations

from enum import Enum
from itertools import pairwise

from speedwright.syntax.node import Node, path_to, walk
from speedwright.syntax.python.kinds import FUNCTIONS, LOOP_STATEMENTS, LOOPS
from speedwright.syntax.source_file import SourceFile

_LEAVES = frozenset({"break_statement", "continue_statement", "return_statement", "raise_statement"})
_BRANCHES = frozenset(
    {"elif_clause", "else_clause", "try_statement", "match_statement", "case_clause", "finally_clause"}
)


class Reached(Enum):
    """How often the rounds of a loop come to a place."""

    ALWAYS = "in every run of the loop, even of no rounds"
    EVERY_ROUND = "in every round"
    MOST = "in the rounds that did not end before, or in rounds of an inner loop"
    SOME = "in one branch only"


def reached(source: SourceFile, place: Node, loop: Node) -> Reached:
    """How often a place inside a loop is reached."""
    path = (*path_to(source.root, place), place)
    start = path.index(loop)
    if path[start + 1] == loop.child_by_field_name("condition"):
        return Reached.SOME if _is_optional(path[start + 1 :]) else Reached.ALWAYS
    if _is_optional(path[start + 1 :]) or (
        loop.type not in LOOP_STATEMENTS and _has_condition(loop, path[start + 1])
    ):
        return Reached.SOME
    inner = any(each.type in LOOPS for each in path[start + 1 : -1])
    return Reached.MOST if inner or _may_leave_before(path[start:]) else Reached.EVERY_ROUND


def _is_optional(path: tuple[Node, ...]) -> bool:
    for around, inside in pairwise(path):
        if around.type in _BRANCHES or around.type in FUNCTIONS:
            return True
        if around.type == "if_statement" and inside != around.child_by_field_name("condition"):
            return True
        if around.type == "boolean_operator" and inside != around.child_by_field_name("left"):
            return True
        if around.type == "conditional_expression" and inside != around.named_children[1]:
            return True
        if around.type == "comparison_operator" and inside not in around.named_children[:2]:
            return True
    return False


def _has_condition(comprehension: Node, inside: Node) -> bool:
    """Whether an `if` of the comprehension, or an inner `for`, decides before the place is reached."""
    clauses = [each for each in comprehension.named_children if each.type in ("if_clause", "for_in_clause")][1:]
    return bool(clauses) and inside != clauses[0]


def _may_leave_before(path: tuple[Node, ...]) -> bool:
    for around, inside in pairwise(path):
        if around.type != "block":
            continue
        for earlier in around.named_children:
            if earlier == inside:
                break
            if any(each.type in _LEAVES for each in walk(earlier, into=lambda node: node.type not in FUNCTIONS)):
                return True
    return False
