"""Steps of a page to text edits."""

from __future__ import annotations

import builtins
import keyword
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from speedwright.model.text import Span, TextEdit, apply_edits
from speedwright.skills.import_lines import import_edits
from speedwright.skills.rules import Action, Step
from speedwright.skills.skill import Skill
from speedwright.skills.statements import (
    NotApplicable,
    blocks_of,
    indent_unit,
    line_indent,
    line_starts,
    newline_of,
    statement_around,
)
from speedwright.skills.template import Placeholder, Template
from speedwright.syntax.node import Node, node_at, path_to, span_of, text_of, walk
from speedwright.syntax.python.interpolation import as_f_string, as_percent_arguments
from speedwright.syntax.python.kinds import LITERALS
from speedwright.syntax.source_file import SourceFile
from speedwright.syntax.words import words_of

_OPERANDS = LITERALS | {
    "identifier", "attribute", "call", "subscript", "parenthesized_expression", "list", "tuple", "set", "dictionary",
    "list_comprehension", "set_comprehension", "dictionary_comprehension", "generator_expression",
}  # fmt: skip
_RECAST: Mapping[str, Callable[[Node], str | None]] = {"interpolated": as_f_string, "lazy": as_percent_arguments}
_NO_CLAUSES = frozenset({"conditional_expression", "lambda", "named_expression", "yield"})
_EMPTY = frozenset(
    {"[]", "()", "{}", '""', "''", 'b""', "b''", "bytes()", "list()", "tuple()", "dict()", "str()", "set()"}
)


def rewrite(
    source: SourceFile, skill: Skill, captures: Mapping[str, tuple[Span, ...]]
) -> tuple[TextEdit, ...] | None:
    """The edits of a page's rewrite for one match; None where a step does not fit this code."""
    nodes = {name: tuple(_node(source, span) for span in spans) for name, spans in captures.items()}
    rewriting = _Rewriting(source, nodes)
    try:
        for step in skill.steps:
            if rewriting.takes(step):
                rewriting.apply(step)
    except NotApplicable:
        return None
    return tuple(rewriting.edits)


def describe(source: SourceFile, template: Template, captures: Mapping[str, tuple[Span, ...]]) -> str:
    """A one-line template (a title or a message) filled in; long texts are cut."""
    nodes = {name: tuple(_node(source, span) for span in spans) for name, spans in captures.items()}
    try:
        text = _Rewriting(source, nodes).fill(template)
    except NotApplicable:
        return "".join(part if isinstance(part, str) else part.name for part in template.parts)
    return " ".join(text.split())[:200]


def _node(source: SourceFile, span: Span) -> Node:
    """The node that was captured: a keyword or an operator where no named node is as small."""
    found = node_at(source.root, span)
    if found is None or span_of(found) != span:
        found = source.root.descendant_for_byte_range(span.start, span.end)
    return source.root if found is None else found


