"""Guards about loops that read several items beside one another by their places."""

from __future__ import annotations

from speedwright.model.finding import Answer
from speedwright.skills.guards.base import NO, Result, guard
from speedwright.syntax.node import Node, span_of, text_of
from speedwright.syntax.python.kinds import COMPREHENSIONS, FUNCTIONS
from speedwright.syntax.python.roles import role
from speedwright.syntax.python.scope import Occurrence, variable_at
from speedwright.syntax.python.uses import within
from speedwright.syntax.source_file import SourceFile

_CHANGED = frozenset({"assign", "augment", "delete", "loop-target", "with-target", "store-item", "delete-item"})


@guard("reads-neighbours")
def reads_neighbours(source: SourceFile, region: Node, counter: Node, values: Node, rounds: Node) -> Answer:
    """In the region the counter is used for nothing but reading two neighbours, and both are read: `values[counter]`,
    and the next one for rounds of `range(len(values) - 1)`, the one before for those of `range(1, len(values))`.
    """
    found = by_offset(source, region, counter, values)
    arguments = rounds.child_by_field_name("arguments")
    other = 1 if arguments is not None and arguments.named_child_count == 1 else -1
    return Answer.YES if found is not None and found.keys() == {0, other} else Answer.NO


@guard("read-beside")
def read_beside(source: SourceFile, region: Node, counter: Node, values: Node, offset: str) -> Result:
    """In the region `values[counter + offset]` is read; binds these subscripts."""
    found = by_offset(source, region, counter, values) or {}
    return Result(Answer.YES, tuple(found[int(offset)])) if int(offset) in found else NO


def by_offset(source: SourceFile, region: Node, counter: Node, values: Node) -> dict[int, list[Node]] | None:
    """The subscripts `values[counter + distance]` by distance; None where the counter is used for anything else."""
    variable = variable_at(source, counter)
    if not variable.complete:
        return None
    found: dict[int, list[Node]] = {}
    for use in within(variable.occurrences, region):
        if use.node == counter:
            continue
        read = None if use.binds else _read(use, values)
        if read is None:
            return None
        found.setdefault(read[0], []).append(read[1])
    return found


def _read(use: Occurrence, values: Node) -> tuple[int, Node] | None:
    """The distance and the subscript that a use of the counter stands in, where that is read in the loop itself."""
    if any(each.type in FUNCTIONS or each.type in COMPREHENSIONS for each in _inside(use, values)):
        return None
    offset, levels = 0, 1
    parent = use.parent
    if parent is not None and parent.type == "binary_operator":
        right, operator = parent.child_by_field_name("right"), parent.child_by_field_name("operator")
        if parent.child_by_field_name("left") != use.node or right is None or right.type != "integer":
            return None
        sign = {"+": 1, "-": -1}.get(text_of(operator) if operator is not None else "")
        if sign is None or not text_of(right).isdecimal():
            return None
        offset, levels = sign * int(text_of(right)), 2
    subscript = use.path[-levels]
    if subscript.type != "subscript" or len(subscript.children_by_field_name("subscript")) != 1:
        return None
    value = subscript.child_by_field_name("value")
    if value is None or text_of(value) != text_of(values) or value == (use.path[-1] if levels == 2 else use.node):
        return None
    return None if role(subscript, use.path[:-levels]) in _CHANGED else (offset, subscript)


def _inside(use: Occurrence, values: Node) -> tuple[Node, ...]:
    """The ancestors of a use that do not hold the values' own place."""
    place = span_of(values)
    return tuple(each for each in use.path if not span_of(each).contains(place))
