"""Guards about loops for all languages but Python, from the kinds of nodes alone."""

from __future__ import annotations

from itertools import pairwise

from speedwright.model.finding import Answer
from speedwright.skills.guards.base import NO, Result, guard, worst
from speedwright.syntax.node import Node, path_to
from speedwright.syntax.source_file import SourceFile
from speedwright.syntax.structure.changes import unchanged
from speedwright.syntax.structure.literals import few_at
from speedwright.syntax.structure.loops import loops_around, receiver, shape_of


@guard("repeats")
def repeats(source: SourceFile, node: Node) -> Result:
    """The node runs once per round of a loop of its own function, or in a function that a method like `map` calls
    once per item; binds the innermost such loop or call.
    """
    loop = next(loops_around(source, node), None)
    return NO if loop is None else Result(Answer.YES, (loop,))


@guard("repeats-in-statement")
def repeats_in_statement(source: SourceFile, node: Node) -> Result:
    """As repeats, for loops that are statements: binds the innermost one."""
    loop = next((each for each in loops_around(source, node) if each.type in source.language.loops), None)
    return NO if loop is None else Result(Answer.YES, (loop,))


@guard("steady-in-rounds")
def steady_in_rounds(source: SourceFile, node: Node, *values: Node) -> Result:
    """The node repeats, and every value stays the same meanwhile; binds the outermost loop or call in which it does.
    Unknown where a value calls something or is handed to some function.
    """
    best: dict[Answer, Node] = {}
    for loop in loops_around(source, node):
        answer = worst([unchanged(source, value, loop) for value in values])
        if answer is Answer.NO:
            break
        best[answer] = loop
    for answer in (Answer.YES, Answer.UNKNOWN):
        if answer in best:
            return Result(answer, (best[answer],))
    return NO


@guard("steady-in")
def steady_in(source: SourceFile, region: Node, *values: Node) -> Answer:
    """Every value stays the same while the region runs; unknown as in steady-in-rounds."""
    return worst([unchanged(source, value, region) for value in values])


@guard("goes-on")
def goes_on(source: SourceFile, node: Node, loop: Node) -> Answer:
    """The loop goes on behind the node: neither the node's own statement nor one behind it in the blocks between the
    two returns, breaks or throws.
    """
    shape = shape_of(source)
    path = (*path_to(source.root, node), node)
    inside = path[path.index(loop) + 1 :] if loop in path else ()
    if any(each.type in shape.leaving for each in inside):
        return Answer.NO
    for block, statement in pairwise(inside):
        behind = [each for each in block.named_children if each.start_byte >= statement.end_byte]
        if block.type in shape.blocks and any(each.type in shape.leaving for each in behind):
            return Answer.NO
    return Answer.YES


@guard("short-loop")
def short_loop(source: SourceFile, loop: Node, limit: str) -> Answer:
    """The loop goes over a literal of fewer items than the limit, or a name that is declared as one."""
    over = loop.child_by_field_name("right") or loop.child_by_field_name("value") or receiver(shape_of(source), loop)
    return Answer.NO if over is None else few_at(source, over, int(limit))
