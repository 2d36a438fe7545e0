"""Imports that a rewrite needs: reused when the file has them, else inserted where imports belong."""

from __future__ import annotations

from collections.abc import Iterator

from speedwright.model.text import Span, TextEdit
from speedwright.skills.statements import NotApplicable, newline_of
from speedwright.syntax.node import Node, text_of
from speedwright.syntax.python.scope import occurrences_of
from speedwright.syntax.source_file import SourceFile

_IMPORTS = frozenset({"import_statement", "import_from_statement"})


def import_edits(source: SourceFile, statement: str) -> tuple[TextEdit, ...]:
    """The edits after which `statement` (one plain import of one name) holds at the top of the module.

    Raises NotApplicable where the name it binds means something else anywhere in the file.
    """
    wanted = " ".join(statement.split())
    name = wanted.split()[-1].partition(".")[0]
    present = any(_provides(node, wanted) for node in _top_imports(source))
    found = occurrences_of(source, source.root, name)
    if found is None or any(each.binds and not _is_import_of(each.path, wanted) for each in found):
        raise NotApplicable(f"{name} already means something else in this file")
    return () if present else (_insertion(source, wanted),)


def _top_imports(source: SourceFile) -> Iterator[Node]:
    return (child for child in source.root.named_children if child.type in _IMPORTS)


def _provides(node: Node, wanted: str) -> bool:
    """Whether an import statement binds what the wanted one does, among other names perhaps."""
    names = {text_of(child) for child in node.children_by_field_name("name")}
    words = wanted.split()
    if words[0] == "import":
        return node.type == "import_statement" and words[1] in names
    module = node.child_by_field_name("module_name")
    return module is not None and text_of(module) == words[1] and words[3] in names


def _is_import_of(path: tuple[Node, ...], wanted: str) -> bool:
    statement = next((each for each in reversed(path) if each.type in _IMPORTS), None)
    return statement is not None and _provides(statement, wanted)


def _insertion(source: SourceFile, wanted: str) -> TextEdit:
    newline = newline_of(source)
    statements = [child for child in source.root.named_children if child.type != "comment"]
    head = _head(statements)
    following = statements[len(head)] if len(head) < len(statements) else None
    if following is not None and following.type in _IMPORTS:
        return _at(following.start_byte, wanted + newline)
    if not head:
        start = following.start_byte if following is not None else len(source.content)
        return _at(start, wanted + newline * 3)
    end = source.content.find(b"\n", head[-1].end_byte)
    end = len(source.content) if end < 0 else end
    end -= source.content[end - 1 : end] == b"\r"
    gap = newline if head[-1].type == "future_import_statement" else newline * 2
    return _at(end, (newline * 2 if gap == newline else gap) + wanted)


def _head(statements: list[Node]) -> list[Node]:
    """The docstring and the `__future__` imports, before which nothing may stand."""
    head: list[Node] = []
    for statement in statements:
        docstring = not head and statement.type == "expression_statement" and _is_string(statement)
        if not docstring and statement.type != "future_import_statement":
            break
        head.append(statement)
    return head


def _is_string(statement: Node) -> bool:
    return [child.type for child in statement.named_children] in (["string"], ["concatenated_string"])


def _at(offset: int, text: str) -> TextEdit:
    return TextEdit(Span(offset, offset), text)
