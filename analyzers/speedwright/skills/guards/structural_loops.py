"""Guards about loops for all languages but Python, from the kinds of nodes alone."""

from __future__ import annotations

from itertools import pairwise, takewhile

from speedwright.model.finding import Answer
from speedwright.skills.guards.base import NO, Result, guard, outermost, worst
from speedwright.syntax.node import Node, enclosing, path_to, text_of, walk
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

    def holds(loop: Node) -> Answer:
        return worst([unchanged(source, value, loop) for value in values])

    return outermost(loops_around(source, node), holds)


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
    # What a callback returns goes to the method that calls it, which goes on.
    inside = tuple(takewhile(lambda each: each.type not in shape.functions, inside))
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
    parts = (part.child_by_field_name(field) for part in (loop, *loop.named_children) for field in ("right", "value"))
    over = next((each for each in parts if each is not None), None) or receiver(shape_of(source), loop)
    return Answer.NO if over is None else few_at(source, over, int(limit))


@guard("skips")
def skips(_source: SourceFile, loop: Node) -> Answer:
    """Some round of the loop may be cut short by `continue`."""
    return Answer.YES if any(each.type == "continue_statement" for each in walk(loop)) else Answer.NO


@guard("other-cases")
def other_cases(source: SourceFile, node: Node) -> Answer:
    """The `select` around the node waits for something else, too."""
    select = enclosing(source.root, node, frozenset({"select_statement"}))
    cases = () if select is None else [each for each in select.named_children if each.type == "communication_case"]
    return Answer.YES if len(cases) > 1 else Answer.NO


@guard("compared-or-key")
def compared_or_key(_source: SourceFile, node: Node) -> Answer:
    """The node is an operand of a comparison, or the key of a map: Go copies no bytes for either."""
    around = node.parent
    if around is None:
        return Answer.NO
    operator = around.child_by_field_name("operator")
    compared = operator is not None and text_of(operator) in ("==", "!=", "<", ">", "<=", ">=")
    return Answer.YES if compared or around.type in ("index_expression", "range_clause") else Answer.NO
