"""Where a version differs from the slow module: the smallest code around the difference, then what is around that."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from speedwright.mining.hunks import Hunk
from speedwright.mining.names import bound
from speedwright.mining.terms import Term, term_of, walk


@dataclass(frozen=True, slots=True)
class Imported:
    """What a name of a module is imported as: the statement that does it, alone, and the dotted path."""

    statement: str
    path: str


@dataclass(frozen=True, slots=True, eq=False)
class Site:
    """Siblings of the slow module, and what stands there in the faster version.

    `function` is the slow function around them, `own` the names that are its own: variables, parameters, and what it
    is called. `imports` are the lines that the version needs and the slow module lacks.
    """

    before: tuple[Term, ...]
    after: tuple[Term, ...]
    function: Term
    own: frozenset[str]
    imports: Mapping[str, Imported]

    @property
    def size(self) -> int:
        """Named nodes of the slow code."""
        return sum(each.named for term in self.before for each in walk(term))


def sites(hunk: Hunk) -> tuple[Site, ...]:
    """All sites of a hunk inside its function, the smallest first; none where it changes more than one function.

    The outermost is what the function consists of. What differs outside of functions is no part of a site.
    """
    slow, version = dict(_functions(term_of(hunk.slow))), dict(_functions(term_of(hunk.version)))
    changed = [name for name, function in slow.items() if name in version and version[name].key != function.key]
    if len(changed) != 1:
        return ()
    function, other = slow[changed[0]], version[changed[0]]
    imports = {**_imports(hunk.slow), **_imports(hunk.version)}
    levels = [
        Site(before, after, function, bound(function) | frozenset().union(*map(bound, after)), imports)
        for before, after in _inner(function, other)
    ]
    return tuple(reversed(levels))


def _functions(term: Term, owner: str = "") -> Iterator[tuple[str, Term]]:
    """Functions and methods that are in no other function."""
    for child in term.parts:
        name = next((each.text for each in child.children if each.field == "name"), "")
        if child.kind == "function_definition":
            yield owner + name, child
        elif child.kind in ("class_definition", "block", "decorated_definition"):
            yield from _functions(child, f"{owner}{name}." if name else owner)


def import_statements(text: str) -> list[str]:
    """The imports of a module, one name each."""
    return sorted(each.statement for each in _imports(text).values())


def _levels(slow: Sequence[Term], version: Sequence[Term]) -> Iterator[tuple[tuple[Term, ...], tuple[Term, ...]]]:
    """From the outside in: siblings that differ, and what takes their place; what is equal at both ends goes."""
    start = 0
    while start < min(len(slow), len(version)) and slow[start].key == version[start].key:
        start += 1
    end = 0
    while end < min(len(slow), len(version)) - start and slow[-1 - end].key == version[-1 - end].key:
        end += 1
    before, after = tuple(slow[start : len(slow) - end]), tuple(version[start : len(version) - end])
    if not before:
        # What is only added is told by what stands behind it, or else before it.
        at = start if start < len(slow) else start - 1
        beside = (slow[at],)
        before, after = beside, (*after, *beside) if at == start else (*beside, *after)
    yield before, after
    if len(before) == len(after) == 1:
        yield from _inner(before[0], after[0])


def _inner(slow: Term, version: Term) -> Iterator[tuple[tuple[Term, ...], tuple[Term, ...]]]:
    if slow.kind != version.kind or slow.is_leaf:
        return
    if slow.kind in ("block", "module"):
        yield from _levels(slow.parts, version.parts)
        return
    if [(each.named, each.field) for each in slow.children] != [
        (each.named, each.field) for each in version.children
    ]:
        return
    pairs = zip(slow.children, version.children, strict=True)
    differing = [(one, other) for one, other in pairs if one.key != other.key]
    if len(differing) != 1 or not differing[0][0].named:
        return
    (one, other) = differing[0]
    if one.kind != "block":
        yield (one,), (other,)
    yield from _inner(one, other)


def _imports(text: str) -> dict[str, Imported]:
    found = {}
    for node in ast.parse(text).body:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            for alias in node.names:
                name = alias.asname or alias.name.partition(".")[0]
                found[name] = Imported(_statement(node, alias), _path(node, alias))
    return found


def _statement(node: ast.Import | ast.ImportFrom, alias: ast.alias) -> str:
    if isinstance(node, ast.Import):
        return ast.unparse(ast.Import([alias]))
    return ast.unparse(ast.ImportFrom(node.module, [alias], node.level))


def _path(node: ast.Import | ast.ImportFrom, alias: ast.alias) -> str:
    if isinstance(node, ast.Import):
        return alias.name if alias.asname else alias.name.partition(".")[0]
    return f"{'.' * node.level}{node.module or ''}.{alias.name}"
