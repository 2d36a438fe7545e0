"""A text on its way from one version to the next: edited, and not parsed yet."""

from __future__ import annotations

from dataclasses import dataclass

from tree_sitter import Tree

from speedwright.model.late_pattern import late_pattern
from speedwright.model.text import TextEdit
from speedwright.syntax.line_index import LineIndex
from speedwright.syntax.vocabulary import Vocabulary

_BLANK = late_pattern(rb"\s+")


@dataclass(frozen=True, slots=True)
class Draft:
    """The text, and the tree of an earlier one that was told of all edits since."""

    content: bytes
    tree: Tree
    line_index: LineIndex
    vocabulary: Vocabulary | None

    def edited(self, edit: TextEdit) -> Draft:
        """The draft after an edit of it. Raises ValueError where it lies outside the text."""
        start, end, new = edit.span.start, edit.span.end, edit.text.encode("utf-8")
        if end > len(self.content):
            raise ValueError(f"edit at {start}..{end} overlaps another or the end")
        content = b"".join((self.content[:start], new, self.content[end:]))
        vocabulary = self.vocabulary
        return Draft(
            content,
            self._edited_tree(start, end, new),
            self.line_index.edited(content, start, end),
            None if vocabulary is None else vocabulary.edited(content, start, start + len(new)),
        )

    def _edited_tree(self, start: int, end: int, new: bytes) -> Tree:
        """The tree, told of an edit together with what is blank behind it: the ends of lines and of blocks that begin
        there take no bytes, and to keep them after another text may have all the rest parsed anew.
        """
        found = _BLANK.match(self.content, end)
        blank = b"" if found is None else found[0]
        start_point = self._point(start)
        tree = self.tree.copy()
        tree.edit(
            start_byte=start,
            old_end_byte=end + len(blank),
            new_end_byte=start + len(new) + len(blank),
            start_point=start_point,
            old_end_point=_advanced(start_point, self.content[start:end] + blank),
            new_end_point=_advanced(start_point, new + blank),
        )
        return tree

    def _point(self, offset: int) -> tuple[int, int]:
        """Tree-sitter's own rows: only LF ends a line, columns are bytes. Counted from the node that stands there."""
        node = self.tree.root_node.descendant_for_byte_range(offset, offset)
        row, start = (0, 0) if node is None or node.start_byte > offset else (node.start_point[0], node.start_byte)
        return row + self.content.count(b"\n", start, offset), offset - (self.content.rfind(b"\n", 0, offset) + 1)


def _advanced(start: tuple[int, int], text: bytes) -> tuple[int, int]:
    rows = text.count(b"\n")
    if not rows:
        return start[0], start[1] + len(text)
    return start[0] + rows, len(text) - (text.rfind(b"\n") + 1)
