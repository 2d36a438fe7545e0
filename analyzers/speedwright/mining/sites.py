"""Where a version differs from the slow module: the smallest code around the difference, then what is around that."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from speedwright.mining.hunks import Hunk
from speedwright.mining.names import bound
from speedwright.mining.terms import Term, term_of, walk

_IMPORTS = frozenset({"import_statement", "import_from_statement", "future_import_statement"})
_FUNCTION = "function_definition"


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

    The outermost is what the function consists of.
    """
    slow, version = term_of(hunk.slow), term_of(hunk.version)
    imports = {**_imports(hunk.slow), **_imports(hunk.version)}
    levels = list(_levels(_without_imports(slow.parts), _without_imports(version.parts)))
    inside: list[Site] = []
    function: Term | None = None
    for before, after in levels:
        if function is not None:
            inside.append(Site(before, after, function, _own(function, after), imports))
        if len(before) == len(after) == 1 and before[0].kind == after[0].kind == _FUNCTION:
            function = before[0]
    return tuple(reversed(inside))


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


def _without_imports(terms: Sequence[Term]) -> list[Term]:
    return [each for each in terms if each.kind not in _IMPORTS]


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


def _own(function: Term, after: Sequence[Term]) -> frozenset[str]:
    return bound(function) | frozenset().union(*map(bound, after))
