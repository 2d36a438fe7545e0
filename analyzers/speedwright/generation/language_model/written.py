"""The code of an answer, taken apart: the function, and what it brings along. Nothing runs; all is read."""

from __future__ import annotations

import ast
import builtins
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from speedwright.generation.language_model.answers import Rejected, State

Function = ast.FunctionDef | ast.AsyncFunctionDef
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True)
class Written:
    """What an answer says: the new definition in `code`, plain imports, and helpers that the module has not yet.

    `members` are new methods of the function's own class.
    """

    code: str
    function: Function
    imports: tuple[str, ...]
    helpers: tuple[ast.stmt, ...]
    members: tuple[ast.stmt, ...]


def tree_of(code: str) -> ast.Module:
    """The syntax tree. Raises Rejected."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(code)
    except SyntaxError as error:
        raise Rejected(State.BROKEN, f"line {error.lineno}: {error.msg}") from None
    except (ValueError, RecursionError, MemoryError) as error:
        raise Rejected(State.BROKEN, str(error)) from None


def written(code: str, original: ast.Module, qualname: str) -> Written:
    """What an answer makes of the function `qualname` of a module. Raises Rejected."""
    tree = tree_of(code)
    owner, _, name = qualname.rpartition(".")
    known = definition(original, qualname)
    if known is None:
        raise Rejected(State.WRONG_NAME)
    function, members = _method(tree, original, owner, name) if owner else (_single(tree.body, name), ())
    _require_same_head(known, function)
    others = [each for each in tree.body if each is not function and not _is_class(each, owner)]
    present = set(_imports(original.body, strict=False))
    helpers = tuple(_new(others, original))
    if _equal(known, function) and not members:
        raise Rejected(State.UNCHANGED)
    return Written(code, function, tuple(each for each in _imports(others) if each not in present), helpers, members)


def definition(tree: ast.Module, qualname: str) -> Function | None:
    """The function or method of that name; the last, as at run time."""
    owner, _, name = qualname.rpartition(".")
    body: Sequence[ast.stmt] = tree.body
    for part in owner.split(".") if owner else ():
        classes = [each for each in body if isinstance(each, ast.ClassDef) and each.name == part]
        if not classes:
            return None
        body = classes[-1].body
    found = [each for each in body if isinstance(each, _FUNCTIONS) and each.name == name]
    return found[-1] if found else None


def _single(body: Sequence[ast.stmt], name: str) -> Function:
    found = [each for each in body if isinstance(each, _FUNCTIONS) and each.name == name]
    if not found:
        raise Rejected(State.WRONG_NAME)
    if len(found) > 1:
        raise Rejected(State.AMBIGUOUS)
    return found[0]


def _method(tree: ast.Module, original: ast.Module, owner: str, name: str) -> tuple[Function, tuple[ast.stmt, ...]]:
    """A method, written by itself or in its class, with new methods beside it."""
    classes = [each for each in tree.body if _is_class(each, owner)]
    if not classes:
        return _single(tree.body, name), ()
    assert isinstance(classes[0], ast.ClassDef)
    function = _single(classes[0].body, name)
    members = []
    for each in classes[0].body:
        if each is function or _is_bare(each):
            continue
        known = definition(original, f"{owner}.{each.name}") if isinstance(each, _FUNCTIONS) else None
        if not isinstance(each, _FUNCTIONS) or (known is not None and not _equal(known, each)):
            raise Rejected(State.CHANGED_OTHERS, f"of the class {owner}")
        members += [each] if known is None else []
    return function, tuple(members)


def _is_class(node: ast.stmt, owner: str) -> bool:
    return isinstance(node, ast.ClassDef) and bool(owner) and node.name == owner.rpartition(".")[2]


def _require_same_head(known: Function, function: Function) -> None:
    """Raises Rejected where callers could see another signature. Annotations may be left out: the original's stay."""
    same = (
        type(known) is type(function)
        and _arguments(known) == _arguments(function)
        and [ast.dump(each) for each in known.decorator_list] == [ast.dump(each) for each in function.decorator_list]
    )
    if not same:
        raise Rejected(State.CHANGED_SIGNATURE)


