"""Which variable a name means: its scope, and every other place that means the same variable.

The analysis looks at the places where a name is written, found by its text, not at the whole tree: a guard asks about
two or three names in a file of thousands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import tee
from typing import NamedTuple

from speedwright.model.text import Span
from speedwright.syntax.keeping import kept
from speedwright.syntax.node import Node, path_to, paths_to, span_of, text_of
from speedwright.syntax.python.kinds import COMPREHENSIONS, SCOPES, first_iterable_contains, is_field
from speedwright.syntax.python.roles import BINDINGS, is_reference, role
from speedwright.syntax.source_file import SourceFile
from speedwright.syntax.vocabulary import word_offsets

OCCURRENCE_LIMIT = 2000
"""Beyond so many places a name is not analysed and nothing is known about it: one name must not stall an editor."""

_FAR = 64
_BINDING_WORDS = (b"def", b"class", b"import", b"as", b"for", b"global", b"nonlocal", b"del", b"type")
"""What stands in front of a name that is bound, whatever follows it."""

PATH_LIMIT = 200_000
"""So many ancestors of all places together: two thousand places ten thousand levels deep are as bad as too many."""


class Occurrence(NamedTuple):
    """One place where a variable is written: the node, its ancestors in the region, and what it is there for."""

    node: Node
    path: tuple[Node, ...]
    role: str

    @property
    def binds(self) -> bool:
        """Whether this place gives the name a value (or takes it away)."""
        return self.role in BINDINGS

    @property
    def span(self) -> Span:
        """The bytes of the name."""
        return span_of(self.node)

    @property
    def parent(self) -> Node | None:
        """The node around the name."""
        return self.path[-1] if self.path else None


class Variable(NamedTuple):
    """A name in its scope. `scope` is the node of that scope, None for a name of the module or a builtin.

    `occurrences` are all places in the region that mean this variable, in source order. `complete` is False
    when they were too many to look at.
    """

    name: str
    scope: Node | None
    occurrences: tuple[Occurrence, ...]
    complete: bool = True

    @property
    def bindings(self) -> tuple[Occurrence, ...]:
        """The places that bind it."""
        return tuple(each for each in self.occurrences if each.binds)

    @property
    def is_local(self) -> bool:
        """Whether it belongs to a function, lambda or comprehension."""
        return self.scope is not None and self.scope.type not in ("module", "class_definition")

    @property
    def is_parameter(self) -> bool:
        """Whether a caller gives it its value."""
        return any(each.role == "parameter" for each in self.occurrences)


def region_of(source: SourceFile, node: Node) -> Node:
    """The outermost function around a node, with its decorators; the module where there is none."""
    outer: Node | None = None
    for each in (*path_to(source.root, node), node):
        if each.type == "function_definition" and each.child_by_field_name("name") is not None:
            return outer if outer is not None and outer.type == "decorated_definition" else each
        outer = each
    return source.root


def variable_at(source: SourceFile, node: Node) -> Variable:
    """The variable that an identifier means.

    A name that its outermost function does not bind is looked up in the whole module.
    """
    name = text_of(node)
    region = region_of(source, node)
    found = _lookup(source, region, name, node)
    if found.scope is None and region != source.root:
        return module_variable(source, name)
    return found


def module_variable(source: SourceFile, name: str) -> Variable:
    """The module's variable of this name; without bindings it is a builtin or unknown."""
    table = _table(source, source.root, name)
    return Variable(name, None, (), complete=False) if table is None else _variable(name, table, None)


@kept(512)
def is_bound_anywhere(source: SourceFile, name: str) -> bool:
    """Whether any scope of the file binds the name: if none does, a builtin's name means the builtin."""
    content, length = source.content, len(_written(name))
    starts = (each for each in _starts(source, source.root, name) if _may_bind(content, each, each + length))
    found = _found(source.root, _identifiers(source.root, starts, length))
    return found is None or any(each.binds for each in found)


def occurrences_of(source: SourceFile, region: Node, name: str) -> tuple[Occurrence, ...] | None:
    """Every place in the region where a variable of this name is written; None when they are too many."""
    return _occurrences(source, region, name)


def _lookup(source: SourceFile, region: Node, name: str, node: Node) -> Variable:
    table = _table(source, region, name)
    if table is None:
        return Variable(name, region, (), complete=False)
    owner = table.owners.get(node.id)
    return _variable(name, table, None if owner is None or owner.type == "module" else owner)


class _Table(NamedTuple):
    """The places in a region where a name is written, and by node the scope that owns each, None for one that nothing
    in the region binds. `variables` are those that somebody asked for, by the node of their scope.
    """

    occurrences: tuple[Occurrence, ...]
    owners: dict[int, Node | None]
    variables: dict[int | None, Variable]


