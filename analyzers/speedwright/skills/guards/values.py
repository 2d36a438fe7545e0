"""Guards about what an expression is and does."""

from __future__ import annotations

from speedwright.model.finding import Answer
from speedwright.skills.guards.base import guard
from speedwright.syntax.node import Node, text_of
from speedwright.syntax.python.changes import is_fresh
from speedwright.syntax.python.effects import is_pure
from speedwright.syntax.python.inference import item_type_of, type_of, value_of_binding
from speedwright.syntax.python.methods import CHANGING_METHODS, LIST_METHODS, READING_FUNCTIONS
from speedwright.syntax.python.types import Type, hashable
from speedwright.syntax.python.uses import uses_of
from speedwright.syntax.source_file import SourceFile

_LITERAL_COLLECTIONS = frozenset({"list", "tuple", "set", "dictionary"})
_LIST_GIVING_METHODS = frozenset({"split", "rsplit", "splitlines", "readlines", "tolist", "findall"})


@guard("has-type")
def has_type(source: SourceFile, value: Node, *types: str) -> Answer:
    """The value has one of these builtin types, from literals, constructors, hints and bindings."""
    return _is_one_of(type_of(source, value), types)


@guard("same-type")
def same_type(source: SourceFile, first: Node, second: Node, *types: str) -> Answer:
    """Both values are known to be of the same one of these builtin types. Never unknown."""
    known, other = type_of(source, first), type_of(source, second)
    same = known is not None and other is not None and known.kind == other.kind
    return Answer.YES if same and _is_one_of(known, types) is Answer.YES else Answer.NO


@guard("items-have-type")
def items_have_type(source: SourceFile, value: Node, *types: str) -> Answer:
    """What iterating over the value gives has one of these builtin types."""
    return _is_one_of(item_type_of(source, value), types)


@guard("looks-like-list")
def looks_like_list(source: SourceFile, value: Node) -> Answer:
    """The value is known to be a list, or treated as one: a name with `.append()`, `.sort()` and their like, or one
    that is bound to a list, `.split()`, `.readlines()` or `.tolist()` and to nothing known to be something else.
    Never unknown: this decides whether to speak at all.
    """
    known = type_of(source, value)
    if known is not None:
        return Answer.YES if known.kind == "list" else Answer.NO
    occurrences = (uses_of(source, value) if value.type in ("identifier", "attribute") else ()) or ()
    bound = [each for each in map(value_of_binding, occurrences) if each is not None]
    kinds = {known.kind for each in bound if (known := type_of(source, each)) is not None}
    if kinds - {"list", "none"}:
        return Answer.NO
    treated = any(each.role.endswith("()") and each.role[1:-2] in LIST_METHODS for each in occurrences)
    given = any(_gives_list(each) for each in (value, *bound))
    return Answer.YES if "list" in kinds or treated or given else Answer.NO


@guard("short-literal")
def short_literal(source: SourceFile, value: Node, limit: str) -> Answer:
    """The value is a literal of fewer items than the limit, or a name whose every assignment is one."""
    values = [value]
    if value.type in ("identifier", "attribute"):
        bindings = [each for each in uses_of(source, value) or () if each.binds]
        plain = [
            each.parent.child_by_field_name("right") for each in bindings if each.role == "assign" and each.parent
        ]
        values = [each for each in plain if each is not None]
        if not values or len(values) != len(bindings):
            return Answer.NO
    short = all(each.type in _LITERAL_COLLECTIONS and each.named_child_count < int(limit) for each in values)
    grows = any(_may_grow(each.role) for each in uses_of(source, value) or ()) if values != [value] else False
    return Answer.YES if short and not grows else Answer.NO


@guard("hashable")
def is_hashable(source: SourceFile, value: Node) -> Answer:
    """The value can be a member of a set."""
    return hashable(type_of(source, value))


@guard("hashable-items")
def has_hashable_items(source: SourceFile, value: Node) -> Answer:
    """What iterating over the value gives can be members of a set."""
    return hashable(item_type_of(source, value))


@guard("fresh-value")
def fresh_value(source: SourceFile, value: Node) -> Answer:
    """The expression makes a new object that nothing else holds yet: a literal, a comprehension, `list(...)`."""
    return is_fresh(source, value)


@guard("pure")
def pure(source: SourceFile, value: Node) -> Answer:
    """Evaluating the expression changes nothing and calls nothing but reading builtins and methods."""
    return is_pure(source, value)


def _may_grow(role: str) -> bool:
    """Whether a use may add to a collection: a changing method, or a function that is not known to read only."""
    if not role.endswith("()"):
        return False
    called = role[:-2]
    return called[1:] in CHANGING_METHODS if called.startswith(".") else called not in READING_FUNCTIONS


def _is_one_of(known: Type | None, types: tuple[str, ...]) -> Answer:
    if known is None:
        return Answer.UNKNOWN
    return Answer.YES if known.kind in types else Answer.NO


def _gives_list(value: Node) -> bool:
    function = value.child_by_field_name("function") if value.type == "call" else None
    method = function.child_by_field_name("attribute") if function is not None else None
    return method is not None and text_of(method) in _LIST_GIVING_METHODS
