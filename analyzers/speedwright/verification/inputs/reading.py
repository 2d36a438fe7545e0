"""A module's syntax, read with Speedwright's own interpreter; what it cannot read yields nothing, never an error."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator
from functools import lru_cache

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


@lru_cache(maxsize=32)
def module_tree(source: bytes) -> ast.Module:
    """The syntax tree; an empty module when the text is not valid here. Do not change the tree: it is shared."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SyntaxWarning)
            return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ast.Module(body=[], type_ignores=[])


def functions(tree: ast.Module) -> dict[str, FunctionNode]:
    """Functions and methods by qualified name; the last definition of a name counts, as at run time."""
    return dict(_functions(tree.body, ""))


def _functions(body: list[ast.stmt], prefix: str) -> Iterator[tuple[str, FunctionNode]]:
    for node in body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield prefix + node.name, node
            yield from _functions(node.body, f"{prefix}{node.name}.<locals>.")
        elif isinstance(node, ast.ClassDef):
            yield from _functions(node.body, f"{prefix}{node.name}.")
        else:
            yield from _functions(_inner(node), prefix)


def _inner(node: ast.stmt) -> list[ast.stmt]:
    return [child for child in ast.iter_child_nodes(node) if isinstance(child, ast.stmt)]


def parameters(source: bytes, function: str) -> tuple[str, ...] | None:
    """The parameters of a function (`a`, `*rest`, `key=`, `**others`), as recorded calls are kept with them."""
    node = functions(module_tree(source)).get(function)
    if node is None:
        return None
    given = node.args
    rest = [f"*{given.vararg.arg}"] if given.vararg else []
    others = [f"**{given.kwarg.arg}"] if given.kwarg else []
    keywords = [f"{each.arg}=" for each in given.kwonlyargs]
    return (*(each.arg for each in given.posonlyargs + given.args), *rest, *keywords, *others)


def own_text(source: bytes, function: str) -> str:
    """The text of one function; empty where there is none of this name."""
    node = functions(module_tree(source)).get(function)
    return "" if node is None else ast.get_source_segment(source.decode("utf-8", "replace"), node) or ""


def callees(tree: ast.Module, function: str) -> tuple[FunctionNode, ...]:
    """The function and the module's own functions and methods it reaches by name, nearest first."""
    known = functions(tree)
    by_name: dict[str, FunctionNode] = {name.rpartition(".")[2]: node for name, node in known.items()}
    found: list[FunctionNode] = []
    pending = [known[function]] if function in known else []
    while pending:
        node = pending.pop(0)
        if node in found:
            continue
        found.append(node)
        pending.extend(by_name[name] for name in _called(node) if name in by_name)
    return tuple(found)


def _called(node: ast.AST) -> Iterator[str]:
    for each in ast.walk(node):
        if isinstance(each, ast.Name):
            yield each.id
        elif isinstance(each, ast.Attribute):
            yield each.attr


def module_literals(tree: ast.Module) -> dict[str, ast.expr]:
    """Module-level assignments to one plain name: the name and the expression."""
    found: dict[str, ast.expr] = {}
    for node in tree.body:
        match node:
            case ast.Assign([ast.Name(name)], value):
                found[name] = value
            case ast.AnnAssign(ast.Name(name), _, ast.expr() as value):
                found[name] = value
            case _:
                pass
    return found
