"""What a model is shown of a module: the function, what it calls there, and the imports and constants they use."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from speedwright.generation.language_model.grafting import first_line
from speedwright.generation.language_model.written import Function, definition, tree_of
from speedwright.syntax.source_file import SourceFile

LONGEST_FUNCTION = 16_000
"""Characters of a function. A longer one is not sent: nobody rewrites that in one answer."""
LONGEST_CONTEXT = 8_000
"""Characters of all that is shown around it; of what comes later, the heads alone, and then nothing."""
LONGEST_CONSTANT = 400

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True, slots=True)
class Excerpt:
    """`code` is the function, in its class where it has one; `context` what it uses of its module.

    `line` is where it begins in its file, from 1.
    """

    code: str
    context: str
    line: int


def excerpt_of(source: SourceFile, function: str) -> Excerpt | None:
    """The excerpt for a function; None where there is none of this name, or it is too long. Raises Rejected."""
    text = source.content.decode("utf-8")
    tree = tree_of(text)
    node = definition(tree, function)
    if node is None:
        return None
    lines = text.replace("\r\n", "\n").split("\n")
    code = _in_class(tree, function, lines, _text(node, lines))
    if len(code) > LONGEST_FUNCTION:
        return None
    return Excerpt(code, _context(tree, function, node, lines), first_line(node))


def _text(node: ast.stmt, lines: list[str]) -> str:
    return "\n".join(lines[first_line(node) - 1 : node.end_lineno])


def _in_class(tree: ast.Module, function: str, lines: list[str], code: str) -> str:
    """A method below the head of its class, and behind the constructor."""
    owner, _, name = function.rpartition(".")
    if not owner:
        return code
    holder = _class_of(tree, owner)
    first = definition(tree, f"{owner}.__init__") if name != "__init__" else None
    head = "\n".join(lines[first_line(holder) - 1 : first_line(holder.body[0]) - 1])
    return "\n".join([head, *([_text(first, lines), ""] if first is not None else []), code])


def _class_of(tree: ast.Module, owner: str) -> ast.ClassDef:
    body = tree.body
    for part in owner.split("."):
        holder = next(each for each in reversed(body) if isinstance(each, ast.ClassDef) and each.name == part)
        body = holder.body
    return holder


def _context(tree: ast.Module, function: str, node: Function, lines: list[str]) -> str:
    reached = list(_reached(tree, function, node))
    names = {name for each in (node, *reached) for name in _names(each)}
    parts = [_statement(each, lines) for each in tree.body if _binds_any(each, names)]
    left = LONGEST_CONTEXT - sum(map(len, parts))
    for each in reached:
        whole = _text(each, lines)
        shown = whole if len(whole) <= left else _head(each, lines)
        if len(shown) <= left:
            parts.append(shown)
            left -= len(shown)
    return "\n".join(parts)[:LONGEST_CONTEXT]


def _reached(tree: ast.Module, function: str, node: Function) -> Iterator[Function]:
    """The module's own functions and the own class's methods that are reached by name, the nearest first."""
    owner = function.rpartition(".")[0]
    known: dict[str, Function] = {each.name: each for each in tree.body if isinstance(each, _FUNCTIONS)}
    if owner:
        known |= {each.name: each for each in _class_of(tree, owner).body if isinstance(each, _FUNCTIONS)}
    pending, seen = [node], {id(node)}
    while pending:
        for name in _names(pending.pop(0)):
            found = known.get(name)
            if found is not None and id(found) not in seen:
                seen.add(id(found))
                pending.append(found)
                yield found


def _names(node: ast.AST) -> Iterator[str]:
    for each in ast.walk(node):
        if isinstance(each, ast.Name):
            yield each.id
        elif isinstance(each, ast.Attribute):
            yield each.attr


def _binds_any(node: ast.stmt, names: set[str]) -> bool:
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return any((each.asname or each.name).partition(".")[0] in names for each in node.names)
    targets = (
        node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    )
    return any(isinstance(each, ast.Name) and each.id in names for target in targets for each in ast.walk(target))


def _statement(node: ast.stmt, lines: list[str]) -> str:
    text = _text(node, lines)
    return text if len(text) <= LONGEST_CONSTANT else f"{text.partition('=')[0].strip()} = ...  # long, left out"


def _head(node: Function, lines: list[str]) -> str:
    head = "\n".join(lines[first_line(node) - 1 : max(node.lineno, node.body[0].lineno - 1)])
    return f"{head}  # the rest is left out"
