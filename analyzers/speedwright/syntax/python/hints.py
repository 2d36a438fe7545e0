"""Type annotations to types."""

from __future__ import annotations

from speedwright.syntax.node import Node, text_of
from speedwright.syntax.python.kinds import COLLECTIONS
from speedwright.syntax.python.types import Type

_NAMES = {
    "List": "list",
    "Dict": "dict",
    "DefaultDict": "dict",
    "defaultdict": "dict",
    "OrderedDict": "dict",
    "Counter": "dict",
    "Set": "set",
    "FrozenSet": "frozenset",
    "Tuple": "tuple",
    "Deque": "deque",
    "AbstractSet": "set",
}

_CONCRETE = frozenset(
    {"list", "dict", "set", "frozenset", "tuple", "deque", "str", "bytes", "int", "float", "bool", "complex", "range"}
)


def hinted_type(node: Node, depth: int = 16) -> Type | None:
    """The type an annotation names; None for what is no concrete builtin type (`Sequence`, a class, `Any`)."""
    while node.type in ("type", "parenthesized_expression") and node.named_child_count == 1:
        node = node.named_children[0]
    match node.type:
        case "identifier" | "attribute":
            return _named(text_of(node))
        case "generic_type" | "subscript":
            return _generic(node, depth - 1) if depth else None
        case "binary_operator" | "union_type":
            return _union(node.named_children, depth - 1) if depth else None
        case _:
            return None


def _named(text: str) -> Type | None:
    name = text.rpartition(".")[2]
    name = _NAMES.get(name, name)
    return Type(name) if name in _CONCRETE else None


def _generic(node: Node, depth: int) -> Type | None:
    base, *rest = node.named_children
    arguments = _arguments(rest)
    name = text_of(base).rpartition(".")[2]
    if name in ("Optional", "Final", "ClassVar", "Annotated"):
        return hinted_type(arguments[0], depth) if arguments else None
    if name == "Union":
        return _union(arguments, depth)
    outer = _named(name)
    if outer is None:
        return None
    given = [argument for argument in arguments if argument.type != "ellipsis" and text_of(argument) != "..."]
    if outer.kind == "tuple" and len(given) != len(arguments):
        return Type("tuple", (hinted_type(given[0], depth) if given else None,))
    return Type(outer.kind, tuple(hinted_type(argument, depth) for argument in given))


def _arguments(nodes: list[Node]) -> list[Node]:
    found: list[Node] = []
    for node in nodes:
        if node.type in ("type_parameter", *COLLECTIONS):
            found += node.named_children
        else:
            found.append(node)
    return found


def _union(members: list[Node], depth: int) -> Type | None:
    """The one member besides None: a value that may be None has no list's methods where it is None anyway."""
    kinds = [member for member in members if text_of(member) != "None"]
    return hinted_type(kinds[0], depth) if len(kinds) == 1 else None