def _variable(name: str, table: _Table, owner: Node | None) -> Variable:
    """The variable of a scope, None for the module."""
    key = None if owner is None else owner.id
    found = table.variables.get(key)
    if found is None:
        same = tuple(each for each in table.occurrences if _same(table.owners[each.node.id], owner))
        found = table.variables[key] = Variable(name, owner, same)
    return found


def _same(first: Node | None, second: Node | None) -> bool:
    if first is None or second is None:
        return (first is None or first.type == "module") and second is None
    return first == second


@kept(512)
def _table(source: SourceFile, region: Node, name: str) -> _Table | None:
    found = _occurrences(source, region, name)
    if found is None:
        return None
    chains = [_scope_chain(each) for each in found]
    bound: dict[int, str] = {}
    for each, chain in zip(found, chains, strict=True):
        if each.binds and chain:
            scope = _binding_scope(each, chain)
            if each.role in ("global", "nonlocal") or scope.id not in bound:
                bound[scope.id] = each.role
    owners = {each.node.id: _owner(each, chain, bound) for each, chain in zip(found, chains, strict=True)}
    return _Table(found, owners, {})


def _may_bind(content: bytes, start: int, end: int) -> bool:
    """Whether a name between two offsets may be bound there, by what is written around it: one that is called or
    subscripted is not, and hardly a builtin's name is anything else.
    """
    if content[end : end + 1] not in (b"(", b"["):
        return True
    before = content[max(0, start - _FAR) : start].rstrip(b" \t\f\r\n\\")
    return not before or before.endswith(_BINDING_WORDS)


@kept(512)
def _occurrences(source: SourceFile, region: Node, name: str) -> tuple[Occurrence, ...] | None:
    return _found(region, _identifiers(region, _starts(source, region, name), len(_written(name))))


def _found(region: Node, identifiers: Iterator[Node]) -> tuple[Occurrence, ...] | None:
    found: list[Occurrence] = []
    ancestors = 0
    # Twice, not kept as a list: of a name that stands in too many places no more are looked at.
    nodes, leaves = tee(identifiers)
    for node, path in zip(nodes, paths_to(region, leaves), strict=True):
        ancestors += len(path)
        if len(found) >= OCCURRENCE_LIMIT or ancestors > PATH_LIMIT:
            return None
        if is_reference(node, path[-1] if path else None):
            found.append(Occurrence(node, path, role(node, path)))
    return tuple(found)


def _starts(source: SourceFile, region: Node, name: str) -> Iterator[int]:
    """Where a name is written in the region, whatever for."""
    return word_offsets(source.content, _written(name), region.start_byte, region.end_byte)


def _written(name: str) -> bytes:
    return name.encode("utf-8", "replace")


def _identifiers(region: Node, starts: Iterable[int], length: int) -> Iterator[Node]:
    """The identifiers of so many bytes at these places."""
    for start in starts:
        end = start + length
        node = region.named_descendant_for_byte_range(start, end)
        # Without spans: a name may stand in a thousand places.
        if node is not None and node.start_byte == start and node.end_byte == end and node.type == "identifier":
            yield node


def _scope_chain(occurrence: Occurrence) -> tuple[Node, ...]:
    """The scopes that see this place, innermost first; a class is seen only from directly inside it."""
    chain: list[Node] = []
    crossed_function = False
    for at in range(len(occurrence.path) - 1, -1, -1):
        scope = occurrence.path[at]
        if scope.type not in SCOPES or not _inside(scope, at, occurrence):
            continue
        if scope.type == "class_definition" and crossed_function:
            continue
        chain.append(scope)
        crossed_function = crossed_function or scope.type != "class_definition"
    return tuple(chain)


def _inside(scope: Node, at: int, occurrence: Occurrence) -> bool:
    child = occurrence.path[at + 1] if at + 1 < len(occurrence.path) else occurrence.node
    if scope.type in COMPREHENSIONS:
        return not first_iterable_contains(scope, occurrence.node)
    if scope.type == "class_definition":
        return is_field(scope, "body", child)
    if scope.type in ("function_definition", "lambda"):
        return is_field(scope, "body", child) or occurrence.role == "parameter"
    return True


def _binding_scope(occurrence: Occurrence, chain: tuple[Node, ...]) -> Node:
    """The scope a binding binds in: `:=` in a comprehension binds in the function around it."""
    if occurrence.role == "walrus":
        return next((scope for scope in chain if scope.type not in COMPREHENSIONS), chain[-1])
    return chain[0]


def _owner(occurrence: Occurrence, chain: tuple[Node, ...], bound: dict[int, str]) -> Node | None:
    if occurrence.binds and occurrence.role not in ("global", "nonlocal") and chain:
        chain = chain[chain.index(_binding_scope(occurrence, chain)) :]
    for scope in chain:
        kind = bound.get(scope.id)
        if kind == "global":
            return None
        if kind is not None and kind != "nonlocal":
            return scope
    return None
