"""Guards about whole numbers: their bounds, their divisors."""

from __future__ import annotations

import re

from speedwright.model.finding import Answer
from speedwright.skills.guards.base import NO, Result, guard
from speedwright.syntax.node import Node, text_of
from speedwright.syntax.python.bounds import lower_bound
from speedwright.syntax.python.inference import type_of
from speedwright.syntax.python.kinds import LITERALS
from speedwright.syntax.python.uses import after, uses_of
from speedwright.syntax.source_file import SourceFile


@guard("at-least")
def at_least(source: SourceFile, value: Node, place: Node, limit: str) -> Result:
    """The value is a whole number that is never below the limit when the place is reached: a literal, a constant, a
    counter, or tested before. Binds the place.
    """
    known = lower_bound(source, value, place)
    return NO if known is None or known < int(limit) else Result(Answer.YES, (place,))


@guard("ends-beyond-divisors")
def ends_beyond_divisors(source: SourceFile, end: Node, number: Node) -> Answer:
    """Counting from 2 up to and without `end` finds a divisor of the number if it has one besides 1 and itself: the
    end is written `n`, `n - 1`, `n // 2 + 1` or, for a known int, `int(n / 2) + 1`.
    """
    name, text = re.escape(text_of(number)), re.sub(r"\s+", "", text_of(end))
    if re.fullmatch(rf"{name}(-1)?|\(?{name}//2\)?\+1", text):
        return Answer.YES
    known = type_of(source, number)
    halved = known is not None and known.kind == "int" and re.fullmatch(rf"int\({name}/2\)\+1", text)
    return Answer.YES if halved else Answer.NO


@guard("goes-beyond-divisors")
def goes_beyond_divisors(_source: SourceFile, condition: Node, divisor: Node, number: Node) -> Answer:
    """As ends-beyond-divisors, for the condition of a `while`: `d < n`, `d <= n // 2`, `d < n // 2 + 1`."""
    text = re.sub(r"\s+", "", text_of(condition))
    name, other = re.escape(text_of(divisor)), re.escape(text_of(number))
    pattern = rf"{name}<{other}(-1)?|{name}<=\(?{other}//?2\)?|{name}<\(?{other}//2\)?\+1"
    return Answer.YES if re.fullmatch(pattern, text) else Answer.NO


@guard("once-or-constant")
def once_or_constant(_source: SourceFile, branch: Node) -> Answer:
    """Running the branch in further rounds makes no difference: it ends in `return`, `break` or `raise`, or only
    gives names literal values.
    """
    statements = [each for each in branch.named_children if each.type != "comment"]
    if statements and statements[-1].type in ("return_statement", "break_statement", "raise_statement"):
        return Answer.YES
    return Answer.YES if all(_assigns_literal(each) for each in statements) else Answer.NO


@guard("unread-after")
def unread_after(source: SourceFile, name: Node, loop: Node) -> Answer:
    """Behind the loop the name is not used, or first becomes the target of another loop."""
    found = uses_of(source, name)
    if found is None:
        return Answer.UNKNOWN
    later = after(found, loop)
    return Answer.YES if not later or later[0].role == "loop-target" else Answer.NO


@guard("assigns")
def assigns(_source: SourceFile, assignment: Node, text: str) -> Answer:
    """The assignment gives its name just this value, written so."""
    right = assignment.child_by_field_name("right")
    return Answer.YES if right is not None and text_of(right) == text else Answer.NO


def _assigns_literal(statement: Node) -> bool:
    assignment = statement.named_children[0] if statement.named_child_count == 1 else None
    left = None if assignment is None else assignment.child_by_field_name("left")
    right = None if assignment is None else assignment.child_by_field_name("right")
    plain = statement.type == "expression_statement" and assignment is not None and assignment.type == "assignment"
    named = left is not None and left.type == "identifier"
    return plain and named and right is not None and right.type in LITERALS