@dataclass
class _Rewriting:
    source: SourceFile
    nodes: Mapping[str, tuple[Node, ...]]
    fresh: dict[str, str] = field(default_factory=dict)
    edits: list[TextEdit] = field(default_factory=list)
    current: dict[str, Node] = field(default_factory=dict)

    def takes(self, step: Step) -> bool:
        """Whether the captures of this match call for the step."""
        wanted = step.when is None or bool(self.nodes.get(step.when))
        return wanted and (step.unless is None or not self.nodes.get(step.unless))

    def apply(self, step: Step) -> None:
        """Adds the edits of one step, once per node of its capture; none for a capture this match does not have.

        Raises NotApplicable where the step does not fit, or needs what this match does not have.
        """
        if step.action is Action.NEED:
            if not self.nodes.get(step.target):
                raise NotApplicable(f"there is no {step.target}")
        elif step.action is Action.FRESH:
            self.fresh[step.target] = self._fresh_name(self.fill(step.template))
        elif step.action is Action.ENSURE_IMPORT:
            self.edits += import_edits(self.source, self.fill(step.template))
        else:
            for node in self.nodes.get(step.target, ()):
                self.current = {step.target: node}
                # The action may take back edits: it has to be done before the list is read.
                edits = _ACTIONS[step.action](self, node, step)
                self.edits += edits
                self.current = {}

    def fill(self, template: Template, indent: str = "") -> str:
        """The text of a template; its lines after the first begin with `indent`."""
        newline, unit = newline_of(self.source), indent_unit(self.source)
        text = ""
        for part in template.parts:
            if isinstance(part, str):
                text += _reindented(part, indent, unit, newline)
            else:
                _, broken, line = text.rpartition(newline)
                text += self._placeholder(part, line if broken else indent + line)
        return text

    def _placeholder(self, part: Placeholder, line: str) -> str:
        if part.name in self.fresh:
            return self.fresh[part.name]
        node = self.current.get(part.name) or next(iter(self.nodes.get(part.name, ())), None)
        for step in part.steps:
            node = child_by_step(node, step)
        if node is None and part.format == "argument":
            return ""
        if part.format == "joined":
            return ", ".join(text_of(each) for each in self.nodes.get(part.name, ()))
        if node is None:
            raise NotApplicable(f"nothing to write for {part.name}")
        text = self._moved(node, line[: len(line) - len(line.lstrip(" \t"))])
        if part.format == "atom" and node.type not in _OPERANDS:
            return f"({text})"
        if part.format == "clause" and node.type in _NO_CLAUSES:
            return f"({text})"
        if part.format == "argument":
            return f", {text}"
        if part.format == "constant":
            return _constant_name(node)
        if part.format is not None and part.format in _RECAST:
            return _recast(node, part.format)
        return "" if part.format == "filled" and text in _EMPTY else text

    def _moved(self, node: Node, indent: str) -> str:
        """The text of a node, with what earlier steps changed in it, whose later lines are moved from their old
        indentation to a new one.

        Lines inside a string keep theirs: it is part of the value.
        """
        text = text_of(node)
        old = line_indent(self.source, node.start_byte)
        inner = [each for each in self.edits if _is_inside(each, node)]
        if inner and "\n" in text and old != indent:
            raise NotApplicable("what is moved to another indentation is changed as well")
        if "\n" not in text or old == indent:
            return _edited(node, inner) if inner else text
        frozen = [(each.start_byte, each.end_byte) for each in walk(node) if each.type == "string_content"]
        lines = text.split("\n")
        offset = node.start_byte + len(lines[0].encode("utf-8")) + 1
        for number, line in enumerate(lines[1:], 1):
            if not any(start < offset <= end for start, end in frozen) and line.startswith(old):
                lines[number] = indent + line[len(old) :]
            offset += len(line.encode("utf-8")) + 1
        return "\n".join(lines)

    def _fresh_name(self, wanted: str) -> str:
        """A name like `wanted` that the file has nowhere, not even in a string or comment."""
        private = "_" if wanted.startswith("_") else ""
        base = private + (re.sub(r"\W+_?", "_", wanted.rpartition(".")[2]).strip("_") or "value")
        base = f"_{base}" if base[0].isdigit() else base
        number = 1
        while True:
            name = base if number == 1 else f"{base}_{number}"
            taken = name in self.fresh.values() or keyword.iskeyword(name) or hasattr(builtins, name)
            if not taken and name not in words_of(self.source):
                return name
            number += 1

    def replace(self, node: Node, step: Step) -> list[TextEdit]:
        indent = line_indent(self.source, node.start_byte)
        text = self.fill(step.template, indent)
        self.edits = [each for each in self.edits if not _is_inside(each, node)]
        return [TextEdit(Span(node.start_byte, node.end_byte), text)]

    def wrap(self, node: Node, step: Step) -> list[TextEdit]:
        at = step.template.parts.index(Placeholder(step.target))
        before, after = Template(step.template.parts[:at]), Template(step.template.parts[at + 1 :])
        edits = [_insertion(node.start_byte, self.fill(before)), _insertion(node.end_byte, self.fill(after))]
        return [edit for edit in edits if edit.text]

    def insert_before(self, node: Node, step: Step) -> list[TextEdit]:
        statement = statement_around(self.source, node)
        text = self.fill(step.template, statement.indent)
        return [_insertion(statement.node.start_byte, text + newline_of(self.source) + statement.indent)]

    def insert_after(self, node: Node, step: Step) -> list[TextEdit]:
        statement = statement_around(self.source, node)
        text = self.fill(step.template, statement.indent)
        newline = newline_of(self.source)
        start = newline if text.startswith(newline) else newline + statement.indent
        return [_insertion(statement.end_of_line(self.source), start + text)]

    def indent(self, node: Node, _step: Step) -> list[TextEdit]:
        unit = indent_unit(self.source)
        return [_insertion(offset, unit) for offset in line_starts(self.source, node)]

    def delete(self, node: Node, _step: Step) -> list[TextEdit]:
        if not node.is_named:
            return [TextEdit(span_of(node), "")]
        if not _is_whole_statement(self.source, node):
            start = len(self.source.content[: node.start_byte].rstrip())
            return [TextEdit(Span(start, node.end_byte), "")]
        statement = statement_around(self.source, node)
        if statement.is_only_one and self.source.language.name == "python":
            return [TextEdit(Span(node.start_byte, node.end_byte), "pass")]
        return [TextEdit(statement.lines(self.source), "")]


