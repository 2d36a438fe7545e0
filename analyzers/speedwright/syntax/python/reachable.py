"""The part of a module that can have a say in what its entry points do."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from speedwright.syntax.node import Node, text_of
from speedwright.syntax.source_file import SourceFile

_WORD = re.compile(rb"\w+")
# Code with one of these may reach a function without its name standing anywhere.
_DYNAMIC = frozenset(
    b"globals locals vars eval exec getattr modules import_module __import__ __dict__ __globals__ attrgetter".split()
)


@dataclass(frozen=True, slots=True)
class _Body:
    """The body of a plain function of the module; what runs at import is in its head alone."""

    name: bytes
    text: bytes


def reachable(source: SourceFile, entry_points: Collection[str]) -> bytes:
    """The text of a Python module without the bodies of functions that `entry_points` cannot come to.

    A function counts as reached when its name stands anywhere in what is reached: in code, in a string, in a comment.
    Statements, classes, decorated functions and heads of functions are always part of it: they run at import, or are
    met through objects. Where names may be looked up at run time, where the text is broken, or where there are no
    entry points, it is the whole text.
    """
    kept, _ = _reached(source, entry_points)
    return kept


def unreached(source: SourceFile, entry_points: Collection[str]) -> frozenset[str]:
    """The names of plain functions that `entry_points` cannot come to; none where `reachable` is the whole text."""
    _, waiting = _reached(source, entry_points)
    return frozenset(body.name.decode("utf-8", "replace") for body in waiting)


def _reached(source: SourceFile, entry_points: Collection[str]) -> tuple[bytes, list[_Body]]:
    """What is reached, and the bodies that are not."""
    if source.root.has_error or not entry_points:
        return source.content, []
    kept, words, waiting = _parts(source)
    names = {name.partition(".")[0].encode() for name in entry_points} | words
    while reached := [body for body in waiting if body.name in names]:
        waiting = [body for body in waiting if body.name not in names]
        kept += [body.name + body.text for body in reached]
        names.update(word for body in reached for word in _WORD.findall(body.text))
    return (source.content, []) if names & _DYNAMIC else (b"\n".join(kept), waiting)


def _parts(source: SourceFile) -> tuple[list[bytes], set[bytes], list[_Body]]:
    """What is always part, the words in that, and the bodies that may be."""
    kept: list[bytes] = []
    words: set[bytes] = set()
    bodies: list[_Body] = []
    for start, node in _statements(source):
        text = source.content[start : node.end_byte]
        body = node.child_by_field_name("body") if node.type == "function_definition" else None
        if body is not None:
            head = source.content[start : body.start_byte]
            name = (node.child_by_field_name("name") or node).text or b""
            kept.append(head)
            words.update(word for word in _WORD.findall(head) if word != name)
            bodies.append(_Body(name, text[len(head) :]))
        elif not _is_main_guard(node):
            kept.append(text)
            words.update(() if _is_list_of_names(node) else _WORD.findall(text))
    return kept, words, bodies


def _statements(source: SourceFile) -> Iterator[tuple[int, Node]]:
    """The statements of the module, each with where it starts: comments before it belong to it."""
    start: int | None = None
    for node in source.root.children:
        start = node.start_byte if start is None else start
        if node.type != "comment":
            yield start, node
            start = None


def _is_main_guard(node: Node) -> bool:
    """Whether it runs in a script only."""
    condition = node.child_by_field_name("condition") if node.type == "if_statement" else None
    is_plain = condition is not None and node.child_by_field_name("alternative") is None
    return is_plain and condition is not None and bool(re.fullmatch(r"__name__ == .__main__.", text_of(condition)))


def _is_list_of_names(node: Node) -> bool:
    return (node.text or b"").startswith(b"__all__")
