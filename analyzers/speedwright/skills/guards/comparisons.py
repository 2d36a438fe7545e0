"""Guards about what is compared with what."""

from __future__ import annotations

import re

from speedwright.model.finding import Answer
from speedwright.skills.guards.base import NO, Result, guard
from speedwright.skills.guards.wording import mentions
from speedwright.syntax.node import Node, text_of
from speedwright.syntax.python.scope import is_bound_anywhere, variable_at
from speedwright.syntax.source_file import SourceFile


@guard("compared-with")
def compared_with(source: SourceFile, left: Node, right: Node, item: Node) -> Result:
    """One of two sides is the name of the item and the other does without it; binds the other."""
    for side, other in ((left, right), (right, left)):
        own = side.type == "identifier" and text_of(side) == text_of(item)
        if own and mentions.ask(source, (other, item), ()).answer is Answer.NO:
            return Result(Answer.YES, (other,))
    return NO


@guard("constant")
def constant(_source: SourceFile, value: Node) -> Answer:
    """The value is written as a number, a string, `None`, `True` or `False`."""
    return Answer.YES if is_constant(value) else Answer.NO


@guard("constant-items")
def constant_items(_source: SourceFile, display: Node) -> Result:
    """The display has items and no comment, and all of them are numbers, strings, `None`, `True` or `False`; binds
    the items.
    """
    items = tuple(display.named_children)
    return Result(Answer.YES, items) if items and all(is_constant(each) for each in items) else NO


@guard("calculated")
def calculated(_source: SourceFile, value: Node) -> Result:
    """The value is anything but a name or a number, so that writing it twice would compute it twice; binds it."""
    return NO if value.type in ("identifier", "integer", "float") else Result(Answer.YES, (value,))


@guard("needs-parentheses")
def needs_parentheses(_source: SourceFile, value: Node, operator: str) -> Result:
    """An expression with this operator (`if`, `or`, `in`, or `+` for all arithmetic) in place of the value would need
    parentheses; binds the value.
    """
    parent = value.parent
    binds_tighter = parent is not None and parent.type in _TIGHTER[operator]
    return Result(Answer.YES, (value,)) if binds_tighter else NO


@guard("needs-no-parentheses")
def needs_no_parentheses(source: SourceFile, value: Node, operator: str) -> Result:
    """The opposite of needs-parentheses; binds the value."""
    return NO if needs_parentheses.ask(source, (value,), (operator,)).bound else Result(Answer.YES, (value,))


@guard("asks-for-items")
def asks_for_items(source: SourceFile, condition: Node, values: Node) -> Answer:
    """The condition is true while the values have items: `values`, `len(values)`, `len(values) > 0`."""
    name = text_of(values)
    text = re.sub(r"\s+", "", text_of(condition))
    own = text in (f"len({name})", f"len({name})>0", f"len({name})!=0") and not is_bound_anywhere(source, "len")
    return Answer.YES if own or text == name else Answer.NO


@guard("asks-for-more-than-nothing")
def asks_for_more_than_nothing(_source: SourceFile, condition: Node, number: Node) -> Answer:
    """The condition is true while the number is more than 0: `n`, `n != 0`, `n > 0`."""
    text, name = re.sub(r"\s+", "", text_of(condition)), text_of(number)
    return Answer.YES if text in (name, f"{name}!=0", f"{name}>0") else Answer.NO


@guard("constants-alone")
def constants_alone(_source: SourceFile, display: Node) -> Answer:
    """The display has nothing but numbers, strings, `None`, `True` and `False`; comments may stand between them."""
    items = [each for each in display.named_children if each.type != "comment"]
    return Answer.YES if all(is_constant(each) for each in items) else Answer.NO


@guard("counts-ones")
def counts_ones(_source: SourceFile, counting: Node, body: Node, item: Node) -> Answer:
    """The call counts the items of a comprehension: it is `len`, whose items are the loop's own, or `sum` of ones."""
    wanted = text_of(item) if text_of(counting) == "len" else "1"
    return Answer.YES if text_of(body) == wanted else Answer.NO


@guard("found-in")
def found_in(source: SourceFile, item: Node, values: Node) -> Answer:
    """The item is one of the values, by a loop over them, over `set` or `sorted` of them; unknown for all others."""
    variable = variable_at(source, item) if item.type == "identifier" else None
    if variable is None or not variable.complete or [each.role for each in variable.bindings] != ["loop-target"]:
        return Answer.UNKNOWN
    loop, name = variable.bindings[0].parent, text_of(values)
    iterable = None if loop is None else loop.child_by_field_name("right")
    own = [name, f"set({name})", f"sorted({name})", f"sorted(set({name}))"]
    return Answer.YES if iterable is not None and text_of(iterable) in own else Answer.UNKNOWN


_CALCULATIONS = frozenset(
    {"attribute", "await", "binary_operator", "call", "comparison_operator", "subscript", "unary_operator"}
)
_TIGHTER = {
    "+": _CALCULATIONS - {"comparison_operator"},
    "in": _CALCULATIONS,
    "or": _CALCULATIONS | {"boolean_operator", "not_operator"},
    "if": _CALCULATIONS
    | {"boolean_operator", "not_operator", "conditional_expression", "if_clause", "for_in_clause"},
}
_CONSTANTS = frozenset({"integer", "float", "true", "false", "none"})


def is_constant(node: Node) -> bool:
    """Whether it is a number, a string without fields, `None`, `True` or `False`."""
    if node.type == "unary_operator":
        return node.named_children[0].type in ("integer", "float")
    if node.type == "string":
        return all(each.type != "interpolation" for each in node.named_children)
    return node.type in _CONSTANTS
