"""Guards about strings that are counted, split, translated or formatted."""

from __future__ import annotations

import ast

from speedwright.model.finding import Answer
from speedwright.skills.guards.base import NO, Result, guard
from speedwright.skills.guards.wording import one_character
from speedwright.syntax.node import Node, path_to, text_of, walk
from speedwright.syntax.python.inference import type_of, value_of_binding
from speedwright.syntax.python.interpolation import as_f_string
from speedwright.syntax.python.kinds import BLOCKS, COMPREHENSIONS, FUNCTIONS
from speedwright.syntax.python.scope import variable_at
from speedwright.syntax.python.uses import uses_of
from speedwright.syntax.source_file import SourceFile

_MAYBE_SKIPPED = frozenset({"boolean_operator", "conditional_expression", "lambda", *COMPREHENSIONS})
_ONCE = frozenset({"expression_statement", "return_statement", "if_statement", "for_statement", "assert_statement"})


@guard("character-table")
def character_table(source: SourceFile, name: Node) -> Answer:
    """The name is bound once, to a dict display from single characters to strings, and nothing changes it."""
    values = (
        [value_of_binding(each) for each in variable_at(source, name).bindings] if name.type == "identifier" else []
    )
    found = uses_of(source, name)
    if len(values) != 1 or values[0] is None or values[0].type != "dictionary" or found is None:
        return Answer.NO
    try:
        table = ast.literal_eval(text_of(values[0]))
    except (SyntaxError, ValueError):
        return Answer.NO
    texts = all(isinstance(key, str) and len(key) == 1 and isinstance(value, str) for key, value in table.items())
    read = all(each.role in ("assign", "in", "index", ".get()", "iterate", ".items()", "len()") for each in found)
    return Answer.YES if texts and read else Answer.NO


@guard("countable")
def countable(source: SourceFile, values: Node, item: Node) -> Answer:
    """`values.count(item)` counts the items that equal it: the values are a list or a tuple, or a str whose parts
    are counted by one character. Never unknown.
    """
    known = type_of(source, values)
    if known is None:
        return Answer.NO
    if known.kind == "str":
        return one_character.ask(source, (item,), ()).answer
    return Answer.YES if known.kind in ("list", "tuple") else Answer.NO


@guard("same-tests")
def same_tests(source: SourceFile, disjunction: Node) -> Result:
    """The whole of an `or` is calls of the same method of the same name or dotted name, each with one literal string;
    binds the literals.
    """
    if path_to(source.root, disjunction)[-1].type == "boolean_operator":
        return NO
    calls = _operands(disjunction)
    functions = {
        text_of(function) for each in calls if (function := each.child_by_field_name("function")) is not None
    }
    given = [each.child_by_field_name("arguments") for each in calls]
    literals = [each.named_children[0] for each in given if each is not None and each.named_child_count == 1]
    plain = all(each.type == "string" for each in literals)
    receiver = calls[0].child_by_field_name("function") if calls else None
    named = receiver is not None and all(each.type in ("identifier", "attribute") for each in walk(receiver))
    same = len(functions) == 1 and len(literals) == len(calls) > 1
    return Result(Answer.YES, tuple(literals)) if same and plain and named else NO


@guard("interpolates")
def interpolates(_source: SourceFile, call: Node) -> Answer:
    """The call is `format` on a literal with plain fields, each of which shows the next argument: an f-string."""
    return Answer.NO if as_f_string(call) is None else Answer.YES


@guard("repeated")
def repeated(source: SourceFile, call: Node, text: Node) -> Result:
    """The call is the first of several that are written the same in its block, all of them on a local text that stays
    the same; it is evaluated whenever its statement is. Binds the calls.
    """
    path = path_to(source.root, call)
    at = max((i for i, each in enumerate(path) if each.type in BLOCKS), default=-1)
    variable = variable_at(source, text)
    if at < 0 or not variable.complete or not variable.is_local or not _is_reached(path[at + 1 :], call):
        return NO
    wanted = text_of(call)
    calls = [each for each in _evaluated_in(path[at]) if each.type == "call" and text_of(each) == wanted]
    known = {(each.span.start, each.span.end) for each in variable.occurrences}
    same = [each for each in calls if _receiver_span(each) in known]
    if len(same) < 2 or same[0] != call:
        return NO
    last = same[-1].end_byte
    rebound = any(each.binds and path[at + 1].start_byte <= each.span.start < last for each in variable.occurrences)
    return NO if rebound else Result(Answer.YES, tuple(same))


def _operands(node: Node) -> list[Node]:
    """The operands of an `or`, from left to right, where all are calls; none otherwise."""
    pending, found = [node], []
    while pending:
        each = pending.pop()
        operator = each.child_by_field_name("operator") if each.type == "boolean_operator" else None
        if operator is not None and text_of(operator) == "or":
            pending += reversed(each.named_children)
        elif each.type == "call":
            found.append(each)
        else:
            return []
    return found


def _receiver_span(call: Node) -> tuple[int, int]:
    function = call.child_by_field_name("function") or call
    receiver = function.child_by_field_name("object") or function
    return receiver.start_byte, receiver.end_byte


def _evaluated_in(block: Node) -> list[Node]:
    return list(walk(block, into=lambda each: each.type not in FUNCTIONS and each.type != "class_definition"))


def _is_reached(path: tuple[Node, ...], call: Node) -> bool:
    """Whether a statement evaluates the call each time, before anything else of it runs more than once."""
    if not path or path[0].type not in _ONCE or any(each.type in _MAYBE_SKIPPED for each in path):
        return False
    if path[0].type in ("if_statement", "for_statement"):
        head = path[0].child_by_field_name("condition" if path[0].type == "if_statement" else "right")
        return head is not None and head.start_byte <= call.start_byte and call.end_byte <= head.end_byte
    return True
