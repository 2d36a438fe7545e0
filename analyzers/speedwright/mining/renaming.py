"""The fast version's variables under the names that the slow one gives to the same things.

Two people name things differently; a difference of names alone is none. Which variables correspond is voted for by
the places where the two token sequences are alike once all variables look the same.
"""

from __future__ import annotations

import ast
import difflib
from collections import Counter
from collections.abc import Iterator, Mapping

_Function = ast.FunctionDef | ast.AsyncFunctionDef
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_VARIABLE = "\0"


def renamed(slow: ast.Module, fast: ast.Module) -> ast.Module:
    """The fast version, each of whose functions has the variable names of the slow version's function of its name."""
    known = dict(_functions(slow))
    for qualname, function in _functions(fast):
        if qualname in known:
            _take_hints(known[qualname], function)
            _rename(known[qualname], function)
    return fast


def local_names(function: ast.AST) -> frozenset[str]:
    """Parameters and names that a function binds itself, those of comprehensions and inner functions included."""
    names = {node.arg for node in ast.walk(function) if isinstance(node, ast.arg)}
    names |= {node.id for node in ast.walk(function) if isinstance(node, ast.Name) and not _is_read(node)}
    names |= {node.name for node in ast.walk(function) if isinstance(node, ast.ExceptHandler) and node.name}
    outside = {
        name for node in ast.walk(function) if isinstance(node, (ast.Global, ast.Nonlocal)) for name in node.names
    }
    return frozenset(names - outside)


def _is_read(node: ast.Name) -> bool:
    return isinstance(node.ctx, ast.Load)


def _take_hints(slow: _Function, fast: _Function) -> None:
    """Gives the fast function the slow one's type hints, which change nothing, where the parameters are as many."""
    ours, theirs = _arguments(slow), _arguments(fast)
    if len(ours) == len(theirs):
        fast.returns = slow.returns
        for old, new in zip(ours, theirs, strict=True):
            new.annotation = old.annotation


def _functions(tree: ast.Module) -> Iterator[tuple[str, _Function]]:
    for node in tree.body:
        if isinstance(node, _FUNCTIONS):
            yield node.name, node
        elif isinstance(node, ast.ClassDef):
            yield from ((f"{node.name}.{each.name}", each) for each in node.body if isinstance(each, _FUNCTIONS))


def _rename(slow: _Function, fast: _Function) -> None:
    theirs, ours = local_names(fast), local_names(slow)
    mapping = _mapping(slow, fast, ours, theirs)
    free = {node.id for node in ast.walk(fast) if isinstance(node, ast.Name)} - theirs
    for name in sorted(theirs - mapping.keys()):
        mapping[name] = _unlike(name, ours | free | set(mapping.values()))
    _Renaming(mapping).visit(fast)


def _mapping(slow: _Function, fast: _Function, ours: frozenset[str], theirs: frozenset[str]) -> dict[str, str]:
    """Fast names to slow names, one to one: parameters by their place, others by votes."""
    mapping = {new.arg: old.arg for new, old in zip(_arguments(fast), _arguments(slow), strict=False)}
    votes = _votes(list(_tokens(slow, ours)), list(_tokens(fast, theirs)))
    for (old, new), _ in sorted(votes.items(), key=lambda item: (-item[1], item[0])):
        if new not in mapping and old not in mapping.values():
            mapping[new] = old
    return mapping


def _arguments(function: _Function) -> list[ast.arg]:
    return [*function.args.posonlyargs, *function.args.args]


def _votes(slow: list[tuple[str, str]], fast: list[tuple[str, str]]) -> Counter[tuple[str, str]]:
    matcher = difflib.SequenceMatcher(None, [kind for kind, _ in slow], [kind for kind, _ in fast], autojunk=False)
    votes: Counter[tuple[str, str]] = Counter()
    for block in matcher.get_matching_blocks():
        for offset in range(block.size):
            kind, old = slow[block.a + offset]
            new = fast[block.b + offset][1]
            if kind == _VARIABLE:
                # Longer agreement says more, and so does the same name.
                votes[old, new] += min(block.size, 12) + 6 * (old == new)
    return votes


def _tokens(function: ast.AST, variables: frozenset[str]) -> Iterator[tuple[str, str]]:
    """The tree in order, as (what to compare, the variable's name)."""
    if isinstance(function, ast.Name):
        yield (_VARIABLE, function.id) if function.id in variables else (function.id, "")
        return
    if isinstance(function, ast.arg):
        yield _VARIABLE, function.arg
        return
    yield _label(function), ""
    for child in ast.iter_child_nodes(function):
        yield from _tokens(child, variables)


def _label(node: ast.AST) -> str:
    match node:
        case ast.Constant(value):
            return repr(value)
        case ast.Attribute(attr=name):
            return f".{name}"
        case _:
            return type(node).__name__


def _unlike(name: str, taken: set[str] | frozenset[str]) -> str:
    number, found = 2, name
    while found in taken:
        found, number = f"{name}_{number}", number + 1
    return found


class _Renaming(ast.NodeTransformer):
    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = names

    def visit_Name(self, node: ast.Name) -> ast.AST:
        node.id = self._names.get(node.id, node.id)
        return node

    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.arg = self._names.get(node.arg, node.arg)
        return node

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> ast.AST:
        self.generic_visit(node)
        node.name = self._names.get(node.name or "", node.name)
        return node
