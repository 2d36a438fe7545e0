"""Guards about how often a loop runs, and what it does with a value it makes in every round."""

from __future__ import annotations

from itertools import pairwise

from speedwright.model.finding import Answer
from speedwright.skills.guards.base import NO, Result, guard, worst
from speedwright.skills.guards.values import looks_like_list
from speedwright.syntax.node import Node, path_to, text_of, walk
from speedwright.syntax.python.changes import changes_in, unchanged
from speedwright.syntax.python.inference import type_of
from speedwright.syntax.python.kinds import COLLECTIONS, COMPREHENSIONS, FUNCTIONS
from speedwright.syntax.python.roles import role
from speedwright.syntax.python.scope import Occurrence, variable_at
from speedwright.syntax.python.uses import within
from speedwright.syntax.source_file import SourceFile

_ONCE = frozenset({"return_statement", "raise_statement", "assert_statement", "except_clause"})
_BRANCHES = frozenset({"if_statement", "elif_clause", "case_clause"})
_KEEPING = frozenset({"alias", "element", "argument", "return", "yield", "store-item", "delete-item", "other"})


@guard("few-rounds")
def few_rounds(_source: SourceFile, loop: Node, limit: str) -> Answer:
    """The loop goes over a display or a string of fewer items than the limit, or a `range` of so many."""
    iterable = _iterable(loop)
    if iterable is None:
        return Answer.NO
    if iterable.type in COLLECTIONS:
        return Answer.YES if iterable.named_child_count < int(limit) else Answer.NO
    if iterable.type == "string":
        return Answer.YES if len(text_of(iterable)) - 2 < int(limit) else Answer.NO
    function, arguments = iterable.child_by_field_name("function"), iterable.child_by_field_name("arguments")
    given = [] if arguments is None else arguments.named_children
    is_range = function is not None and text_of(function) == "range" and len(given) == 1
    small = is_range and given[0].type == "integer" and text_of(given[0]).isdecimal()
    return Answer.YES if small and int(text_of(given[0])) < int(limit) else Answer.NO


@guard("counts-items")
def counts_items(source: SourceFile, values: Node, item: Node) -> Answer:
    """`values.count(item)` counts items and no substrings: the values are a list, or treated as one, or the item
    comes from a loop over the values, over `set(values)` or over `dict.fromkeys(values)`. Never unknown.
    """
    known = type_of(source, values)
    if known is not None:
        return Answer.YES if known.kind in ("list", "tuple") else Answer.NO
    bindings = variable_at(source, item).bindings if item.type == "identifier" else ()
    if len(bindings) == 1 and bindings[0].role == "loop-target" and bindings[0].parent is not None:
        iterable = bindings[0].parent.child_by_field_name("right")
        name = text_of(values)
        if iterable is not None and text_of(iterable) in (name, f"set({name})", f"dict.fromkeys({name})"):
            return Answer.YES
    return looks_like_list.ask(source, (values,), ()).answer


@guard("stays-in-loop")
def stays_in_loop(source: SourceFile, node: Node, loop: Node) -> Answer:
    """The loop goes on behind the node: it is not part of a `return`, `raise` or `assert`, nor of a branch that ends
    the loop, all of which run once at most. Unknown for other branches, which may be rare.
    """
    answer = Answer.YES
    for around, child in reversed(list(pairwise((*path_to(source.root, node), node)))):
        if around in (loop, loop.child_by_field_name("body")):
            return answer
        if around.type in _ONCE or (around.type == "block" and _ends(around)):
            return Answer.NO
        if around.type in _BRANCHES and child != around.child_by_field_name("condition"):
            answer = Answer.UNKNOWN
    return answer


@guard("unchanged-argument")
def unchanged_argument(source: SourceFile, region: Node, argument: Node) -> Answer:
    """An argument, by keyword or not, means the same all the while the region runs; a lambda does when the names that
    it takes from outside do, but the attributes it reads may change.
    """
    value = argument.child_by_field_name("value") if argument.type == "keyword_argument" else argument
    if value is None or value.type != "lambda":
        return Answer.UNKNOWN if value is None else unchanged(source, value, region)
    parameters = value.child_by_field_name("parameters")
    own = {text_of(each) for each in walk(parameters)} if parameters is not None else set()
    body = value.child_by_field_name("body")
    answers = [Answer.YES]
    for part in () if body is None else walk(body):
        if part.type in ("attribute", "call"):
            answers.append(Answer.UNKNOWN)
        elif part.type == "identifier" and text_of(part) not in own and not _is_called_or_field(part):
            answers.append(unchanged(source, part, region))
    return worst(answers)


@guard("only-read")
def only_read(source: SourceFile, value: Node) -> Answer:
    """What the expression gives is neither changed nor kept: it is looped over, indexed, searched or handed to a
    reading builtin at once, or gets a local name that is used in such ways only.
    """
    path = path_to(source.root, value)
    used = role(value, path)
    if used == "alias" and path[-1].type == "assignment":
        return _name_only_read(source, path[-1])
    return _is_read(source, Occurrence(value, path, used))


@guard("own-statement")
def own_statement(source: SourceFile, value: Node, loop: Node) -> Result:
    """A statement directly in the body of the `for` or `while` loop is `name = value`, the name's only assignment,
    and nothing outside the loop uses the name; binds the statement.
    """
    path = path_to(source.root, value)
    if len(path) < 4 or path[-1].type != "assignment" or path[-2].type != "expression_statement":
        return NO
    left = path[-1].child_by_field_name("left")
    if left is None or left.type != "identifier" or path[-3] != loop.child_by_field_name("body"):
        return NO
    variable = variable_at(source, left)
    known = variable.is_local and variable.complete and len(variable.bindings) == 1
    inside = len(within(variable.occurrences, loop)) == len(variable.occurrences)
    first_use = variable.occurrences[0].node == left if variable.occurrences else False
    return Result(Answer.YES, (path[-2],)) if known and inside and first_use else NO


def _ends(block: Node) -> bool:
    statements = [each for each in block.named_children if each.type != "comment"]
    return bool(statements) and statements[-1].type in ("return_statement", "raise_statement", "break_statement")


def _is_called_or_field(name: Node) -> bool:
    parent = name.parent
    return parent is not None and (
        (parent.type == "call" and parent.child_by_field_name("function") == name)
        or (parent.type == "attribute" and parent.child_by_field_name("attribute") == name)
    )


def _iterable(loop: Node) -> Node | None:
    if loop.type in COMPREHENSIONS:
        clause = next((child for child in loop.named_children if child.type == "for_in_clause"), None)
        return None if clause is None else clause.child_by_field_name("right")
    return loop.child_by_field_name("right") if loop.type == "for_statement" else None


def _name_only_read(source: SourceFile, assignment: Node) -> Answer:
    left = assignment.child_by_field_name("left")
    if left is None or left.type != "identifier":
        return Answer.NO
    variable = variable_at(source, left)
    if not variable.is_local or not variable.complete or len(variable.bindings) != 1:
        return Answer.NO
    if any(each.type in FUNCTIONS for use in variable.occurrences for each in use.path[1:]):
        return Answer.NO
    uses = [each for each in variable.occurrences if not each.binds]
    return Answer.YES if all(_is_read(source, each) is Answer.YES for each in uses) else Answer.NO


def _is_read(source: SourceFile, occurrence: Occurrence) -> Answer:
    kept = occurrence.role in _KEEPING or occurrence.binds
    harmless = not kept and changes_in(source, [occurrence], occurrence.span) is Answer.NO
    return Answer.YES if harmless else Answer.NO
