"""What a file asks to be left alone: lines with `speedwright: ignore[...]`, and generated files as a whole."""

from __future__ import annotations

import re
from collections.abc import Mapping

from speedwright.model.late_pattern import late_pattern
from speedwright.model.text import Span
from speedwright.syntax.node import Node, node_at
from speedwright.syntax.source_file import SourceFile

_IGNORE = late_pattern(rb"speedwright:\s*ignore\[([\w\s,-]+)\]")
_GENERATED = late_pattern(
    rb"^[ \t]*(?:#|//|/\*|\*|;|--)(?:[^\n]*@generated\b|[^\n]*\bcode generated\b|[ \t]*generated\b)", re.I | re.M
)
_HEADER = 1024
"""Bytes from the start in which generated files say so."""

_MINIFIED = 4096
_LONG_LINE = 300
"""Bytes of a file, and on average of its lines, from which it is minified; people write lines of some thirty."""


def is_generated(source: SourceFile) -> bool:
    """Whether a comment at the top of the file says `@generated`, `# generated ...` or `Code generated ...`, or the
    file is minified.
    """
    return _GENERATED.search(source.content, 0, _HEADER) is not None or _is_minified(source)


def _is_minified(source: SourceFile) -> bool:
    if source.language.name == "python" or len(source.content) < _MINIFIED:
        return False
    return len(source.content) > _LONG_LINE * (source.content.count(b"\n") + 1)


def silenced_lines(source: SourceFile) -> Mapping[int, frozenset[str]]:
    """The skills that a comment silences, by line (from 0): its own, or the next when the comment stands alone."""
    found: dict[int, frozenset[str]] = {}
    if not source.vocabulary.holds(b"speedwright:"):
        return found
    for match in _IGNORE.finditer(source.content):
        comment = node_at(source.root, Span(match.start(), match.end()))
        if comment is None or comment.type not in source.language.comments:
            continue
        names = frozenset(name.strip() for name in match[1].decode().split(","))
        line = _line(source, comment)
        found[line] = found.get(line, frozenset()) | names
    return found


def _line(source: SourceFile, comment: Node) -> int:
    line = source.line_index.line_of(comment.start_byte)
    before = source.content[source.line_index.line_start(line) : comment.start_byte]
    return line if before.strip() else line + 1
