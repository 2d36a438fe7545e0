"""Whether a value stays the same while a region runs, as far as names and methods tell."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from speedwright.languages.shape import Shape
from speedwright.model.finding import Answer
from speedwright.model.text import Span
from speedwright.syntax.node import Node, span_of, text_of, walk
from speedwright.syntax.source_file import SourceFile
from speedwright.syntax.structure.declarations import declared_within
from speedwright.syntax.structure.loops import called_name, receiver, shape_of

_SEPARATORS = (".", "[", "->", "?.")


class _Touched(NamedTuple):
    changed: tuple[tuple[str, Span], ...]
    handed: tuple[tuple[str, Span], ...]


def unchanged(source: SourceFile, value: Node, region: Node) -> Answer:
    """No where the region binds, assigns or changes what the value is made of; unknown where it hands that to some
    function, or where the value calls one.
    """
    shape = shape_of(source)
    span = span_of(region)
    paths = {text_of(each) for each in _paths(shape, value)}
    if paths and any(_root(each) in declared_within(source, span) for each in paths):
        return Answer.NO
    touched = _touched(source)
    if any(_meets(text, paths) for text, at in _inside(touched.changed, span)):
        return Answer.NO
    calls = any(each.type in shape.calls for each in walk(value))
    handed = any(text in paths for text, at in _inside(touched.handed, span) if not span_of(value).contains(at))
    return Answer.UNKNOWN if calls or handed else Answer.YES


def _inside(places: tuple[tuple[str, Span], ...], region: Span) -> Iterator[tuple[str, Span]]:
    """Those of the places, which are in order, that lie in a region."""
    first = bisect_left(places, region.start, key=_start)
    last = bisect_left(places, region.end, key=_start)
    return ((text, at) for text, at in places[first:last] if region.contains(at))


def _start(place: tuple[str, Span]) -> int:
    return place[1].start


def _paths(shape: Shape, value: Node) -> Iterator[Node]:
    """The names in a value, each with what stands behind its dots."""
    members = {"member_expression", "field_access", "field_expression", "selector_expression"}
    pending = [value]
    while pending:
        node = pending.pop()
        if node.type in members or node.type in shape.names:
            yield node
        else:
            pending += node.named_children


def _root(path: str) -> str:
    for each in _SEPARATORS:
        path = path.partition(each)[0]
    return path


def _meets(changed: str, paths: set[str]) -> bool:
    """Whether a change of one name or path is one of another: of itself, of what holds it, of a part of it."""
    return any(
        changed == path
        or any(changed.startswith(path + each) or path.startswith(changed + each) for each in _SEPARATORS)
        for path in paths
    )


@lru_cache(maxsize=8)
def _touched(source: SourceFile) -> _Touched:
    shape = shape_of(source)
    changed: list[tuple[str, Span]] = []
    handed: list[tuple[str, Span]] = []
    for node in walk(source.root):
        if node.type in shape.targets:
            field = shape.targets[node.type]
            target = node.child_by_field_name(field) if field else node.named_child(0)
            changed += _targets(target)
        elif node.type in shape.calls:
            on = receiver(shape, node)
            if on is not None and called_name(shape, node) in shape.changers:
                changed.append((text_of(on), span_of(on)))
            arguments = node.child_by_field_name("arguments")
            if called_name(shape, node) in shape.readers:
                continue
            for each in arguments.named_children if arguments is not None else ():
                # What a method of it gives, such as an iterator, may be a way to it.
                way = receiver(shape, each) if each.type in shape.calls else None
                handed += [(text_of(given), span_of(given)) for given in (each, way) if given is not None]
        elif node.type == "binary" and any(child.type == "<<" for child in node.children):
            changed += _targets(node.named_child(0))
    return _Touched(tuple(sorted(changed, key=_start)), tuple(sorted(handed, key=_start)))


def _targets(target: Node | None) -> list[tuple[str, Span]]:
    if target is None:
        return []
    several = target.type in ("expression_list", "array_pattern", "left_assignment_list")
    return [(text_of(each), span_of(each)) for each in (target.named_children if several else (target,))]
