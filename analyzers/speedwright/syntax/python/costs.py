"""What a call of a standard function costs, in steps of about fifty nanoseconds for short arguments."""

from __future__ import annotations

from speedwright.syntax.node import Node, text_of, walk
from speedwright.syntax.python.imports import imported_path
from speedwright.syntax.python.inference import type_of
from speedwright.syntax.python.kinds import COMPREHENSIONS
from speedwright.syntax.python.scope import is_bound_anywhere
from speedwright.syntax.source_file import SourceFile

_PASSES = frozenset({"all", "any", "dict", "frozenset", "list", "max", "min", "set", "sorted", "sum", "tuple"})
_STEPS = frozenset(
    {"abs", "bin", "chr", "divmod", "float", "hex", "int", "len", "ord", "pow", "repr", "round", "str"}
)
_FREE = frozenset({"bool", "enumerate", "range", "reversed", "zip"})
_STRINGS_ALONE = frozenset(
    {"lower", "upper", "casefold", "strip", "lstrip", "rstrip", "capitalize", "swapcase", "zfill"}
)
"""Methods that no other standard type has: the receiver is a string even where nothing is known of it."""

_STRING_METHODS = {
    **dict.fromkeys(_STRINGS_ALONE | {"title", "ljust", "rjust", "center", "expandtabs", "encode", "count"}, 2),
    **dict.fromkeys(("split", "rsplit", "splitlines", "replace", "join", "translate"), 3),
}
_IMPORTED = {
    "datetime.datetime.strptime": 40,
    "datetime.datetime.fromisoformat": 2,
    "datetime.date.fromisoformat": 2,
    "datetime.timedelta": 4,
    "decimal.Decimal": 3,
    "fractions.Fraction": 20,
    "os.path.join": 10,
    "os.path.normpath": 10,
    "os.path.basename": 6,
    "os.path.dirname": 6,
    "math.sqrt": 1,
    "math.isqrt": 1,
    "math.log": 1,
    "math.floor": 1,
    "math.ceil": 1,
}

KNOWN = frozenset(
    {*_PASSES, *_STEPS, *_FREE, *_STRING_METHODS, *(path.rpartition(".")[2] for path in _IMPORTED)}
)  # fmt: skip
"""The names of all functions and methods whose cost is known."""


def may_have_cost(call: Node) -> bool:
    """Whether the called function has the name of one whose cost is known: seen at once, and true of few calls."""
    callee = call.child_by_field_name("function")
    name = None if callee is None else callee.child_by_field_name("attribute") or callee
    return name is not None and text_of(name) in KNOWN


def cost(source: SourceFile, expression: Node) -> int | None:
    """The cost of all calls and comprehensions in an expression; None where one of them is not known to give the same
    result for the same arguments, and to do nothing else.
    """
    total = 0
    for node in walk(expression):
        if node.type in ("await", "yield", "named_expression"):
            return None
        if node.type in COMPREHENSIONS:
            total += 3
        if node.type == "call":
            own = _of_call(source, node)
            if own is None:
                return None
            total += own
    return total


def _of_call(source: SourceFile, call: Node) -> int | None:
    callee, arguments = call.child_by_field_name("function"), call.child_by_field_name("arguments")
    if callee is None or arguments is None:
        return None
    given = 1 if arguments.type == "generator_expression" else arguments.named_child_count
    if callee.type == "identifier" and not is_bound_anywhere(source, text_of(callee)):
        return _of_builtin(text_of(callee), given)
    path = imported_path(source, callee)
    if path is not None:
        return _IMPORTED.get(path)
    return _of_method(source, callee)


def _of_builtin(name: str, given: int) -> int | None:
    if not given:
        return None
    if name in ("max", "min") and given > 1:
        return 1
    return 3 if name in _PASSES else 1 if name in _STEPS else 0 if name in _FREE else None


def _of_method(source: SourceFile, callee: Node) -> int | None:
    receiver, method = callee.child_by_field_name("object"), callee.child_by_field_name("attribute")
    if receiver is None or method is None:
        return None
    known, name = type_of(source, receiver), text_of(method)
    if known is None:
        return 2 if name in _STRINGS_ALONE else None
    if known.kind in ("list", "tuple") and name == "count":
        return 3
    return _STRING_METHODS.get(name) if known.kind in ("str", "bytes") else None
