"""Places for statements: where one can be inserted before or after the code of a capture, and how it is indented."""

from __future__ import annotations

from typing import NamedTuple

from speedwright.model.late_pattern import late_pattern
from speedwright.model.text import Span
from speedwright.syntax.node import Node, path_to, span_of, walk
from speedwright.syntax.python.kinds import BLOCKS, COMPREHENSIONS, first_iterable_contains
from speedwright.syntax.source_file import SourceFile

_REST_OF_LINE = late_pattern(rb"[ \t]*(?:#[^\r\n]*)?(?=\r?\n|\r|\Z)")
_LINE = late_pattern(rb"(?<=[\r\n])(?=[^\r\n])(?![ \t]+[\r\n])")
_FIRST_INDENT = late_pattern(rb":[ \t]*(?:#[^\n]*)?\r?\n(?:[ \t]*\r?\n)*([ \t]+)\S")


class NotApplicable(Exception):
    """A step cannot be carried out here; the finding stays a diagnostic."""


class Statement(NamedTuple):
    """A statement that stands alone on its first line."""

    node: Node
    indent: str
    is_only_one: bool

    def end_of_line(self, source: SourceFile) -> int:
        """The end of its last line, a comment there included. Raises NotApplicable where more code follows."""
        rest = _REST_OF_LINE.match(source.content, self.node.end_byte)
        if rest is None:
            raise NotApplicable("another statement follows on the same line")
        return rest.end()

    def lines(self, source: SourceFile) -> Span:
        """Its lines, whole, with the end of the last."""
        start = self.node.start_byte - len(self.indent.encode())
        end = self.end_of_line(source)
        for newline in (b"\r\n", b"\n", b"\r"):
            if source.content.startswith(newline, end):
                return Span(start, end + len(newline))
        return Span(start, end)


def statement_around(source: SourceFile, node: Node) -> Statement:
    """The statement that evaluates `node` exactly once, so that code before it runs before the node, once.

    Raises NotApplicable where there is none: in a lambda, behind the first `for` of a comprehension, in the
    condition of a `while`, or where the statement shares its line.
    """
    path = (*path_to(source.root, node), node)
    blocks = blocks_of(source)
    at = next((i for i in range(len(path) - 2, -1, -1) if path[i].type in blocks), None)
    if at is None:
        raise NotApplicable("no statement around it")
    block, statement = path[at], path[at + 1]
    _check_evaluated_once(source, path[at + 1 : -1], node)
    indent = indent_at(source, statement.start_byte)
    if indent is None:
        raise NotApplicable("the statement does not begin its line")
    siblings = [child for child in block.named_children if child.type != "comment"]
    return Statement(statement, indent, is_only_one=len(siblings) == 1 and block.type == "block")


def blocks_of(source: SourceFile) -> frozenset[str]:
    """The kinds of nodes whose children are statements."""
    shape = source.language.shape
    return BLOCKS if shape is None else shape.blocks


def _check_evaluated_once(source: SourceFile, between: tuple[Node, ...], node: Node) -> None:
    shape = source.language.shape
    for around in between:
        if shape is not None and around.type in shape.functions | source.language.loops:
            raise NotApplicable(f"it may be evaluated more than once in its {around.type}")
        repeated = around.type in COMPREHENSIONS and not first_iterable_contains(around, node)
        if around.type in ("lambda", "while_statement") or repeated:
            raise NotApplicable(f"it may be evaluated more than once in its {around.type}")


def indent_at(source: SourceFile, offset: int) -> str | None:
    """The indentation before an offset, None when other text stands there."""
    start = max(source.content.rfind(b"\n", 0, offset), source.content.rfind(b"\r", 0, offset)) + 1
    before = source.content[start:offset].removeprefix(b"\xef\xbb\xbf" if start == 0 else b"")
    return before.decode("ascii") if not before.strip(b" \t") else None


def line_indent(source: SourceFile, offset: int) -> str:
    """The indentation of the line that holds an offset."""
    start = max(source.content.rfind(b"\n", 0, offset), source.content.rfind(b"\r", 0, offset)) + 1
    line = source.content[start:offset]
    return line[: len(line) - len(line.lstrip(b" \t"))].decode("ascii")


def line_starts(source: SourceFile, node: Node) -> list[int]:
    """Where the code of each of a node's lines begins its line; blank lines and lines inside a string have none.

    The first is the node's own start, left out when other code stands before it.
    """
    frozen = [span_of(each) for each in walk(node) if each.type == "string_content"]
    first = [] if indent_at(source, node.start_byte) is None else [node.start_byte]
    later = (match.start() for match in _LINE.finditer(source.content, node.start_byte + 1, node.end_byte))
    return first + [start for start in later if not any(each.start < start <= each.end for each in frozen)]


def indent_unit(source: SourceFile) -> str:
    """One level of indentation as this file writes it; four spaces where it has none."""
    first = _FIRST_INDENT.search(source.content)
    return first[1].decode("ascii") if first is not None else "    "


def newline_of(source: SourceFile) -> str:
    """The line end this file uses."""
    # Most files have none of the first, which is seen at once; the two together are looked for at every line end.
    return "\r\n" if b"\r" in source.content and b"\r\n" in source.content else "\n"
