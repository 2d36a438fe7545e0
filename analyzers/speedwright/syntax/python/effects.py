"""Whether evaluating an expression does anything but give a value."""

from __future__ import annotations

from speedwright.model.finding import Answer
from speedwright.syntax.node import Node, walk
from speedwright.syntax.python.changes import is_reading_call
from speedwright.syntax.source_file import SourceFile

_EFFECTS = frozenset({"await", "yield", "named_expression"})
_SILENT = frozenset({"lambda"})


def is_pure(source: SourceFile, expression: Node) -> Answer:
    """`NO` for `await`, `yield` and `:=`, `UNKNOWN` for calls of what is not known to only read."""
    answer = Answer.YES
    for node in walk(expression, into=lambda node: node.type not in _SILENT):
        if node.type in _EFFECTS:
            return Answer.NO
        if node.type == "call" and not is_reading_call(source, node):
            answer = Answer.UNKNOWN
    return answer
