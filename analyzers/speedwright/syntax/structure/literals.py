"""Literals of few items, whatever they are called."""

from __future__ import annotations

from speedwright.model.finding import Answer
from speedwright.syntax.node import Node, walk
from speedwright.syntax.source_file import SourceFile
from speedwright.syntax.structure.declarations import declarations_of

_HOLDERS = frozenset({"array", "string_array", "array_initializer", "initializer_list", "literal_value"})


def few_at(source: SourceFile, value: Node, limit: int) -> Answer:
    """Whether a value, or the declaration of a name, is a literal of fewer items than the limit."""
    values = [each.value for each in declarations_of(source, value)] or [value]
    literals = [each for each in values if each is not None for each in walk(each) if each.type in _HOLDERS]
    return Answer.YES if literals and literals[0].named_child_count in range(limit) else Answer.NO


def is_empty(value: Node | None) -> bool:
    """Whether a first value is none, an empty literal or a constructor's call without arguments."""
    if value is None:
        return True
    inside = value.child_by_field_name("arguments") or value.child_by_field_name("body") or value
    return all(each.type.endswith("type") or each.text == b"0" for each in inside.named_children)
