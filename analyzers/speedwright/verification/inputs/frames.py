"""What a function's code says of a table (`pandas.DataFrame`): that it is one, and the columns that it reads."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from speedwright.verification.inputs.slots import Slot

# Facts of slots: a table, a column of one, and what is asked for by place, which either may be.
TABLE, COLUMN, LOCATED = "table", "column", "located"
LOCATORS = frozenset(("loc", "iloc", "at", "iat"))
# Only tables have these, and what they are given names no column.
_PLAINLY = frozenset(("get_group", "iterrows", "itertuples"))
_OF_TABLES = frozenset(
    (
        "groupby",
        "merge",
        "sort_values",
        "drop_duplicates",
        "reset_index",
        "set_index",
        "assign",
        "pivot_table",
    )
)
# These give a table with the columns of their owner, or a column alike.
_ALIKE = _OF_TABLES | {
    "copy", "dropna", "fillna", "get_group", "head", "query", "rename", "reindex", "sample", "shift", "sort_index",
    "tail",
}  # fmt: skip
_NUMERIC = frozenset(
    (
        "abs",
        "cumsum",
        "diff",
        "idxmax",
        "idxmin",
        "mean",
        "median",
        "quantile",
        "rolling",
        "round",
        "std",
        "sum",
        "var",
    )
)
_OF_COLUMNS = _NUMERIC | {
    "apply", "astype", "between", "dt", "isin", "isna", "map", "notna", "nunique", "str", "to_list", "to_numpy",
    "tolist", "unique", "value_counts", "values",
}  # fmt: skip
_NAMES = frozenset(("dataframe", "df", "frame", "table"))
_NAMING = frozenset(("by", "on", "subset", "left_on", "right_on", "columns"))


def imports_pandas(source: bytes) -> bool:
    """Whether a module works with tables at all: elsewhere the same names mean other things."""
    return b"pandas" in source


def is_table(slot: Slot) -> bool:
    """Whether what was seen fits a table and no dictionary or list."""
    if TABLE in slot.facts or (slot.entries and (LOCATED in slot.facts or slot.names & _NAMES)):
        return True
    return any(COLUMN in each.facts for each in slot.entries.values())


def table_call(owner: Slot, method: str, node: ast.Call) -> Slot | None:
    """The slot of what a method of a table or a column gives; None for a method that says nothing of either."""
    if method == "copy":
        # Of whatever it is.
        return owner
    if method in _PLAINLY or method in _OF_TABLES or (method == "apply" and _is_by_rows(node)):
        owner.see(TABLE)
    elif method in _OF_COLUMNS and not node.keywords:
        owner.see(COLUMN, *(("number",) if method in _NUMERIC else ()))
    names = [*node.args[:1], *(each.value for each in node.keywords if each.arg in _NAMING)]
    if method in _OF_TABLES:
        note_columns(owner, names)
    return owner if method in _ALIKE and is_table(owner) else None


def table_attribute(owner: Slot, name: str) -> None:
    """Notes what an attribute says of its owner."""
    if name == "columns":
        owner.see(TABLE)
    elif name == "index":
        owner.see(LOCATED)
    elif name == "str":
        owner.see(COLUMN, "text")
    elif name in ("dt", "values"):
        owner.see(COLUMN)


def rows_of(owner: Slot, method: str) -> Slot | None:
    """The slot of a row, where a method goes through rows or groups of a table: a row has the columns' names."""
    if method == "itertuples":
        owner.see(TABLE)
        return Slot(attributes=owner.entries)
    if method in ("iterrows", "groupby"):
        owner.see(TABLE)
        return Slot(parts=[Slot(), owner])
    return None


def selected(owner: Slot, index: ast.expr) -> Slot | None:
    """The slot of a part of a table by a condition or a list of columns; None for any other index."""
    if isinstance(index, ast.List) and index.elts and note_columns(owner, [index]):
        owner.see(TABLE)
        return owner
    if _is_condition(index) and owner.entries:
        owner.see(TABLE)
        return owner
    return None


def located(owner: Slot, index: ast.expr) -> Slot:
    """The slot of what `loc` and the like give: a cell or a column by its name, else a row or rows."""
    owner.see(LOCATED)
    last = index.elts[-1] if isinstance(index, ast.Tuple) and index.elts else None
    if isinstance(last, ast.Constant) and isinstance(last.value, str):
        owner.see(TABLE)
        return owner.entry(last.value)
    if last is not None and note_columns(owner, [last]):
        owner.see(TABLE)
    return owner


def note_columns(owner: Slot, nodes: Iterable[ast.expr]) -> bool:
    """Notes the columns that are named by texts or lists of texts; whether there were any."""
    parts = [part for node in nodes for part in (node.elts if isinstance(node, (ast.List, ast.Tuple)) else [node])]
    names = [part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)]
    for name in names:
        owner.entry(name)
    return bool(names) and len(names) == len(parts)


def _is_by_rows(node: ast.Call) -> bool:
    return any(each.arg == "axis" for each in node.keywords)


def _is_condition(index: ast.expr) -> bool:
    match index:
        case ast.Compare() | ast.BinOp(_, ast.BitAnd() | ast.BitOr(), _) | ast.UnaryOp(ast.Invert()):
            return True
        case ast.Call(ast.Attribute(_, "isin" | "isna" | "notna" | "between" | "duplicated")):
            return True
        case _:
            return False
