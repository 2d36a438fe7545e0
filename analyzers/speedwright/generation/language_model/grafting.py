"""The answer's function in the place of the module's own: its body under the original's head, helpers before it."""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Iterator

from speedwright.generation.language_model.answers import Answer, Rejected, State
from speedwright.generation.language_model.written import (
    Function,
    Written,
    definition,
    tree_of,
    without_docstring,
    written,
)
from speedwright.generation.line_edits import line_edits
from speedwright.model.candidate import Candidate, Origin
from speedwright.model.text import Span, TextEdit
from speedwright.skills.import_lines import import_edits
from speedwright.skills.statements import NotApplicable, newline_of
from speedwright.syntax.line_index import LineIndex
from speedwright.syntax.source_file import SourceFile

INDENT = "    "


def grafted(source: SourceFile, function: str, answer: Answer, title: str) -> Candidate:
    """The candidate that an answer gives for a function of the source. Raises Rejected.

    Head, decorators and docstring stay the original's own, to the letter.
    """
    text = source.content.decode("utf-8")
    original = tree_of(text)
    found = written(answer.code, original, function)
    known = definition(original, function)
    assert known is not None
    place = _Place(source, text, original, known)
    changed = source.edited(*place.helpers(found), place.body(found), *place.members(found))
    result = changed.edited(*_missing_imports(changed, found)).content
    tree_of(result.decode("utf-8"))
    return Candidate(
        path=source.path,
        source=source.content,
        edits=line_edits(source.content, result),
        entry_points=(function,),
        origin=Origin.MODEL,
        title=title,
        explanation=answer.plan,
    )


def _missing_imports(changed: SourceFile, found: Written) -> tuple[TextEdit, ...]:
    """Those that the module has not yet. Raises Rejected where a name means something else in it."""
    try:
        edits = [edit for each in dict.fromkeys(found.imports) for edit in import_edits(changed, each)]
    except NotApplicable as error:
        raise Rejected(State.CHANGED_OTHERS, str(error)) from None
    return tuple(dict.fromkeys(edits))


class _Place:
    """Where a function stands, in bytes."""

    def __init__(self, source: SourceFile, text: str, tree: ast.Module, known: Function) -> None:
        self._source = source
        self._tree = tree
        self._known = known
        self._lines = text.split("\n")
        self._newline = newline_of(source)
        self._index = LineIndex(source.content)

    def body(self, found: Written) -> TextEdit:
        """The old body replaced by the new one; both without their docstrings."""
        old = without_docstring(self._known)
        new = without_docstring(found.function)
        if not old or not new:
            raise Rejected(State.UNCHANGED)
        shares_line = bool(self._line(old[0].lineno)[: old[0].col_offset].strip())
        if shares_line:
            indent = self._indent(self._known) + INDENT
            start = self._offset(old[0].lineno, old[0].col_offset)
        else:
            indent = self._indent(old[0])
            start = self._offset(self._head_end() + 1, 0)
        last = old[-1].end_lineno or 0
        end = self._offset(last, len(self._line(last)))
        text = self._own_lines(indented(found.code, new, indent))
        return TextEdit(Span(start, end), self._newline + text if shares_line else text)

    def helpers(self, found: Written) -> Iterator[TextEdit]:
        """Before the statement of the module that holds the function."""
        if not found.helpers:
            return
        top = next(each for each in self._tree.body if _holds(each, self._known))
        at = self._offset(self._above(top), 0)
        gap = self._newline * 3
        texts = [self._own_lines(indented(found.code, [each], "")) for each in found.helpers]
        yield TextEdit(Span(at, at), "".join(text + gap for text in texts))

    def members(self, found: Written) -> Iterator[TextEdit]:
        """New methods behind the method."""
        at = self._offset(self._known.end_lineno or 0, self._known.end_col_offset or 0)
        indent = self._indent(self._known)
        for each in found.members:
            text = self._own_lines(indented(found.code, [each], indent))
            yield TextEdit(Span(at, at), self._newline * 2 + text)

    def _head_end(self) -> int:
        """The last line of the head, or of the docstring."""
        body = self._known.body
        if without_docstring(self._known) is not body:
            return body[0].end_lineno or 0
        lines = iter([f"{each}\n" for each in self._lines[self._known.lineno - 1 :]])
        ends: Iterator[int] = (
            each.end[0] for each in tokenize.generate_tokens(lambda: next(lines, "")) if each.type == tokenize.NEWLINE
        )
        return self._known.lineno - 1 + next(ends)

    def _above(self, top: ast.stmt) -> int:
        """The first line of a statement with its decorators and the comments right above."""
        line = first_line(top)
        while line > 1 and self._line(line - 1).startswith(b"#"):
            line -= 1
        return line

    def _indent(self, node: ast.stmt) -> str:
        return self._line(node.lineno)[: node.col_offset].decode("utf-8")

    def _line(self, number: int) -> bytes:
        return self._source.content[self._offset(number, 0) :].split(b"\n", 1)[0].rstrip(b"\r")

    def _own_lines(self, text: str) -> str:
        return text.replace("\n", self._newline)

    def _offset(self, line: int, column: int) -> int:
        """From Python's lines (from 1) and columns (bytes)."""
        return self._index.line_start(line - 1) + column


def _holds(top: ast.stmt, node: ast.AST) -> bool:
    return any(each is node for each in ast.walk(top))


def first_line(node: ast.stmt) -> int:
    """The first line of a statement, from 1, with its decorators."""
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(each.lineno for each in decorators)])


def indented(code: str, statements: list[ast.stmt], indent: str) -> str:
    """The lines of neighbouring statements, with comments between, moved to an indentation.

    Strings stay as they are. Raises Rejected.
    """
    lines = code.split("\n")
    first, last = first_line(statements[0]), statements[-1].end_lineno or len(lines)
    inside = _lines_inside_strings(code)
    own = lines[first - 1].encode()
    column = statements[0].col_offset if statements[0].lineno == first else len(own) - len(own.lstrip())
    if own[:column].strip():
        # `def f(x): return x`: the statement begins in the middle of its line, and may go on in the next ones.
        return "\n".join([indent + own[column:].decode().rstrip(), *lines[first:last]])
    return "\n".join(
        lines[number - 1] if number in inside else _moved(lines[number - 1], column, indent, number + 1 in inside)
        for number in range(first, last + 1)
    )


def _moved(line: str, width: int, indent: str, opens_string: bool) -> str:
    """A line with another indentation; what a string leaves at its end is part of that string."""
    kept = line if opens_string else line.rstrip()
    lead = len(kept) - len(kept.lstrip())
    return indent + kept[min(width, lead) :] if kept.strip() else ""


def _lines_inside_strings(code: str) -> set[int]:
    """The lines that begin inside of a string: their indentation is part of a value."""
    inside: set[int] = set()
    opened: list[int] = []
    try:
        for token in tokenize.generate_tokens(io.StringIO(code).readline):
            name = tokenize.tok_name[token.type]
            if name == "STRING":
                inside.update(range(token.start[0] + 1, token.end[0] + 1))
            elif name.endswith("STRING_START"):
                opened.append(token.start[0])
            elif name.endswith("STRING_END"):
                inside.update(range(opened.pop() + 1, token.end[0] + 1))
    except (tokenize.TokenError, IndentationError) as error:
        raise Rejected(State.BROKEN, str(error)) from None
    return inside
