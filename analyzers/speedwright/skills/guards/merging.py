"""Guards about dicts and sets that are made anew from themselves and something more."""

from __future__ import annotations

from speedwright.model.finding import Answer
from speedwright.skills.guards.base import NO, Result, guard
from speedwright.syntax.node import Node, text_of
from speedwright.syntax.python.kinds import BLOCKS, FUNCTIONS
from speedwright.syntax.python.scope import Occurrence, variable_at
from speedwright.syntax.source_file import SourceFile

_READS = frozenset(
    {
        ".add()", ".get()", ".update()", "augment", "compare", "format", "in", "index", "len()", "return", "sorted()",
        "store-item", "truth",
    }
)  # fmt: skip
"""Uses that neither keep the collection nor are still reading it when the next statement runs."""


@guard("grown-by-merges")
def grown_by_merges(source: SourceFile, name: Node) -> Result:
    """One statement `name = value` makes the local dict or set, every other assignment makes it anew from itself and
    something more (`{**name, ...}`, `name | more`), and nobody gets hold of it before the last of these: whether it
    is one object or many is seen by nobody. Binds the value.
    """
    variable = variable_at(source, name)
    if not variable.is_local or not variable.complete:
        return NO
    merges = {each: base for each in variable.bindings if (base := _base(each)) is not None}
    births = [each for each in variable.bindings if each not in merges and each.role != "augment"]
    value = _value(births[0]) if len(births) == 1 else None
    if value is None or not merges or len({_functions(each) for each in variable.occurrences}) > 1:
        return NO
    ends = [_sibling_end(births[0], each) for each in merges]
    own = [*merges.values(), *(each.node for each in (*merges, *births))]
    others = [each for each in variable.occurrences if each.node not in own and each.span.start < max(ends)]
    return Result(Answer.YES, (value,)) if min(ends) >= 0 and all(each.role in _READS for each in others) else NO


def _base(binding: Occurrence) -> Node | None:
    """The second `name` in `name = <something made from name>`; None for any other binding."""
    right = _value(binding)
    base: Node | None = None
    if right is None:
        return None
    if right.type == "dictionary" and right.named_child_count:
        first = right.named_children[0]
        base = first.named_children[0] if first.type == "dictionary_splat" else None
    elif right.type == "binary_operator":
        operator = right.child_by_field_name("operator")
        base = right.child_by_field_name("left") if operator is not None and text_of(operator) == "|" else None
    elif right.type == "call":
        base = _copied(right)
    return base if base is not None and text_of(base) == text_of(binding.node) else None


def _copied(call: Node) -> Node | None:
    """What `dict(name, ...)` or `name.union(...)` copies."""
    function, arguments = call.child_by_field_name("function"), call.child_by_field_name("arguments")
    if function is None or arguments is None:
        return None
    if text_of(function) == "dict":
        return arguments.named_children[0] if arguments.named_child_count else None
    method = function.child_by_field_name("attribute")
    return function.child_by_field_name("object") if method is not None and text_of(method) == "union" else None


def _value(binding: Occurrence) -> Node | None:
    parent = binding.parent
    plain = parent is not None and binding.role == "assign" and parent.type == "assignment"
    right = parent.child_by_field_name("right") if plain and parent is not None else None
    alone = len(binding.path) > 1 and binding.path[-2].type == "expression_statement"
    return right if right is not None and alone and right.type != "assignment" else None


def _functions(occurrence: Occurrence) -> int:
    return sum(each.type in FUNCTIONS for each in occurrence.path)


def _sibling_end(birth: Occurrence, merge: Occurrence) -> int:
    """The end of the statement in which the merge stands, in the block that makes the collection; -1 outside it."""
    block = next((each for each in reversed(birth.path) if each.type in BLOCKS), None)
    for around, child in zip(merge.path, (*merge.path[1:], merge.node), strict=True):
        if around == block:
            return child.end_byte if child.start_byte > birth.span.start else -1
    return -1
