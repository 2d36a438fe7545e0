"""Tree nodes, and walks over them that never recurse: files may nest ten thousand levels deep."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from tree_sitter import Node

from speedwright.model.text import Span
from speedwright.syntax.keeping import kept

__all__ = [
    "Node",
    "child_behind",
    "child_of_kind",
    "children_before",
    "children_behind",
    "enclosing",
    "node_at",
    "path_to",
    "paths_to",
    "span_of",
    "text_of",
    "walk",
]


def span_of(node: Node) -> Span:
    """The bytes of a node."""
    return Span(node.start_byte, node.end_byte)


def text_of(node: Node) -> str:
    """The text of a node; bytes that are not UTF-8 become replacement characters."""
    return (node.text or b"").decode("utf-8", "replace")


def walk(node: Node, into: Callable[[Node], bool] | None = None) -> Iterator[Node]:
    """The node and its named descendants in source order; children of nodes that `into` refuses are left out."""
    cursor = node.walk()
    depth = 0
    while True:
        current = cursor.node
        descend = False
        if current is not None and current.is_named:
            yield current
            descend = into is None or into(current)
        if descend and cursor.goto_first_child():
            depth += 1
            continue
        while depth and not cursor.goto_next_sibling():
            cursor.goto_parent()
            depth -= 1
        if not depth:
            return


def node_at(root: Node, span: Span) -> Node | None:
    """The smallest named node that covers the span."""
    return root.named_descendant_for_byte_range(span.start, span.end)


def child_behind(node: Node, offset: int) -> Node | None:
    """The first child that ends behind an offset."""
    # Not by `first_child_for_byte`: where there is no such child, the node it gives ends the process.
    cursor = node.walk()
    return None if cursor.goto_first_child_for_byte(offset) is None else cursor.node


def children_behind(node: Node, offset: int) -> Iterator[Node]:
    """The children that begin behind an offset, in order; only those that are asked for are gone through."""
    cursor = node.walk()
    found = cursor.goto_first_child_for_byte(offset) is not None
    while found:
        if (child := cursor.node) is not None and child.start_byte > offset:
            yield child
        found = cursor.goto_next_sibling()


def children_before(node: Node, offset: int) -> Iterator[Node]:
    """The children that end before an offset, the last one first; only those that are asked for are gone through."""
    cursor = node.walk()
    found = cursor.goto_first_child_for_byte(offset) is not None or cursor.goto_last_child()
    while found:
        if (child := cursor.node) is not None and child.end_byte < offset:
            yield child
        found = cursor.goto_previous_sibling()


@kept(128)
def path_to(root: Node, node: Node) -> tuple[Node, ...]:
    """The ancestors of `node` from `root` down, without the node; empty when it is not below `root`.

    One descent: asking each node for its parent would start from the root every time. Several guards ask for the path
    to the node of one match.
    """
    path: list[Node] = []
    current: Node | None = root
    while current is not None and current != node:
        path.append(current)
        current = current.child_with_descendant(node)
    return () if current is None else tuple(path)


def paths_to(root: Node, leaves: Iterable[Node]) -> Iterator[tuple[Node, ...]]:
    """As `path_to` for each of some nodes without children, in source order: what they share is gone through once."""
    path: list[Node] = []
    for leaf in leaves:
        start, end = leaf.start_byte, leaf.end_byte
        while path and not (path[-1].start_byte <= start and end <= path[-1].end_byte):
            path.pop()
        current: Node | None = path.pop() if path else root
        while current is not None and current != leaf:
            path.append(current)
            current = current.child_with_descendant(leaf)
        if current is None:
            path = []
        yield tuple(path)


def enclosing(root: Node, node: Node, kinds: frozenset[str]) -> Node | None:
    """The innermost proper ancestor of one of these kinds."""
    return next((each for each in reversed(path_to(root, node)) if each.type in kinds), None)


def child_of_kind(node: Node, kind: str) -> Node | None:
    """The first named child of this kind."""
    return next((child for child in node.named_children if child.type == kind), None)
