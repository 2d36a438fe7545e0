"""Whether an expression is an array of numpy or a frame, a column or groups of pandas.

Told from imports, annotations, constructors and methods, never by running anything. The library is not read: the
tables below name what gives which type, and anything they do not name is unknown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from speedwright.syntax.node import Node, child_of_kind, text_of, walk
from speedwright.syntax.python.attributes import attribute_bindings
from speedwright.syntax.python.imports import imported_path
from speedwright.syntax.python.inference import value_of_binding
from speedwright.syntax.python.scope import Occurrence, variable_at
from speedwright.syntax.source_file import SourceFile

_DEPTH = 8

_HINT = re.compile(r"(?:\w+\.)*(DataFrame|Series|ndarray|NDArray)\b(?:\[.*\])?", re.DOTALL)
_NONE = re.compile(r"^Optional\[(.*)\]$|^(.*?)\s*\|\s*None$", re.DOTALL)

_FRAME_FUNCTIONS = """
    DataFrame concat merge read_csv read_excel read_feather read_fwf read_json read_parquet read_pickle read_sql
    read_sql_query read_sql_table read_table read_orc pivot_table crosstab get_dummies melt
"""
_COLUMN_FUNCTIONS = "Series to_numeric"
_ARRAY_FUNCTIONS = """
    abs add append arange argsort array asarray ascontiguousarray asfarray concatenate cumsum diff empty empty_like
    eye exp fromiter full full_like hstack identity isin linspace loadtxt log logspace meshgrid multiply ones
    ones_like repeat sort sqrt stack tile unique vstack zeros zeros_like
"""
_SAME_FRAME = """
    append assign astype bfill copy drop drop_duplicates dropna ffill fillna head join merge query reindex rename
    replace reset_index round sample set_index sort_index sort_values tail where
"""
_SAME_COLUMN = """
    abs astype between bfill clip copy cumsum diff drop dropna ffill fillna head isin map replace reset_index round
    shift sort_index sort_values tail where