def _arguments(function: Function) -> str:
    arguments = function.args
    plain = ast.arguments(
        posonlyargs=_bare(arguments.posonlyargs),
        args=_bare(arguments.args),
        vararg=_bare([arguments.vararg])[0] if arguments.vararg else None,
        kwonlyargs=_bare(arguments.kwonlyargs),
        kw_defaults=arguments.kw_defaults,
        kwarg=_bare([arguments.kwarg])[0] if arguments.kwarg else None,
        defaults=arguments.defaults,
    )
    return ast.dump(plain)


def _bare(arguments: Sequence[ast.arg]) -> list[ast.arg]:
    return [ast.arg(arg=each.arg) for each in arguments]


def _imports(statements: Sequence[ast.stmt], strict: bool = True) -> Iterator[str]:
    """Each imported name as one plain statement. Raises Rejected for `*`, where it is `strict`."""
    for node in statements:
        if isinstance(node, ast.Import):
            yield from (f"import {_alias(each)}" for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module != "__future__":
            if strict and any(each.name == "*" for each in node.names):
                raise Rejected(State.CHANGED_OTHERS, "it imports everything of a module")
            module = "." * node.level + (node.module or "")
            yield from (f"from {module} import {_alias(each)}" for each in node.names)


def _alias(alias: ast.alias) -> str:
    return alias.name if alias.asname is None else f"{alias.name} as {alias.asname}"


def _new(statements: Sequence[ast.stmt], original: ast.Module) -> Iterator[ast.stmt]:
    """Helpers: definitions and constants under names that are new to the module. What it has already is passed over.

    Raises Rejected for what changes the module, and for statements that do something when it is imported.
    """
    present = {ast.dump(each) for each in original.body}
    taken = {*_bound_names(original.body), *dir(builtins)}
    seen: set[str] = set()
    for node in statements:
        if isinstance(node, (ast.Import, ast.ImportFrom)) or _is_bare(node) or ast.dump(node) in present:
            continue
        if _is_main_guard(node):
            continue
        names = set(_bound_names([node]))
        if not names:
            raise Rejected(State.CHANGED_OTHERS, f"line {node.lineno} is no definition")
        if names & taken:
            raise Rejected(State.CHANGED_OTHERS, ", ".join(sorted(names & taken)))
        if names & seen:
            raise Rejected(State.AMBIGUOUS, ", ".join(sorted(names & seen)))
        seen |= names
        yield node


def _bound_names(body: Sequence[ast.stmt]) -> Iterator[str]:
    """The names that definitions and assignments to plain names bind; nothing for any other statement."""
    for node in body:
        if isinstance(node, (*_FUNCTIONS, ast.ClassDef)):
            yield node.name
        elif isinstance(node, ast.Assign):
            yield from (name for target in node.targets for name in _plain_names(target))
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            yield from ((each.asname or each.name).partition(".")[0] for each in node.names)


def _plain_names(target: ast.expr) -> list[str]:
    """The names of a target that is made of nothing else."""
    parts = target.elts if isinstance(target, (ast.Tuple, ast.List)) else [target]
    return (
        [each.id for each in parts if isinstance(each, ast.Name)]
        if all(isinstance(each, ast.Name) for each in parts)
        else []
    )


def _is_bare(node: ast.stmt) -> bool:
    """Docstrings, `...` and `pass`."""
    return isinstance(node, ast.Pass) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))


def _is_main_guard(node: ast.stmt) -> bool:
    """Tries of the answer's own, which run in a script only."""
    return isinstance(node, ast.If) and "__name__" in ast.dump(node.test)


def _equal(known: Function, function: Function) -> bool:
    return [ast.dump(each) for each in without_docstring(known)] == [
        ast.dump(each) for each in without_docstring(function)
    ]


def without_docstring(function: Function) -> list[ast.stmt]:
    """The body but for a docstring."""
    return function.body[1:] if ast.get_docstring(function, clean=False) is not None else function.body
