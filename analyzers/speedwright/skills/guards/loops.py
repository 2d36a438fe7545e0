"""Guards about loops and what stays the same in them."""

from __future__ import annotations

from itertools import pairwise

from speedwright.model.finding import Answer
from speedwright.skills.guards.base import NO, Result, guard, outermost, worst
from speedwright.syntax.node import Node, path_to, text_of
from speedwright.syntax.python.changes import unchanged
from speedwright.syntax.python.kinds import FUNCTIONS, LOOP_STATEMENTS
from speedwright.syntax.python.loops import loops_around
from speedwright.syntax.python.uses import plays_any, uses_of, within
from speedwright.syntax.source_file import SourceFile


@guard("in-loop")
def in_loop(source: SourceFile, node: Node) -> Result:
    """The node runs once per round of a loop or comprehension of its own function; binds the innermost one."""
    loop = next(loops_around(source, node), None)
    return NO if loop is None else Result(Answer.YES, (loop,))


@guard("in-statement-loop")
def in_statement_loop(source: SourceFile, node: Node) -> Result:
    """As in-loop, for `for` and `while` statements only: binds the innermost one, comprehensions do not count."""
    loop = next((each for each in loops_around(source, node) if each.type in LOOP_STATEMENTS), None)
    return NO if loop is None else Result(Answer.YES, (loop,))


@guard("unchanged-in-loop")
def unchanged_in_loop(source: SourceFile, node: Node, *values: Node) -> Result:
    """The node is in a loop in which every value stays the same; binds the outermost such loop. Unknown when other
    code that the loop calls might change a value.
    """

    def holds(loop: Node) -> Answer:
        return worst([_runs_at_once(source, loop), *(unchanged(source, value, loop) for value in values)])

    return outermost(loops_around(source, node), holds)


@guard("first-of")
def first_of(_source: SourceFile, node: Node, *others: Node) -> Answer:
    """None of the others begins before the node: what several places share is told once."""
    return Answer.NO if any(other.start_byte < node.start_byte for other in others) else Answer.YES


@guard("loop-using-only")
def loop_using_only(source: SourceFile, node: Node, name: Node, *roles: str) -> Result:
    """A `for` or `while` around the node uses the name in these roles only; binds the outermost such loop."""
    found = uses_of(source, name)
    best: Node | None = None
    for loop in loops_around(source, node):
        if found is None or not all(plays_any(each, roles) for each in within(found, loop)):
            break
        best = loop if loop.type in LOOP_STATEMENTS else best
    return NO if best is None else Result(Answer.YES, (best,))


@guard("unchanged-in")
def unchanged_in(source: SourceFile, region: Node, *values: Node) -> Answer:
    """Every value stays the same all the while the region runs."""
    return worst([unchanged(source, value, region) for value in values])


@guard("outside-try")
def outside_try(source: SourceFile, node: Node) -> Answer:
    """No `try` of its own function stands around the node; unknown inside one, where what it left half done when it
    raised may be seen.
    """
    for ancestor in reversed(path_to(source.root, node)):
        if ancestor.type in FUNCTIONS:
            return Answer.YES
        if ancestor.type == "try_statement":
            return Answer.UNKNOWN
    return Answer.YES


@guard("uncaught")
def uncaught(source: SourceFile, node: Node, exception: str) -> Answer:
    """No `try` of its own function around the node has an `except` clause for this exception, by name or for all."""
    path = (*path_to(source.root, node), node)
    for around, inside in reversed(list(pairwise(path))):
        if around.type in FUNCTIONS:
            return Answer.YES
        if around.type == "try_statement" and around.child_by_field_name("body") == inside:
            heads = [text_of(each).partition(":")[0] for each in around.children if each.type == "except_clause"]
            if any(exception in head or "Exception" in head or head.strip() == "except" for head in heads):
                return Answer.NO
    return Answer.YES


_CONSUMERS = frozenset(
    {"all", "any", "dict", "frozenset", "join", "list", "max", "min", "set", "sorted", "sum", "tuple"}
)


def _runs_at_once(source: SourceFile, loop: Node) -> Answer:
    """A generator expression runs when its items are taken: at once only as the argument of a consumer."""
    if loop.type != "generator_expression":
        return Answer.YES
    path = path_to(source.root, loop)
    call = next((each for each in reversed(path[-2:]) if each.type == "call"), None)
    function = None if call is None else call.child_by_field_name("function")
    name = "" if function is None else text_of(function).rpartition(".")[2]
    return Answer.YES if name in _CONSUMERS else Answer.UNKNOWN