"""
_SAME_ARRAY = "astype copy clip cumsum flatten ravel reshape round transpose"

_METHODS = {
    "DataFrame": {**dict.fromkeys(_SAME_FRAME.split(), "DataFrame"), "groupby": "GroupBy", "to_numpy": "ndarray"},
    "Series": {**dict.fromkeys(_SAME_COLUMN.split(), "Series"), "to_numpy": "ndarray", "unique": "ndarray"},
    "ndarray": dict.fromkeys(_SAME_ARRAY.split(), "ndarray"),
}
_ATTRIBUTES = {
    "DataFrame": {"values": "ndarray", "T": "DataFrame"},
    "Series": {"values": "ndarray"},
    "ndarray": {"T": "ndarray", "real": "ndarray", "flat": "ndarray"},
}
_FUNCTIONS = {
    **{f"pandas.{name}": "DataFrame" for name in _FRAME_FUNCTIONS.split()},
    **{f"pandas.{name}": "Series" for name in _COLUMN_FUNCTIONS.split()},
    **{f"numpy.{name}": "ndarray" for name in _ARRAY_FUNCTIONS.split()},
}
_LOOKING = frozenset({"comparison_operator", "boolean_operator", "not_operator"})


class _Way(NamedTuple):
    """How far to go on, and what is taken for granted of a name while its own assignments are looked at."""

    depth: int
    assumed: tuple[str, str] | None = None


def library_type(source: SourceFile, node: Node) -> str | None:
    """`DataFrame`, `Series`, `GroupBy` or `ndarray`; None for anything else or what is not known."""
    return _infer(source, node, _Way(_DEPTH))


def hinted_library_type(hint: Node) -> str | None:
    """What an annotation names, quoted or not: `pd.DataFrame`, `np.ndarray`, `NDArray[np.float64] | None`."""
    text = text_of(hint).strip("\"' ")
    optional = _NONE.fullmatch(text)
    found = _HINT.fullmatch((optional[1] or optional[2]).strip() if optional else text)
    return None if found is None else found[1].replace("NDArray", "ndarray")


def _infer(source: SourceFile, node: Node, way: _Way) -> str | None:
    infer = _BY_KIND.get(node.type)
    return None if infer is None or not way.depth else infer(source, node, way._replace(depth=way.depth - 1))


def _name(source: SourceFile, node: Node, way: _Way) -> str | None:
    name = text_of(node)
    if way.assumed is not None and way.assumed[0] == name:
        return way.assumed[1]
    bindings = [each for each in variable_at(source, node).bindings if each.role != "augment"]
    again = [each for each in bindings if _mentions(value_of_binding(each), name)]
    found = {_bound(source, each, way) for each in bindings if each not in again}
    known = found.pop() if len(found) == 1 else None
    if known is None:
        return None
    # `frame = frame.dropna()`: what the name is made of itself has to keep its type.
    kept = all(_bound(source, each, way._replace(assumed=(name, known))) == known for each in again)
    return known if kept else None


def _mentions(value: Node | None, name: str) -> bool:
    return value is not None and any(each.type == "identifier" and text_of(each) == name for each in walk(value))


def _bound(source: SourceFile, binding: Occurrence, way: _Way) -> str | None:
    hint = binding.parent.child_by_field_name("type") if binding.parent is not None else None
    if hint is not None:
        return hinted_library_type(_unaliased(source, hint))
    value = value_of_binding(binding)
    if value is not None:
        return _infer(source, value, way)
    return _group(source, binding, way) if binding.role == "loop-target" else None


def _unaliased(source: SourceFile, hint: Node) -> Node:
    """What an annotation stands for that is the name of another: `Samples = NDArray[np.float64]`."""
    inner = hint.named_children[0] if hint.type == "type" and hint.named_child_count == 1 else hint
    bindings = variable_at(source, inner).bindings if inner.type == "identifier" else ()
    value = value_of_binding(bindings[0]) if len(bindings) == 1 else None
    return hint if value is None else value


def _group(source: SourceFile, binding: Occurrence, way: _Way) -> str | None:
    """The second name in `for key, group in frame.groupby(...)`."""
    loop = binding.path[-2] if len(binding.path) > 1 else None
    iterable = None if loop is None else loop.child_by_field_name("right")
    pair = binding.parent
    if iterable is None or pair is None or pair.named_child_count != 2 or pair.named_children[1] != binding.node:
        return None
    return "DataFrame" if _infer(source, iterable, way) == "GroupBy" else None


def _call(source: SourceFile, node: Node, way: _Way) -> str | None:
    function = node.child_by_field_name("function")
    if function is None:
        return None
    path = imported_path(source, function)
    if path is not None:
        return _FUNCTIONS.get(path)
    if function.type == "attribute":
        return _member(source, function, way, _METHODS)
    hints = list(_return_hints(source, function)) if function.type == "identifier" else []
    return hinted_library_type(hints[0]) if len(hints) == 1 else None


def _return_hints(source: SourceFile, function: Node) -> Iterator[Node]:
    for binding in variable_at(source, function).bindings:
        hint = None if binding.parent is None else binding.parent.child_by_field_name("return_type")
        if binding.role == "definition" and hint is not None:
            yield hint


def _attribute(source: SourceFile, node: Node, way: _Way) -> str | None:
    bindings = attribute_bindings(source, node)
    if bindings is None:
        return _member(source, node, way, _ATTRIBUTES)
    found = {
        hinted_library_type(hint) if hint is not None else None if value is None else _infer(source, value, way)
        for hint, value in bindings
    }
    return found.pop() if len(found) == 1 else None


def _member(source: SourceFile, node: Node, way: _Way, table: dict[str, dict[str, str]]) -> str | None:
    receiver, name = node.child_by_field_name("object"), node.child_by_field_name("attribute")
    of = None if receiver is None else _infer(source, receiver, way)
    return None if of is None or name is None else table.get(of, {}).get(text_of(name))


def _subscript(source: SourceFile, node: Node, way: _Way) -> str | None:
    value, index = node.child_by_field_name("value"), node.child_by_field_name("subscript")
    of = None if value is None else _infer(source, value, way)
    if of is None or index is None:
        return None
    if of == "DataFrame":
        return (
            "Series"
            if index.type == "string"
            else "DataFrame"
            if index.type in ("list", "slice", *_LOOKING)
            else None
        )
    several = index.type in ("slice", "list", *_LOOKING) or child_of_kind(index, "slice") is not None
    return of if of != "GroupBy" and several else None


def _operation(source: SourceFile, node: Node, way: _Way) -> str | None:
    sides = (node.child_by_field_name("left"), node.child_by_field_name("right"))
    found = {_infer(source, each, way) for each in sides if each is not None}
    return next((each for each in ("DataFrame", "Series", "ndarray") if each in found), None)


def _comparison(source: SourceFile, node: Node, way: _Way) -> str | None:
    sides = node.named_children
    in_or_is = any(each.type in ("in", "not in", "is", "is not") for each in node.children)
    if len(sides) != 2 or in_or_is:
        return None
    found = {_infer(source, each, way) for each in sides}
    return next((each for each in ("DataFrame", "Series", "ndarray") if each in found), None)


def _inner(source: SourceFile, node: Node, way: _Way) -> str | None:
    return _infer(source, node.named_children[-1], way) if node.named_child_count else None


_BY_KIND: dict[str, Callable[[SourceFile, Node, _Way], str | None]] = {
    "identifier": _name,
    "attribute": _attribute,
    "call": _call,
    "subscript": _subscript,
    "binary_operator": _operation,
    "comparison_operator": _comparison,
    "unary_operator": _inner,
    "parenthesized_expression": _inner,
}
