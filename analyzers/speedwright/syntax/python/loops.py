"""Loops around a node."""

from __future__ import annotations

from collections.abc import Iterator

from speedwright.syntax.node import Node, path_to
from speedwright.syntax.python.kinds import FUNCTIONS, LOOPS, loop_body_contains
from speedwright.syntax.source_file import SourceFile


def clauses_of(loop: Node) -> list[Node]:
    """The parts of a `for` statement or a comprehension that name what it goes over, by the field `right`."""
    return [loop] if loop.type == "for_statement" else [c for c in loop.named_children if c.type == "for_in_clause"]


def loops_around(source: SourceFile, node: Node) -> Iterator[Node]:
    """The loops (statements and comprehensions) whose every round evaluates `node`, innermost first.

    They end at the function around the node: its callers may loop, but that is not seen here.
    """
    for ancestor in reversed(path_to(source.root, node)):
        if ancestor.type in FUNCTIONS or ancestor.type == "class_definition":
            return
        if ancestor.type in LOOPS and loop_body_contains(ancestor, node):
            yield ancestor
