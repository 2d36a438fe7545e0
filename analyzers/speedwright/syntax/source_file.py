"""One version of one file: its bytes and its tree."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tree_sitter import Node, Parser, Tree

from speedwright.errors import SpeedwrightError
from speedwright.languages.language import Language
from speedwright.languages.registry import grammar_of, language_named, language_of
from speedwright.model.late_pattern import late_pattern
from speedwright.model.text import Span, TextEdit, apply_edits
from speedwright.syntax.line_index import LineIndex
from speedwright.syntax.vocabulary import Vocabulary

_BLANK = late_pattern(rb"\s+")


class UnsupportedLanguage(SpeedwrightError):
    """No grammar is known for a file."""


@dataclass(frozen=True, eq=False)
class SourceFile:
    """An immutable text with its syntax tree; broken text has a tree with error nodes in it.

    Two source files are equal only when they are the same object, so results can be kept per source file.
    """

    path: Path
    content: bytes
    language: Language
    tree: Tree
    version: int = 0

    @classmethod
    def parse(cls, content: bytes, path: Path, language: str | None = None, version: int = 0) -> SourceFile:
        """The file with this content; the language is that of the path's suffix unless it is named.

        Raises UnsupportedLanguage for a language without a grammar; no content makes it fail.
        """
        found = language_of(path) if language is None else language_named(language)
        if found is None:
            raise UnsupportedLanguage(f"{path}: no grammar for {language or path.suffix or 'a file without suffix'}")
        return cls(path, content, found, Parser(grammar_of(found)).parse(content), version)

    def edited(self, *edits: TextEdit, version: int | None = None) -> SourceFile:
        """The file after edits that all refer to this version; only what they touch is parsed again.

        Raises ValueError where edits overlap or lie outside the text.
        """
        content = apply_edits(self.content, edits)
        tree = self.tree.copy()
        limit = len(self.content)
        # From the last to the first, so that each edit's offsets still mean what they meant in this version.
        for edit in sorted(edits, key=lambda edit: edit.span, reverse=True):
            self._edit_tree(tree, edit, limit)
            limit = edit.span.start
        parser = Parser(grammar_of(self.language))
        next_version = self.version + 1 if version is None else version
        result = SourceFile(self.path, content, self.language, parser.parse(content, tree), next_version)
        if len(edits) == 1:
            self._hand_on(result, edits[0])
        return result

    def _edit_tree(self, tree: Tree, edit: TextEdit, limit: int) -> None:
        """Tells the tree of an edit, together with what is blank behind it as far as `limit`: the ends of line and of
        blocks that begin there take no bytes, and to keep them after another text may have all the rest parsed anew.
        """
        start, end = edit.span.start, edit.span.end
        new = edit.text.encode("utf-8")
        blank = _blank_length(self.content, end, limit)
        start_point = self._point(start)
        tree.edit(
            start_byte=start,
            old_end_byte=end + blank,
            new_end_byte=start + len(new) + blank,
            start_point=start_point,
            old_end_point=_advanced(start_point, self.content[start : end + blank]),
            new_end_point=_advanced(start_point, new + self.content[end : end + blank]),
        )

    def _point(self, offset: int) -> tuple[int, int]:
        """Tree-sitter's own rows: only LF ends a line, columns are bytes. Counted from the node that stands there."""
        node = self.root.descendant_for_byte_range(offset, offset)
        row, start = (0, 0) if node is None or node.start_byte > offset else (node.start_point[0], node.start_byte)
        return row + self.content.count(b"\n", start, offset), offset - (self.content.rfind(b"\n", 0, offset) + 1)

    def _hand_on(self, after: SourceFile, edit: TextEdit) -> None:
        """What is known of this version and holds for most of the next."""
        start, end = edit.span.start, edit.span.start + len(edit.text.encode("utf-8"))
        if "vocabulary" in self.__dict__:
            after.__dict__["vocabulary"] = self.vocabulary.edited(after.content, start, end)
        if "line_index" in self.__dict__:
            after.__dict__["line_index"] = self.line_index.edited(after.content, start, edit.span.end)

    @property
    def root(self) -> Node:
        """The root of the tree."""
        return self.tree.root_node

    @property
    def span(self) -> Span:
        """The whole text."""
        return Span(0, len(self.content))

    @cached_property
    def line_index(self) -> LineIndex:
        """Offsets to positions and back."""
        return LineIndex(self.content)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """What stands in the text."""
        return Vocabulary(self.content)

    def text(self, span: Span) -> str:
        """The text of a span; bytes that are not UTF-8 become replacement characters."""
        return self.content[span.start : span.end].decode("utf-8", "replace")

    def texts(self, spans: Iterable[Span]) -> tuple[str, ...]:
        """The texts of several spans."""
        return tuple(self.text(span) for span in spans)


def _blank_length(content: bytes, start: int, end: int) -> int:
    found = _BLANK.match(content, start, end)
    return 0 if found is None else found.end() - start


def _advanced(start: tuple[int, int], text: bytes) -> tuple[int, int]:
    rows = text.count(b"\n")
    if not rows:
        return start[0], start[1] + len(text)
    return start[0] + rows, len(text) - (text.rfind(b"\n") + 1)