_ACTIONS: Mapping[Action, Callable[[_Rewriting, Node, Step], list[TextEdit]]] = {
    Action.REPLACE: _Rewriting.replace,
    Action.WRAP: _Rewriting.wrap,
    Action.INSERT_BEFORE: _Rewriting.insert_before,
    Action.INSERT_AFTER: _Rewriting.insert_after,
    Action.DELETE: _Rewriting.delete,
    Action.INDENT: _Rewriting.indent,
}


def _is_inside(edit: TextEdit, node: Node) -> bool:
    """Whether an edit changes a part of a node: not the whole, nor what is inserted at its ends."""
    beside = edit.span.start == edit.span.end and edit.span.start in (node.start_byte, node.end_byte)
    return span_of(node).contains(edit.span) and edit.span != span_of(node) and not beside


def _edited(node: Node, edits: list[TextEdit]) -> str:
    moved = [
        TextEdit(Span(each.span.start - node.start_byte, each.span.end - node.start_byte), each.text)
        for each in edits
    ]
    return apply_edits(node.text or b"", moved).decode("utf-8", "replace")


def _recast(node: Node, form: str) -> str:
    text = _RECAST[form](node)
    if text is None:
        raise NotApplicable(f"this text cannot be written {form}")
    return text


def _constant_name(node: Node) -> str:
    """The first words of a text as a constant's name would have them; its letters where it has no words. Of a string,
    what it holds.
    """
    held = [text_of(each) for each in walk(node) if each.type == "string_content"]
    text = " ".join(held) if held else text_of(node)
    words = re.findall(r"[^\W\d_]{2,}", re.sub(r"\\.", " ", text)) or re.findall(r"\w", text)[:2]
    return "_".join(words[:4]).upper()


def _is_whole_statement(source: SourceFile, node: Node) -> bool:
    """Whether a node is all there is of a statement: a call that stands alone is, though its parent is no block."""
    path = (*path_to(source.root, node), node)
    return any(outer.type in blocks_of(source) and span_of(inner) == span_of(node) for outer, inner in pairwise(path))


def _insertion(offset: int, text: str) -> TextEdit:
    return TextEdit(Span(offset, offset), text)


def child_by_step(node: Node | None, step: str) -> Node | None:
    """The child that a step of a placeholder names: by field, or by the place among the named ones."""
    if node is None:
        return None
    if step.isdecimal():
        place = int(step)
        return node.named_children[place] if place < node.named_child_count else None
    return node.child_by_field_name(step)


def _reindented(text: str, indent: str, unit: str, newline: str) -> str:
    """A piece of a template as this file would write it: four spaces become the file's unit, lines get the indent."""
    first, *rest = text.split("\n")
    lines = [first]
    for number, line in enumerate(rest, 1):
        bare = line.lstrip(" ")
        levels, odd = divmod(len(line) - len(bare), 4)
        # A blank line stays empty; the last one may go on with a placeholder.
        lines.append(indent + unit * levels + " " * odd + bare if bare or number == len(rest) else "")
    return newline.join(lines)
