"""Guards about calculations with whole numbers, and about tables of them."""

from __future__ import annotations

import re

from speedwright.model.finding import Answer
from speedwright.skills.guards.base import NO, Result, guard
from speedwright.syntax.node import Node, text_of
from speedwright.syntax.python.bounds import lower_bound
from speedwright.syntax.python.hints import hinted_type
from speedwright.syntax.python.imports import imported_path
from speedwright.syntax.python.inference import type_of, value_of_binding
from speedwright.syntax.python.scope import is_bound_anywhere, variable_at
from speedwright.syntax.source_file import SourceFile


@guard("not-negative")
def not_negative(source: SourceFile, value: Node, place: Node) -> Answer:
    """The value is a whole number that is never below 0 when the place is reached; unknown where nothing tells."""
    return _is_at_least(0, source, value, place)


@guard("holds-floats")
def holds_floats(source: SourceFile, name: Node) -> Answer:
    """One of the name's bindings says that it holds a float; unknown where none says what it holds."""
    variable = variable_at(source, name)
    hints = [each.parent.child_by_field_name("type") for each in variable.bindings if each.parent is not None]
    values = [value_of_binding(each) for each in variable.bindings]
    kinds = {known.kind for each in hints if each is not None and (known := hinted_type(each)) is not None}
    kinds |= {known.kind for each in values if each is not None and (known := type_of(source, each)) is not None}
    return Answer.YES if "float" in kinds else Answer.NO if "int" in kinds else Answer.UNKNOWN


@guard("makes-whole")
def makes_whole(source: SourceFile, function: Node) -> Answer:
    """The function is the builtin `int` or `math.floor`."""
    builtin = text_of(function) == "int" and not is_bound_anywhere(source, "int")
    return Answer.YES if builtin or imported_path(source, function) == "math.floor" else Answer.NO


@guard("at-least-one")
def at_least_one(source: SourceFile, value: Node, place: Node) -> Answer:
    """The value is a whole number of 1 or more when the place is reached; unknown where nothing tells."""
    return _is_at_least(1, source, value, place)


@guard("constant-below")
def constant_below(_source: SourceFile, value: Node, limit: str) -> Answer:
    """The value is written as a whole number below the limit."""
    text = text_of(value)
    return Answer.YES if value.type == "integer" and text.isdecimal() and int(text) < int(limit) else Answer.NO


@guard("divisors-in")
def divisors_in(_source: SourceFile, start: Node, end: Node, number: Node, kind: str) -> Result:
    """Counting from `start` up to and without `end` meets, of all divisors of the number, `all`, all `proper` ones
    (that are less than it), `all-but-one` (1 is left out), all `between` 1 and it, or `any` of these; binds the end.
    """
    name, text = re.escape(text_of(number)), re.sub(r"\s+", "", text_of(end))
    through = re.fullmatch(rf"{name}\+1|1\+{name}", text) is not None
    below = re.fullmatch(rf"{name}|\(?{name}//2\)?\+1", text) is not None
    kinds = {
        ("1", True): "all",
        ("1", False): "proper",
        ("2", True): "all-but-one",
        ("2", False): "between",
    }
    found = kinds.get((text_of(start), through)) if through or below else None
    return Result(Answer.YES, (end,)) if found and kind in (found, "any") else NO


@guard("places-of")
def places_of(source: SourceFile, end: Node, values: Node) -> Answer:
    """Counting up to and without `end` meets all places of the values, the last one perhaps left out: the end is
    written `len(values)` or `len(values) - 1`, or is a name that is given `len(values)` and nothing else.
    """
    text, name = re.sub(r"\s+", "", text_of(end)), text_of(values)
    counted, _, less = text.partition("-")
    variable = variable_at(source, end if end.type == "identifier" else end.named_children[0])
    given = [value_of_binding(each) for each in variable.bindings] if variable.complete else []
    if counted.isidentifier() and len(given) == 1 and given[0] is not None:
        counted = re.sub(r"\s+", "", text_of(given[0]))
    known = counted == f"len({name})" and less in ("", "1") and not is_bound_anywhere(source, "len")
    return Answer.YES if known else Answer.NO


@guard("makes-room-for-a-byte")
def makes_room_for_a_byte(_source: SourceFile, shifted: Node, number: Node) -> Answer:
    """The value is written `number << 8` or `number * 256`, in parentheses or not."""
    text, name = re.sub(r"\s+", "", text_of(shifted)), re.escape(text_of(number))
    return Answer.YES if re.fullmatch(rf"\(?{name}(<<8|\*256)\)?", text) else Answer.NO


@guard("ordered-literals")
def ordered_literals(_source: SourceFile, low: Node, high: Node) -> Answer:
    """Both are written as numbers, and the first is the lesser."""
    try:
        return Answer.YES if float(text_of(low)) < float(text_of(high)) else Answer.NO
    except ValueError:
        return Answer.NO


def _is_at_least(bound: int, source: SourceFile, value: Node, place: Node) -> Answer:
    known = lower_bound(source, value, place)
    if known is None:
        return Answer.UNKNOWN
    return Answer.YES if known >= bound else Answer.NO
