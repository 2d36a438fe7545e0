"""What operators say of the values on their sides."""

from __future__ import annotations

import ast

from speedwright.verification.inputs.slots import Slot

_NUMERIC = (
    ast.Sub,
    ast.Mult,
    ast.Div,
    ast.FloorDiv,
    ast.Mod,
    ast.Pow,
    ast.LShift,
    ast.RShift,
    ast.BitAnd,
    ast.BitXor,
)


def arithmetic(left: Slot, operator: ast.operator, right: Slot, left_node: ast.expr, right_node: ast.expr) -> Slot:
    """The slot of what arithmetic gives."""
    if isinstance(operator, ast.Mod) and (isinstance(left_node, ast.JoinedStr) or "text" in left.facts):
        return Slot({"text"})
    for slot, other in ((left, right), (right, left)):
        if "text" in other.facts and isinstance(operator, ast.Add):
            slot.see("text")
        elif isinstance(operator, _NUMERIC):
            if not (isinstance(operator, ast.Mult) and {"list", "text"} & other.facts):
                slot.see("number")
        elif isinstance(operator, ast.Add):
            slot.see("list" if isinstance(left_node, ast.List) or isinstance(right_node, ast.List) else "added")
            if "number" in other.facts:
                slot.see("number")
        elif isinstance(operator, ast.BitOr):
            slot.see("number")
    return Slot({"number"} if "number" in left.facts | right.facts else left.facts & {"text"})


def contains(item: Slot, node: ast.expr, container: Slot) -> None:
    """Notes what `in` says."""
    container.see("contains")
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        container.optional.add(node.value)
        container.entry(node.value)
    elif "text" in item.facts and "text" in container.facts:
        return
    elif "text" in container.facts:
        item.see("text")


def alike(left: Slot, right: Slot, *, ordered: bool) -> None:
    """Notes that two values are compared."""
    for slot, other in ((left, right), (right, left)):
        slot.see(*(other.facts & {"text", "number", "real"}))
        if ordered:
            slot.see("ordered")
