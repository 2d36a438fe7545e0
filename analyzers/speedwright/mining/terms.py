"""Syntax trees as immutable terms that can be compared by their keys."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from speedwright.syntax.node import Node, text_of
from speedwright.syntax.source_file import SourceFile

# Taken as one leaf: what is inside is text, unless it interpolates.
_TEXTS = frozenset({"string"})


@dataclass(frozen=True, slots=True, eq=False)
class Term:
    """A node: its kind, the field it has in its parent, and children, keywords and punctuation included.

    `key` is equal for equal code, whatever its layout. `start` and `end` are byte offsets in the text it came from.
    """

    kind: str
    named: bool
    field: str | None
    text: str
    children: tuple[Term, ...]
    start: int
    end: int
    key: str

    @property
    def is_leaf(self) -> bool:
        """Whether it has a text and no parts."""
        return not self.children

    @property
    def parts(self) -> tuple[Term, ...]:
        """The named children."""
        return tuple(child for child in self.children if child.named)


def term_of(text: str) -> Term:
    """The whole module as a term."""
    source = SourceFile.parse(text.encode("utf-8"), Path("pair.py"))
    return _term(source.root, None)


def walk(term: Term) -> Iterator[Term]:
    """The term and all below it, in source order."""
    yield term
    for child in term.children:
        yield from walk(child)


def path_to(term: Term, start: int, end: int) -> tuple[Term, ...]:
    """The terms around a range of bytes, from `term` down to the smallest."""
    path = [term]
    while True:
        inner = next((each for each in path[-1].children if each.start <= start and end <= each.end), None)
        if inner is None:
            return tuple(path)
        path.append(inner)


def _term(node: Node, field: str | None) -> Term:
    # Some keywords (`not in`) have parts that say nothing more.
    children = () if _is_text(node) or not node.is_named else tuple(_children(node))
    text = "" if children else text_of(node)
    inner = " ".join(child.key for child in children)
    key = f"({node.type} {inner})" if children else f"{node.type}:{text}" if node.is_named else text
    return Term(node.type, node.is_named, field, text, children, node.start_byte, node.end_byte, key)


def _children(node: Node) -> Iterator[Term]:
    for place, child in enumerate(node.children):
        if child.type != "comment":
            yield _term(child, node.field_name_for_child(place))


def _is_text(node: Node) -> bool:
    return node.type in _TEXTS and not any(child.type == "interpolation" for child in node.named_children)
