"""Attributes of `self`: where a class gives them their values."""

from __future__ import annotations

from collections.abc import Iterator

from speedwright.model.text import Span
from speedwright.syntax.keeping import kept
from speedwright.syntax.node import Node, node_at, path_to, text_of
from speedwright.syntax.python.kinds import is_field
from speedwright.syntax.python.roles import BINDINGS, role
from speedwright.syntax.python.scope import OCCURRENCE_LIMIT, Occurrence
from speedwright.syntax.source_file import SourceFile
from speedwright.syntax.vocabulary import word_offsets

Binding = tuple[Node | None, Node | None]
"""The annotation and the value that a place gives an attribute."""


def attribute_occurrences(source: SourceFile, node: Node, region: Node) -> tuple[Occurrence, ...] | None:
    """The places in `region` where a dotted name such as `self.items` is written as here; None when too many."""
    return _occurrences(source, region, text_of(node))


def attribute_bindings(source: SourceFile, node: Node) -> tuple[Binding, ...] | None:
    """Every value that the class around `self.name` gives it; None when not all can be told."""
    receiver = node.child_by_field_name("object")
    owner = _class_around(source, node)
    if receiver is None or owner is None or text_of(receiver) != "self":
        return None
    found = _occurrences(source, owner, text_of(node))
    if found is None:
        return None
    bindings = [*_class_annotations(owner, text_of(node).rpartition(".")[2])]
    for each in found:
        if each.role in BINDINGS - {"augment", "delete"}:
            if each.role != "assign" or each.parent is None or each.parent.type != "assignment":
                return None
            bindings.append((each.parent.child_by_field_name("type"), each.parent.child_by_field_name("right")))
    return tuple(bindings) or None


def _class_around(source: SourceFile, node: Node) -> Node | None:
    path = path_to(source.root, node)
    return next((each for each in reversed(path) if each.type == "class_definition"), None)


@kept(256)
def _occurrences(source: SourceFile, region: Node, text: str) -> tuple[Occurrence, ...] | None:
    found: list[Occurrence] = []
    for node in _attributes(source, region, text):
        if len(found) >= OCCURRENCE_LIMIT:
            return None
        path = path_to(region, node)
        found.append(Occurrence(node, path, role(node, path)))
    return tuple(found)


def _attributes(source: SourceFile, region: Node, text: str) -> Iterator[Node]:
    written = text.encode("utf-8", "replace")
    for start in word_offsets(source.content, written, region.start_byte, region.end_byte):
        node = node_at(region, Span(start, start + len(written)))
        if node is not None and node.type == "attribute" and text_of(node) == text:
            yield node


def _class_annotations(owner: Node, name: str) -> Iterator[Binding]:
    """`name: hint` in the class body, as a dataclass has it."""
    body = owner.child_by_field_name("body")
    for statement in () if body is None else body.named_children:
        for child in statement.named_children if statement.type == "expression_statement" else ():
            hint = child.child_by_field_name("type") if child.type == "assignment" else None
            left = child.child_by_field_name("left")
            if hint is not None and left is not None and is_field(child, "left", left) and text_of(left) == name:
                yield hint, None
