"""Where names get their meaning, and what type the declaration tells."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from speedwright.languages.shape import Declaration, Shape
from speedwright.model.text import Span
from speedwright.syntax.node import Node, path_to, span_of, text_of, walk
from speedwright.syntax.source_file import SourceFile
from speedwright.syntax.structure.loops import called_name, shape_of

_OWN = re.compile(r"^(?:this(?:\.|->)|self\.)")
_WORDS_AROUND = re.compile(r"^[:\s]+|\b(?:const|final|mutable|static|readonly|volatile)\b|[&*?\s]")
_GENERIC = re.compile(r"<.*>", re.S)
_INFERRED = frozenset({"auto", "var"})


class Declared(NamedTuple):
    """One name of one declaration: the node that declares, the name's own, its type and value as far as they are
    written, and the span in which it is visible.
    """

    node: Node
    name: Node
    type: Node | None
    value: Node | None
    scope: Span


def declarations_of(source: SourceFile, name: Node) -> tuple[Declared, ...]:
    """The declarations that give a name its meaning: those of the innermost scope around it that has any."""
    text = _OWN.sub("", text_of(name))
    around = [each for each in _index(source).get(text, ()) if each.scope.contains(span_of(name))]
    inner = min((each.scope.end - each.scope.start for each in around), default=0)
    return tuple(each for each in around if each.scope.end - each.scope.start == inner)


def names_declared_in(source: SourceFile, region: Span) -> Sequence[Declared]:
    """The declarations whose names stand in a region, in order."""
    ordered = _ordered(source)
    first = bisect_left(ordered, region.start, key=_start)
    return ordered[first : bisect_left(ordered, region.end, key=_start)]


def declared_within(source: SourceFile, region: Span) -> frozenset[str]:
    """The names that some declaration inside a region binds."""
    return frozenset(text_of(each.name) for each in names_declared_in(source, region))


def declared_type(source: SourceFile, name: Node) -> str | None:
    """The type of a name in one word (`List`, `vector`, `[]`), None where the declarations do not tell it."""
    found = {type_of(source, each) for each in declarations_of(source, name)}
    return found.pop() if len(found) == 1 else None


def type_of(source: SourceFile, declared: Declared) -> str | None:
    """The type that one declaration tells, by what is written or by the value."""
    written = None if declared.type is None else type_word(text_of(declared.type))
    if declared.type is not None and written not in _INFERRED:
        return written
    return None if declared.value is None else value_type(shape_of(source), declared.value)


def value_type(shape: Shape, value: Node) -> str | None:
    """The type of an expression that is a literal, a constructor's call or a call of a known maker."""
    if value.type in shape.values:
        return shape.values[value.type]
    field = shape.constructors.get(value.type)
    made = value.child_by_field_name(field) if field else None
    if made is not None:
        return type_word(text_of(made))
    if value.type not in shape.calls:
        return None
    name = called_name(shape, value)
    arguments = value.child_by_field_name("arguments")
    first = arguments.named_children[0] if arguments is not None and arguments.named_child_count else None
    if name == "make" and first is not None:
        return type_word(text_of(first))
    return type_word(text_of(value.children[0])) if name == "new" else shape.makers.get(name)


def type_word(text: str) -> str | None:
    """A type in one word: without qualifiers, packages and type arguments; None for a choice of several."""
    text = _WORDS_AROUND.sub("", _GENERIC.sub("", text))
    if "|" in text or not text:
        return None
    if text.startswith("[]") or text.endswith("[]"):
        return "[]"
    return "map" if text.startswith("map[") else re.split(r"::|\.", text)[-1]


def _start(declared: Declared) -> int:
    return declared.name.start_byte


@lru_cache(maxsize=8)
def _ordered(source: SourceFile) -> Sequence[Declared]:
    return sorted((each for found in _index(source).values() for each in found), key=_start)


@lru_cache(maxsize=8)
def _index(source: SourceFile) -> Mapping[str, Sequence[Declared]]:
    found: dict[str, list[Declared]] = {}
    shape = shape_of(source)
    kinds = {each.kind: each for each in shape.declarations}
    for node in walk(source.root):
        if node.type in kinds:
            for declared in _declared(source, shape, kinds[node.type], node):
                found.setdefault(text_of(declared.name), []).append(declared)
    return found


def _declared(source: SourceFile, shape: Shape, declaration: Declaration, node: Node) -> Iterator[Declared]:
    scope = _scope(source, shape, node)
    written = node.child_by_field_name(declaration.type) if declaration.type else None
    named = node.children_by_field_name(declaration.name) if declaration.name else _plain_names(shape, node)
    for each in named:
        inner, value = _unwrapped(each)
        if value is None and declaration.value not in ("", declaration.name):
            value = node.child_by_field_name(declaration.value)
        names = [name for name in walk(inner, lambda at: at.type not in shape.functions) if name.type in shape.names]
        values = _paired(value, len(names))
        for name, own in zip(names, values, strict=True):
            yield Declared(node, name, written, own, scope)


def _plain_names(shape: Shape, parameters: Node) -> list[Node]:
    kinds = {each.kind for each in shape.declarations}
    found = (each for each in parameters.named_children if each.type not in kinds)
    return [each.child_by_field_name("left") or each.child_by_field_name("name") or each for each in found]


def _unwrapped(declarator: Node) -> tuple[Node, Node | None]:
    """The name that a declarator declares, and its value: of `*x = 1` the x and the 1."""
    value = None
    while True:
        inner = declarator.child_by_field_name("declarator") or declarator.child_by_field_name("name")
        value = value or declarator.child_by_field_name("value")
        if inner is None:
            return declarator, value
        declarator = inner


def _paired(value: Node | None, names: int) -> Sequence[Node | None]:
    if value is not None and value.type == "expression_list":
        return value.named_children if value.named_child_count == names else [None] * names
    return [value] if names == 1 else [None] * names


def _scope(source: SourceFile, shape: Shape, node: Node) -> Span:
    kinds = shape.functions | shape.blocks | source.language.loops
    around = (*path_to(source.root, node), node)
    return span_of(next((each for each in reversed(around) if each.type in kinds), source.root))
