"""Guards about what a name means and how it is used."""

from __future__ import annotations

from speedwright.model.finding import Answer
from speedwright.model.text import Span
from speedwright.skills.guards.base import NO, Result, guard
from speedwright.syntax.node import Node, path_to, text_of
from speedwright.syntax.python.imports import imported_path
from speedwright.syntax.python.kinds import BLOCKS
from speedwright.syntax.python.scope import is_bound_anywhere, variable_at
from speedwright.syntax.python.uses import after, between, plays_any, uses_of, whole_use, within
from speedwright.syntax.source_file import SourceFile


@guard("local")
def local(source: SourceFile, name: Node) -> Answer:
    """The name belongs to a function and no other function binds or deletes it: no global, nonlocal or attribute."""
    if name.type != "identifier":
        return Answer.NO
    variable = variable_at(source, name)
    shared = any(each.role in ("global", "nonlocal") for each in variable.occurrences)
    return Answer.YES if variable.is_local and not shared else Answer.NO


@guard("parameter")
def parameter(source: SourceFile, name: Node) -> Answer:
    """The name is a parameter of its function."""
    return Answer.YES if name.type == "identifier" and variable_at(source, name).is_parameter else Answer.NO


@guard("builtin")
def builtin(source: SourceFile, name: Node) -> Answer:
    """The name is bound nowhere in the file, so that a builtin's name means the builtin."""
    return Answer.NO if name.type != "identifier" or is_bound_anywhere(source, text_of(name)) else Answer.YES


@guard("imported")
def imported(source: SourceFile, name: Node, *paths: str) -> Answer:
    """The name or dotted name stands for one of these paths through the file's imports: `imported @f "re.compile"`
    holds for `re.compile` after `import re`, and for `compile` after `from re import compile`.
    """
    return Answer.YES if imported_path(source, name) in paths else Answer.NO


@guard("bound-once")
def bound_once(source: SourceFile, name: Node) -> Result:
    """One plain assignment gives the name its only value; binds the value."""
    variable = variable_at(source, name) if name.type == "identifier" else None
    if variable is None or not variable.complete or len(variable.bindings) != 1:
        return NO
    binding = variable.bindings[0]
    value = binding.parent.child_by_field_name("right") if binding.role == "assign" and binding.parent else None
    return NO if value is None else Result(Answer.YES, (value,))


@guard("annotation")
def annotation(source: SourceFile, name: Node) -> Result:
    """An assignment annotates the name (`name: hint = ...`); binds the hint."""
    for binding in variable_at(source, name).bindings if name.type == "identifier" else ():
        hint = binding.parent.child_by_field_name("type") if binding.role == "assign" and binding.parent else None
        if hint is not None:
            return Result(Answer.YES, (hint,))
    return NO


@guard("only-used-as")
def only_used_as(source: SourceFile, name: Node, *roles: str) -> Answer:
    """Apart from plain assignments, the name is used in these roles only, wherever it is visible. Roles are listed
    below; `.pop()` allows any arguments, `.pop(-)` none, `.pop(0)` a first argument written so.
    """
    found = uses_of(source, name)
    if found is None:
        return Answer.UNKNOWN
    return Answer.YES if all(plays_any(each, (*roles, "assign")) for each in found) else Answer.NO


@guard("only-used-in-as")
def only_used_in_as(source: SourceFile, region: Node, name: Node, *roles: str) -> Answer:
    """Inside the region, the name is used in these roles only (an assignment counts as a use here)."""
    found = uses_of(source, name)
    if found is None:
        return Answer.UNKNOWN
    return Answer.YES if all(plays_any(each, roles) for each in within(found, region)) else Answer.NO


@guard("uses")
def uses(source: SourceFile, name: Node, *roles: str) -> Result:
    """The name is used in one of these roles; binds every such use, whole: the call for `.pop()`, the comparison for
    `in`, the assignment for `augment`, else the name itself.
    """
    found = uses_of(source, name) or ()
    nodes = tuple(whole_use(each) for each in found if plays_any(each, roles))
    return Result(Answer.YES, nodes) if nodes else NO


@guard("uses-in")
def uses_in(source: SourceFile, region: Node, name: Node, *roles: str) -> Result:
    """As uses, inside the region only."""
    found = uses_of(source, name) or ()
    nodes = tuple(whole_use(each) for each in within(found, region) if plays_any(each, roles))
    return Result(Answer.YES, nodes) if nodes else NO


@guard("used-after")
def used_after(source: SourceFile, name: Node, region: Node) -> Answer:
    """The name is written again behind the region."""
    found = uses_of(source, name)
    return Answer.UNKNOWN if found is None else Answer.YES if after(found, region) else Answer.NO


@guard("assigned-before")
def assigned_before(source: SourceFile, name: Node, statement: Node) -> Result:
    """An earlier statement of the same block as the statement is `name = value`, and the name is not used between the
    two; binds that assignment.
    """
    found = uses_of(source, name)
    block, position = _block_of(source, statement)
    if found is None or block is None:
        return NO
    for earlier in reversed(block.named_children[:position]):
        assignment = _plain_assignment(earlier, text_of(name))
        between_them = Span(earlier.end_byte, statement.start_byte)
        if assignment is not None and not between(found, between_them):
            right = assignment.child_by_field_name("right")
            own = within(found, right) if right is not None else ()
            return NO if own else Result(Answer.YES, (assignment,))
    return NO


@guard("same-name")
def same_name(source: SourceFile, first: Node, second: Node) -> Answer:
    """Both are the same variable, or the same dotted name."""
    if text_of(first) != text_of(second):
        return Answer.NO
    if first.type != "identifier" or second.type != "identifier":
        return Answer.YES
    return Answer.YES if variable_at(source, first).scope == variable_at(source, second).scope else Answer.NO


def _block_of(source: SourceFile, statement: Node) -> tuple[Node | None, int]:
    path = (*path_to(source.root, statement), statement)
    for at in range(len(path) - 2, -1, -1):
        if path[at].type in BLOCKS:
            children = path[at].named_children
            return path[at], next((i for i, child in enumerate(children) if child == path[at + 1]), 0)
    return None, 0


def _plain_assignment(statement: Node, name: str) -> Node | None:
    assignment = statement.named_children[0] if statement.named_child_count == 1 else None
    if statement.type != "expression_statement" or assignment is None or assignment.type != "assignment":
        return None
    left, right = assignment.child_by_field_name("left"), assignment.child_by_field_name("right")
    chained = right is None or right.type == "assignment"
    return assignment if left is not None and text_of(left) == name and not chained else None
