"""Calls that the module itself shows, found by reading: doctests and literal calls."""

from __future__ import annotations

import ast
import builtins
import doctest
from collections.abc import Iterator
from dataclasses import dataclass

from speedwright.model.recipe import Call, Recipe
from speedwright.verification.inputs.literals import literal_recipe
from speedwright.verification.inputs.reading import functions, module_literals, module_tree

_BUILTINS = frozenset(dir(builtins))


@dataclass(frozen=True, slots=True)
class Snippet:
    """Source text to execute in the module's namespace so that the calls in it can be recorded.

    `kind` is `doctest`, `literal` (a call found in the module's code) or `test` (one found in a test function).
    """

    source: str
    kind: str


def snippets(module_source: str, function: str) -> tuple[Snippet, ...]:
    """All snippets that call `function` (a qualified name), doctests first, each once."""
    tree = module_tree(module_source.encode())
    name = function.rpartition(".")[2]
    found = [*_doctests(tree, function, name), *_literal_calls(tree, function)]
    return tuple(dict.fromkeys(found))


def literal_arguments(module_source: bytes, function: str) -> tuple[Call, ...]:
    """The calls of `function` in the module whose arguments are plain literals or module-level names of such."""
    tree = module_tree(module_source)
    known = {name: literal_recipe(node) for name, node in module_literals(tree).items()}
    found = [_literal_call(node, known) for node in _calls(tree, function.rpartition(".")[2]) if "." not in function]
    return tuple(call for call in found if call is not None)


def _literal_call(node: ast.Call, known: dict[str, Recipe | None]) -> Call | None:
    arguments = [_literal_or_name(each, known) for each in node.args]
    keywords = [(each.arg, _literal_or_name(each.value, known)) for each in node.keywords]
    if any(each is None for each in arguments) or any(name is None or value is None for name, value in keywords):
        return None
    named = tuple((name, value) for name, value in keywords if name is not None and value is not None)
    return Call(tuple(each for each in arguments if each is not None), named)


def _literal_or_name(node: ast.expr, known: dict[str, Recipe | None]) -> Recipe | None:
    return known.get(node.id) if isinstance(node, ast.Name) else literal_recipe(node)


def _doctests(tree: ast.Module, function: str, name: str) -> Iterator[Snippet]:
    owner = function.rpartition(".")[0]
    nodes: list[ast.AST] = [tree, *(node for key, node in functions(tree).items() if key == function)]
    nodes += [node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == owner]
    for node in nodes:
        text = _docstring(node)
        for example_group in _example_groups(text):
            if any(_mentions(line, name) for line in example_group):
                yield Snippet("".join(example_group), "doctest")


def _docstring(node: ast.AST) -> str:
    if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
        return ast.get_docstring(node, clean=True) or ""
    return ""


def _example_groups(text: str) -> Iterator[list[str]]:
    """The statements of each docstring; those that only build on earlier ones stay together."""
    try:
        examples = doctest.DocTestParser().get_examples(text)
    except ValueError:
        return
    sources = [each.source for each in examples if not each.exc_msg]
    if sources:
        if any(_binds(source) for source in sources):
            yield sources
        else:
            yield from ([source] for source in sources)


def _binds(source: str) -> bool:
    try:
        return any(not isinstance(node, ast.Expr) for node in ast.parse(source).body)
    except (SyntaxError, ValueError):
        return False


def _mentions(source: str, name: str) -> bool:
    return name in source


def _literal_calls(tree: ast.Module, function: str) -> Iterator[Snippet]:
    owner, _, name = function.rpartition(".")
    known = module_names(tree)
    for test, node in _calls_with_place(tree, name):
        if owner and not _made_by(node, owner):
            continue
        if _free_names(node) <= known | _BUILTINS:
            yield Snippet(ast.unparse(node) + "\n", "test" if test else "literal")


def _made_by(node: ast.Call, owner: str) -> bool:
    """Whether a method call is of the form `Owner(...).method(...)`."""
    match node.func:
        case ast.Attribute(ast.Call(ast.Name(name)), _):
            return name == owner
        case ast.Attribute(ast.Name(name), _):
            return name == owner
        case _:
            return False


def _calls(tree: ast.Module, name: str) -> Iterator[ast.Call]:
    return (node for _, node in _calls_with_place(tree, name))


def _calls_with_place(tree: ast.Module, name: str) -> Iterator[tuple[bool, ast.Call]]:
    for statement in tree.body:
        test = isinstance(statement, ast.FunctionDef) and statement.name.startswith("test")
        for node in ast.walk(statement):
            match node:
                case ast.Call(ast.Name(called) | ast.Attribute(_, called)) if called == name:
                    yield test, node
                case _:
                    pass


def module_names(tree: ast.Module) -> set[str]:
    """What a module binds at its top level by definitions, imports and plain assignments."""
    names: set[str] = set()
    for node in tree.body:
        match node:
            case ast.FunctionDef(name) | ast.AsyncFunctionDef(name) | ast.ClassDef(name):
                names.add(name)
            case ast.Import(aliases) | ast.ImportFrom(_, aliases):
                names.update((each.asname or each.name).partition(".")[0] for each in aliases)
            case ast.Assign(targets):
                names.update(each.id for target in targets for each in ast.walk(target) if isinstance(each, ast.Name))
            case ast.AnnAssign(ast.Name(name)):
                names.add(name)
            case _:
                pass
    return names


def _free_names(node: ast.expr) -> set[str]:
    used = {each.id for each in ast.walk(node) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Load)}
    bound = {each.id for each in ast.walk(node) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)}
    bound |= {each.arg for each in ast.walk(node) if isinstance(each, ast.arg)}
    return used - bound
