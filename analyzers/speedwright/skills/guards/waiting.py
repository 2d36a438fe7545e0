"""Guards about coroutines, requests and queries in loops."""

from __future__ import annotations

from collections.abc import Iterator

from speedwright.model.finding import Answer
from speedwright.skills.guards.base import NO, Result, guard
from speedwright.syntax.node import Node, path_to, text_of, walk
from speedwright.syntax.python.kinds import COMPREHENSIONS, FUNCTIONS, LOOP_STATEMENTS
from speedwright.syntax.python.loops import loops_around
from speedwright.syntax.python.scope import variable_at
from speedwright.syntax.python.uses import within
from speedwright.syntax.source_file import SourceFile

_LEAVING = frozenset({"return_statement", "break_statement", "raise_statement", "yield"})


@guard("in-coroutine")
def in_coroutine(source: SourceFile, node: Node) -> Answer:
    """The innermost function around the node is an `async def`."""
    around = next((each for each in reversed(path_to(source.root, node)) if each.type in FUNCTIONS), None)
    return Answer.YES if around is not None and around.children[0].type == "async" else Answer.NO


@guard("asks-per-round")
def asks_per_round(source: SourceFile, call: Node) -> Result:
    """An argument or the receiver of the call is made from what a `for` around it binds: another question in every
    round. Binds that loop.
    """
    for loop in loops_around(source, call):
        made = _made_in_round(loop)
        if any(each.type == "identifier" and text_of(each) in made for each in walk(call)):
            return Result(Answer.YES, (loop,))
    return NO


@guard("from-loop")
def from_loop(source: SourceFile, value: Node) -> Result:
    """The value is made from what a loop around it binds; binds that loop."""
    for loop in loops_around(source, value):
        made = _made_in_round(loop)
        if any(each.type == "identifier" and text_of(each) in made for each in walk(value)):
            return Result(Answer.YES, (loop,))
    return NO


@guard("rounds-independent")
def rounds_independent(source: SourceFile, loop: Node) -> Answer:
    """No round of the loop needs what an earlier one found: no name that the loop binds is read in a round before it
    is bound in it, nothing ends the loop early, and nothing it waits for is a pause or a turn of a queue.
    """
    if any(each.type in _LEAVING for each in walk(loop, into=lambda each: each.type not in FUNCTIONS)):
        return Answer.NO
    return Answer.NO if any(_is_carried(source, name, loop) for name in _bound_in(loop)) else Answer.YES


@guard("in-for-loop")
def in_for_loop(source: SourceFile, node: Node) -> Answer:
    """The innermost loop around the node goes over items: no `while`, which may wait for something."""
    loop = next(loops_around(source, node), None)
    return Answer.YES if loop is not None and loop.type != "while_statement" else Answer.NO


@guard("body-of-for")
def body_of_for(source: SourceFile, block: Node) -> Answer:
    """The block is the body of a `for` statement, or of a `with` directly in one."""
    path = path_to(source.root, block)
    around = [each for each in reversed(path) if each.type not in ("block", "with_statement")]
    return Answer.YES if around and around[0].type == "for_statement" else Answer.NO


@guard("made-of-literals")
def made_of_literals(source: SourceFile, loop: Node) -> Answer:
    """The loop goes over a display of literals, or a name that a module or function binds once to one of fewer than
    ten: its rounds are few and known.
    """
    iterable = loop.child_by_field_name("right") if loop.type == "for_statement" else _first_iterable(loop)
    if iterable is not None and iterable.type == "identifier":
        bindings = variable_at(source, iterable).bindings
        parent = bindings[0].parent if len(bindings) == 1 and bindings[0].role == "assign" else None
        iterable = None if parent is None else parent.child_by_field_name("right")
    few = iterable is not None and iterable.type in ("list", "tuple", "set", "dictionary", "string")
    return Answer.YES if few and iterable is not None and iterable.named_child_count < 10 else Answer.NO


@guard("used-for-one-request")
def used_for_one_request(source: SourceFile, name: Node) -> Answer:
    """What a `with` binds the name to is used once, for a method called outside any loop, and the function around it
    has parameters: whoever calls the function again gets another one.
    """
    variable = variable_at(source, name)
    reads = [each for each in variable.occurrences if not each.binds]
    if len(reads) != 1 or not reads[0].role.endswith("()") or not reads[0].role.startswith("."):
        return Answer.NO
    looped = any(True for _ in loops_around(source, reads[0].node))
    around = next((each for each in reversed(path_to(source.root, name)) if each.type == "function_definition"), None)
    parameters = None if around is None else around.child_by_field_name("parameters")
    own = (
        []
        if parameters is None
        else [each for each in parameters.named_children if text_of(each) not in ("self", "cls")]
    )
    return Answer.YES if own and not looped else Answer.NO


def _made_in_round(loop: Node) -> set[str]:
    """The targets of a loop, and names that its body makes from them."""
    names = set(_targets(loop))
    body = loop.child_by_field_name("body") if loop.type in LOOP_STATEMENTS else None
    for each in walk(body) if body is not None else ():
        if each.type == "assignment":
            left, right = each.child_by_field_name("left"), each.child_by_field_name("right")
            mentioned = right is not None and any(
                part.type == "identifier" and text_of(part) in names for part in walk(right)
            )
            if left is not None and left.type == "identifier" and mentioned:
                names.add(text_of(left))
    return names


def _targets(loop: Node) -> Iterator[str]:
    clauses = [loop] if loop.type == "for_statement" else []
    if loop.type in COMPREHENSIONS:
        clauses = [each for each in loop.named_children if each.type == "for_in_clause"]
    for clause in clauses:
        left = clause.child_by_field_name("left")
        if left is not None:
            yield from (text_of(each) for each in walk(left) if each.type == "identifier")


def _first_iterable(loop: Node) -> Node | None:
    clause = next((each for each in loop.named_children if each.type == "for_in_clause"), None)
    return None if clause is None else clause.child_by_field_name("right")


def _bound_in(loop: Node) -> Iterator[Node]:
    """Names that assignments in the body of a loop bind, one node for each name."""
    seen: set[str] = set()
    body = loop.child_by_field_name("body") if loop.type in LOOP_STATEMENTS else None
    for each in walk(body) if body is not None else ():
        left = each.child_by_field_name("left") if each.type in ("assignment", "augmented_assignment") else None
        for name in walk(left) if left is not None and left.type not in ("subscript", "attribute") else ():
            if name.type == "identifier" and text_of(name) not in seen:
                seen.add(text_of(name))
                yield name


def _is_carried(source: SourceFile, name: Node, loop: Node) -> bool:
    """Whether a round reads the value that an earlier one gave the name, other than to add to it."""
    found = within(variable_at(source, name).occurrences, loop)
    plain = [each for each in found if each.role == "assign"]
    reads = [each for each in found if not each.binds]
    if not plain:
        # Sums only: what is awaited may not depend on them.
        return any(_is_in_await(each.path) for each in reads)
    first = min(plain, key=lambda each: each.span.start)
    assignment = first.parent
    end = first.span.end if assignment is None else assignment.end_byte
    return any(each.span.start < end for each in reads)


def _is_in_await(path: tuple[Node, ...]) -> bool:
    return any(each.type == "await" for each in path)
