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
from speedwright.model.text import Span, TextEdit
from speedwright.syntax.draft import Draft
from speedwright.syntax.line_index import LineIndex
from speedwright.syntax.vocabulary import Vocabulary


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
        draft, limit = self.draft, len(self.content)
        # From the last to the first, so that each edit's offsets still mean what they meant in this version; of those
        # at one place the first comes last, in front of the others.
        for edit in sorted(edits, key=lambda edit: edit.span)[::-1]:
            if edit.span.end > limit:
                raise ValueError(f"edit at {edit.span.start}..{edit.span.end} overlaps another or the end")
            draft, limit = draft.edited(edit), edit.span.start
        return self.next(draft, version)

    @property
    def draft(self) -> Draft:
        """The text to be edited: edit after edit, and then parsed once as the `next` version."""
        return Draft(self.content, self.tree, self.line_index, self.__dict__.get("vocabulary"))

    def next(self, draft: Draft, version: int | None = None, like: SourceFile | None = None) -> SourceFile:
        """The version that a draft, which came of this one, has become.

        `like` is another version, perhaps of the same text: nothing is parsed then.
        """
        same = like is not None and like.content == draft.content
        tree = like.tree if same and like is not None else self._parsed(draft)
        number = self.version + 1 if version is None else version
        result = SourceFile(self.path, draft.content, self.language, tree, number)
        # What is known of this version and holds for most of the next.
        result.__dict__["line_index"] = draft.line_index
        if draft.vocabulary is not None:
            result.__dict__["vocabulary"] = draft.vocabulary
        return result

    def _parsed(self, draft: Draft) -> Tree:
        return Parser(grammar_of(self.language)).parse(draft.content, draft.tree)

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
