"""Calls that test files show, found by reading: literal ones, and those whose arguments a `parametrize` gives."""

from __future__ import annotations

import ast
import builtins
import copy
from collections.abc import Iterator, Mapping

from speedwright.verification.inputs.reading import module_tree
from speedwright.verification.inputs.snippets import Snippet, module_names

# From one file: each is run, and they are much alike.
LIMIT = 40
_BUILTINS = frozenset(dir(builtins))


def shown_calls(test_source: bytes, module_source: bytes, function: str) -> tuple[Snippet, ...]:
    """Calls of a module-level function, ready to run in the namespace of its module."""
    if "." in function:
        return ()
    known = module_names(module_tree(module_source)) | _BUILTINS
    tests = [node for node in ast.walk(module_tree(test_source)) if isinstance(node, ast.FunctionDef)]
    found = (Snippet(text + "\n", "test") for test in tests for text in _calls(test, function, known))
    return tuple(dict.fromkeys(found))[:LIMIT]


def _calls(test: ast.FunctionDef, function: str, known: frozenset[str] | set[str]) -> Iterator[str]:
    for node in ast.walk(test):
        match node:
            case ast.Call(ast.Name(name) | ast.Attribute(_, name)) if name == function:
                for given in _given(test):
                    call = _Filled(given).visit(copy.deepcopy(node))
                    call.func = ast.Name(function, ast.Load())
                    if {each.id for each in ast.walk(call) if isinstance(each, ast.Name)} <= known:
                        yield ast.unparse(call)
            case _:
                pass


def _given(test: ast.FunctionDef) -> list[Mapping[str, ast.expr]]:
    """The arguments that decorators give, one mapping for each run of the test; each decorator by itself."""
    found: list[Mapping[str, ast.expr]] = [{}]
    for decorator in test.decorator_list:
        match decorator:
            case ast.Call(ast.Attribute(_, "parametrize"), [names, ast.List(rows) | ast.Tuple(rows), *_]):
                found += [given for row in rows if (given := _row(_names(names), row))]
            case _:
                pass
    return found


def _names(node: ast.expr) -> list[str]:
    match node:
        case ast.Constant(str(text)):
            return [each.strip() for each in text.split(",")]
        case ast.List(items) | ast.Tuple(items):
            return [each.value for each in items if isinstance(each, ast.Constant) and isinstance(each.value, str)]
        case _:
            return []


def _row(names: list[str], row: ast.expr) -> Mapping[str, ast.expr]:
    match row:
        case ast.Call(ast.Attribute(_, "param"), values):
            pass
        case ast.Tuple(values) | ast.List(values) if len(names) > 1:
            pass
        case _:
            values = [row]
    return dict(zip(names, values, strict=False))


class _Filled(ast.NodeTransformer):
    """Puts expressions in the place of names."""

    def __init__(self, given: Mapping[str, ast.expr]) -> None:
        self._given = given

    def visit_Name(self, node: ast.Name) -> ast.expr:
        """What the name stands for."""
        return self._given.get(node.id, node)
