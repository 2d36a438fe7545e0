"""Loops around a node: statements, and functions that are called once per item."""

from __future__ import annotations

from collections.abc import Iterator

from speedwright.languages.shape import Shape
from speedwright.syntax.node import Node, path_to, text_of
from speedwright.syntax.source_file import SourceFile


def shape_of(source: SourceFile) -> Shape:
    """The shape of a file's language. Raises LookupError for a language without one."""
    shape = source.language.shape
    if shape is None:
        raise LookupError(f"nothing is known of the shape of {source.language.name}")
    return shape


def loops_around(source: SourceFile, node: Node) -> Iterator[Node]:
    """The loops whose every round evaluates the node, innermost first: statements, and calls such as `xs.map(f)`
    where the node stands in `f`. They end at the function around the node.
    """
    shape = shape_of(source)
    path = (*path_to(source.root, node), node)
    for at in range(len(path) - 2, -1, -1):
        around = path[at]
        if around.type in source.language.loops and _is_repeated(shape, around, path[at + 1]):
            yield around
        elif around.type in shape.functions:
            call = _taker(shape, path[:at])
            if call is None:
                return
            yield call


def called_name(shape: Shape, call: Node) -> str:
    """The last name of what a call calls: `map` of `a.b.map(f)`."""
    named: Node | None = None
    node: Node | None = call
    for each in shape.callee:
        inner = None if node is None else node.child_by_field_name(each)
        named, node = inner or named, inner or node
    return "" if named is None else text_of(named)


def receiver(shape: Shape, call: Node) -> Node | None:
    """What a method is called on; None for a function."""
    node: Node | None = call
    for each in shape.receiver:
        node = None if node is None else node.child_by_field_name(each)
    return node


def _is_repeated(shape: Shape, loop: Node, part: Node) -> bool:
    """Whether a direct child of a loop is evaluated in every round."""
    if part.type in shape.once:
        return False
    return all(part not in loop.children_by_field_name(each) for each in shape.once)


def _taker(shape: Shape, around: tuple[Node, ...]) -> Node | None:
    """The call, one or two levels up, that calls the function it is given once per item."""
    call = next((each for each in reversed(around[-2:]) if each.type in shape.calls), None)
    return call if call is not None and called_name(shape, call) in shape.per_item else None
