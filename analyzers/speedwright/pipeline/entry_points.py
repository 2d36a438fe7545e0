"""Which functions and methods the difference between two versions of a file can be seen through."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from speedwright.errors import SpeedwrightError

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class _Part:
    """A function, a method, or all that one name outside of functions is bound by: its code, and the names in it."""

    code: str
    names: frozenset[str]
    is_function: bool


def entry_points(original: bytes, candidate: bytes, within: str | None = None) -> tuple[str, ...]:
    """The public functions and methods of the original whose own code, or what it uses, changed or is gone.

    A changed private helper, constant, import or constructor is seen through those that use it, and a changed private
    function by itself where nothing public uses it. `within` narrows the answer to one class. Raises
    SpeedwrightError for a file that cannot be parsed, and where no function is touched.
    """
    before, after = _parts(original, "original"), _parts(candidate, "candidate")
    changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    both = {name for name, part in before.items() if part.is_function and name in after and after[name].is_function}
    found = _reaching(changed, both, before, after)
    if within is not None:
        found = {name for name in found if name.startswith(f"{within}.")}
    if not found:
        where = f" of {within}" if within is not None else ""
        raise SpeedwrightError(f"no function{where} is touched by the difference between the two files")
    return tuple(name for name in before if name in found)


def is_class(source: bytes, name: str) -> bool:
    """Whether a top-level class of that name is in the source."""
    return any(isinstance(node, ast.ClassDef) and node.name == name for node in _tree(source, "original").body)


def _reaching(changed: set[str], both: set[str], before: Mapping[str, _Part], after: Mapping[str, _Part]) -> set[str]:
    """Public functions among the changed ones, and those that the others are seen through."""
    removed = {name for name, part in before.items() if part.is_function and name not in after}
    found = {name for name in (changed & both) | removed if _is_public(name)}
    hidden, seen = sorted(changed - found), set(changed)
    unreached = set(changed & both) - found
    while hidden:
        name = hidden.pop()
        users = {user for user in before.keys() & after.keys() if name != user and _uses(user, name, before, after)}
        if users:
            unreached.discard(name)
        through = {user for user in users if user not in both or not _is_public(user)}
        found |= users - through
        hidden += sorted(through - seen)
        seen |= through
    return found | unreached


def _uses(user: str, name: str, before: Mapping[str, _Part], after: Mapping[str, _Part]) -> bool:
    """Whether a function uses a name in either version. What makes a class is used by all its methods and users."""
    owner, _, last = name.rpartition(".")
    makes_class = bool(owner) and (last == "" or (last.startswith("__") and last.endswith("__")))
    if makes_class and user.startswith(f"{owner}."):
        return True
    return any((owner if makes_class else last) in part.names for part in (before[user], after[user]))


def _is_public(name: str) -> bool:
    return not any(part.startswith("_") for part in name.split("."))


def _parts(source: bytes, which: str) -> dict[str, _Part]:
    found: dict[str, _Part] = {}
    for name, node in _named(_tree(source, which)):
        names = frozenset(_names(node))
        code = ast.dump(node)
        if name in found:
            code, names = found[name].code + code, found[name].names | names
        found[name] = _Part(code, names, isinstance(node, _FUNCTIONS) and not _is_property(node))
    return found


def _is_property(node: _Function) -> bool:
    """Properties are seen through those who read them: they cannot be called."""
    names = {name for decorator in node.decorator_list for name in _names(decorator)}
    return bool(names & {"property", "cached_property", "setter", "deleter", "getter", "overload"})


def _tree(source: bytes, which: str) -> ast.Module:
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError) as error:
        raise SpeedwrightError(
            f"the {which} cannot be parsed, so that its functions have to be named: {error}"
        ) from error


def _named(tree: ast.Module) -> Iterator[tuple[str, ast.stmt]]:
    """Every function, method and other statement, by the name that it gives something to."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            yield from _members(node)
        elif not _is_docstring(node):
            for name in _bound(node):
                yield name, node


def _members(node: ast.ClassDef) -> Iterator[tuple[str, ast.stmt]]:
    """Methods by their names; all else that makes a class by `Class.`: it is everything's business in there."""
    head = ast.ClassDef(node.name, node.bases, node.keywords, [], node.decorator_list)
    yield f"{node.name}.", ast.copy_location(head, node)
    for member in node.body:
        if isinstance(member, _FUNCTIONS):
            yield f"{node.name}.{member.name}", member
        elif not _is_docstring(member):
            yield f"{node.name}.", member


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _bound(node: ast.stmt) -> Iterator[str]:
    """The names that a statement outside of functions gives something to."""
    if isinstance(node, _FUNCTIONS):
        yield node.name
        return
    for each in ast.walk(node):
        if isinstance(each, ast.alias):
            yield (each.asname or each.name).partition(".")[0]
        elif isinstance(each, _FUNCTIONS) or (isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)):
            yield each.id if isinstance(each, ast.Name) else each.name


def _names(node: ast.AST) -> Iterator[str]:
    for each in ast.walk(node):
        if isinstance(each, ast.Name):
            yield each.id
        elif isinstance(each, ast.Attribute):
            yield each.attr
