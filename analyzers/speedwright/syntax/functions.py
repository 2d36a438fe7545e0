"""Functions and methods with their qualified names."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from speedwright.languages.language import Language
from speedwright.model.text import Span
from speedwright.syntax.node import Node, child_behind, span_of, text_of
from speedwright.syntax.query import CompiledQuery
from speedwright.syntax.source_file import SourceFile


class FunctionNode(NamedTuple):
    """One function or method.

    `qualname` follows Python's `__qualname__`: `f`, `C.m`, and `f.<locals>.g` for a function inside another.
    `span` includes decorators. `is_method` holds for functions directly inside a class (or with a receiver).
    """

    qualname: str
    span: Span
    name_span: Span
    is_method: bool
    is_async: bool = False
    decorators: tuple[str, ...] = ()
    nested: bool = False


class _Definition(NamedTuple):
    kind: str
    name: str
    span: Span


@lru_cache(maxsize=16)
def functions(source: SourceFile) -> tuple[FunctionNode, ...]:
    """All functions in source order, the inner after the outer."""
    return tuple(_functions(source, source.span))


def outermost_function(source: SourceFile, span: Span) -> FunctionNode | None:
    """The function around a span that is in no other function: what can be called, and so verified, from outside."""
    # A place behind the last character of a function is in it, unless the next statement begins there.
    for offset in (span.start, max(0, span.start - 1)):
        statement = child_behind(source.root, offset)
        outermost = () if statement is None else _outermost(source, span_of(statement))
        at = bisect_right(outermost, span.start, key=lambda each: each.span.start) - 1
        if at >= 0 and outermost[at].span.contains(span):
            return outermost[at]
    return None


@lru_cache(maxsize=256)
def _outermost(source: SourceFile, statement: Span) -> tuple[FunctionNode, ...]:
    """The functions of one statement of the module that are in no other function: they do not overlap."""
    return tuple(each for each in _functions(source, statement) if not each.nested)


def _functions(source: SourceFile, within: Span) -> Iterator[FunctionNode]:
    """The functions of whole statements of the module."""
    around: list[_Definition] = []
    for kind, node, name, owner in _definitions(source, within):
        span = span_of(node)
        while around and not around[-1].span.contains(span):
            around.pop()
        if kind == "function":
            yield _function(node, name, owner, tuple(around))
        around.append(_Definition(kind, text_of(name), span))


@cache
def _definition_query(language: Language) -> CompiledQuery:
    return CompiledQuery(language, language.definitions)


def _definitions(source: SourceFile, within: Span) -> list[tuple[str, Node, Node, Node | None]]:
    if not source.language.definitions:
        return []
    found: dict[int, tuple[str, Node, Node, Node | None]] = {}
    for _, captures in _definition_query(source.language).matches(source, within):
        kind = next(kind for kind in ("function", "class", "namespace") if kind in captures)
        node = captures[kind][0]
        owner = captures["owner"][0] if "owner" in captures else None
        found.setdefault(node.id, (kind, node, captures["name"][0], owner))
    return sorted(found.values(), key=lambda each: (each[1].start_byte, -each[1].end_byte))


def _function(node: Node, name: Node, owner: Node | None, around: tuple[_Definition, ...]) -> FunctionNode:
    parts = [each.name + (".<locals>" if each.kind == "function" else "") for each in around]
    parts += [text_of(owner)] if owner is not None else []
    parent = node.parent
    decorated = parent if parent is not None and parent.type == "decorated_definition" else None
    return FunctionNode(
        qualname=".".join([*parts, text_of(name)]),
        span=span_of(node if decorated is None else decorated),
        name_span=span_of(name),
        is_method=owner is not None or (bool(around) and around[-1].kind == "class"),
        is_async=any(child.type == "async" for child in node.children[:1]),
        decorators=_decorators(decorated),
        nested=any(each.kind == "function" for each in around),
    )


def _decorators(decorated: Node | None) -> tuple[str, ...]:
    if decorated is None:
        return ()
    return tuple(text_of(child).lstrip("@").strip() for child in decorated.children if child.type == "decorator")
