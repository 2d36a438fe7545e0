"""Guards about collections that one statement makes and later ones only add to."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from speedwright.model.finding import Answer
from speedwright.model.text import Span
from speedwright.skills.guards.base import NO, Result, guard
from speedwright.syntax.node import Node, path_to, span_of, text_of
from speedwright.syntax.python.changes import changes_in
from speedwright.syntax.python.kinds import BLOCKS, FUNCTIONS
from speedwright.syntax.python.loops import loops_around
from speedwright.syntax.python.scope import Occurrence, Variable, variable_at
from speedwright.syntax.python.uses import between, within
from speedwright.syntax.source_file import SourceFile

_READS = frozenset(
    {
        ".count()", ".index()", "compare", "format", "in", "index", "len()", "max()", "min()", "return", "slice",
        "sorted()", "sum()", "truth",
    }
)  # fmt: skip
"""Uses that neither keep a list nor are still reading it when the next statement runs, as an iterator would."""

_ADDS = frozenset({".append()", ".extend()", "augment"})


_EMPTY = frozenset({"[]", "()", "list()", "tuple()"})


class _Life(NamedTuple):
    """The value that makes a collection, and its uses from there to the end of the last statement that matters."""

    value: Node
    uses: tuple[Occurrence, ...]


@guard("grown-by-append")
def grown_by_append(source: SourceFile, name: Node, test: Node) -> Result:
    """One statement `name = value` makes the local list; from there to its last membership test nothing but
    `.append()` changes it, some of that in one loop with this test, and nobody else gets hold of it; binds the value.
    """
    around = tuple(loops_around(source, test))
    # What is quickly seen of the text comes first: where each name is used takes much longer.
    if not around or not _may_append(source, name, around[-1]):
        return NO
    variable = variable_at(source, name)
    life = _life(variable, lambda each: each.role in (".append()", "in"))
    if life is None or not _all_harmless(source, life):
        return NO
    appends = [each.span for each in life.uses if each.role == ".append()"]
    loops = [span_of(each) for each in around if each.start_byte > life.value.end_byte]
    grows = any(loop.contains(span) for loop in loops for span in appends)
    return Result(Answer.YES, (life.value,)) if grows else NO


def _may_append(source: SourceFile, name: Node, loop: Node) -> bool:
    """Whether a loop has the words that it takes to append to a name."""
    text = source.content[loop.start_byte : loop.end_byte]
    return b"append" in text and text.count(name.text or b"") > 1


@guard("appended")
def appended(source: SourceFile, name: Node) -> Result:
    """Every `.append()` of the name is a statement of its own with one argument; binds the arguments."""
    found: list[Node] = []
    for each in variable_at(source, name).occurrences:
        if each.role == ".append()":
            arguments = each.path[-2].child_by_field_name("arguments")
            given = [] if arguments is None else arguments.named_children
            if len(given) != 1 or given[0].type == "list_splat" or each.path[-3].type != "expression_statement":
                return NO
            found += given
    return Result(Answer.YES, tuple(found)) if found else NO


@guard("grown-by-sums")
def grown_by_sums(source: SourceFile, name: Node) -> Result:
    """One statement `name = value` makes the local list; from there to the last `name = name + more` it is only
    added to and read, so that nobody can tell whether the same list grows or a longer one takes its place; binds the
    value.
    """
    life = _life(variable_at(source, name), _is_sum)
    if life is None or not all(_is_sum(each) or _is_left_of_sum(each) or _is_plain(each) for each in life.uses):
        return NO
    return Result(Answer.YES, (life.value,))


@guard("additions")
def additions(source: SourceFile, region: Node, name: Node, operator: str, size: str) -> Result:
    """Statements in the region that add to the name, by `=` (`name = name + more`) or by `+=`; of size `one` those
    that add a display of one item (`[x]`, `(x,)`), of size `many` all others; binds the assignments.
    """
    found = []
    for each in within(variable_at(source, name).bindings, region):
        added = _added(each, operator)
        if added is not None and each.parent is not None and _has_one_item(added) is (size == "one"):
            found.append(each.parent)
    return Result(Answer.YES, tuple(found)) if found else NO


@guard("scope-using-only")
def scope_using_only(source: SourceFile, name: Node, *roles: str) -> Result:
    """As only-used-as, for a local name; binds the scope it belongs to."""
    variable = variable_at(source, name)
    scope = variable.scope
    if scope is None or not variable.complete:
        return NO
    fits = all(each.role in (*roles, "assign") for each in variable.occurrences)
    return Result(Answer.YES, (scope,)) if fits else NO


@guard("outside-handler")
def outside_handler(source: SourceFile, node: Node, exception: str) -> Answer:
    """No `except` clause that names this exception stands around the node: what runs there is what is left to do with
    values that cannot be hashed, say.
    """
    handlers = [each for each in path_to(source.root, node) if each.type == "except_clause"]
    named = any(exception in text_of(each).partition("\n")[0] for each in handlers)
    return Answer.NO if named else Answer.YES


@guard("empty")
def empty(_source: SourceFile, value: Node) -> Result:
    """The value is an empty display or an empty constructor's call (`[]`, `tuple()`); binds it."""
    return Result(Answer.YES, (value,)) if text_of(value) in _EMPTY else NO


@guard("filled")
def filled(_source: SourceFile, value: Node) -> Result:
    """The value is anything but an empty display or constructor's call; binds it."""
    return NO if text_of(value) in _EMPTY else Result(Answer.YES, (value,))


def _life(variable: Variable, matters: Callable[[Occurrence], bool]) -> _Life | None:
    """None where the name is shared, made in several places, or matters outside the block that makes it."""
    start = _start(variable)
    if start is None or len(start.path) < 3 or start.path[-3].type not in BLOCKS:
        return None
    block, statement = start.path[-3], start.path[-2]
    depth = _functions(start)
    ends = [_sibling_end(block, each) for each in variable.occurrences if matters(each) and each != start]
    if not ends or min(ends) <= statement.end_byte or any(_functions(each) != depth for each in variable.occurrences):
        return None
    value = start.path[-1].child_by_field_name("right")
    uses = between(variable.occurrences, Span(statement.end_byte, max(ends)))
    return None if value is None else _Life(value, uses)


def _start(variable: Variable) -> Occurrence | None:
    """The only binding that does not add to what was there, where it is a plain statement."""
    if not variable.is_local or not variable.complete:
        return None
    fresh = [each for each in variable.bindings if not _is_sum(each) and each.role != "augment"]
    if len(fresh) != 1 or fresh[0].role != "assign" or fresh[0].path[-1].type != "assignment":
        return None
    right = fresh[0].path[-1].child_by_field_name("right")
    plain = fresh[0].path[-2].type == "expression_statement" and right is not None and right.type != "assignment"
    return fresh[0] if plain else None


def _sibling_end(block: Node, occurrence: Occurrence) -> int:
    """The end of the statement of `block` that holds the occurrence; -1 outside the block."""
    for around, child in zip(occurrence.path, (*occurrence.path[1:], occurrence.node), strict=True):
        if around == block:
            return child.end_byte
    return -1


def _functions(occurrence: Occurrence) -> int:
    return sum(each.type in FUNCTIONS for each in occurrence.path)


def _all_harmless(source: SourceFile, life: _Life) -> bool:
    return all(each.role == ".append()" or changes_in(source, [each], each.span) is Answer.NO for each in life.uses)


def _is_plain(occurrence: Occurrence) -> bool:
    return occurrence.role in _READS or occurrence.role in _ADDS


def _is_sum(occurrence: Occurrence) -> bool:
    return _added(occurrence, "=") is not None


def _is_left_of_sum(occurrence: Occurrence) -> bool:
    """Whether this is the second `name` of `name = name + more`."""
    parent = occurrence.parent
    if occurrence.role != "operand" or parent is None or parent.child_by_field_name("left") != occurrence.node:
        return False
    assignment = occurrence.path[-2] if len(occurrence.path) > 1 else parent
    left = assignment.child_by_field_name("left")
    return assignment.type == "assignment" and left is not None and text_of(left) == text_of(occurrence.node)


def _added(binding: Occurrence, operator: str) -> Node | None:
    """What `name = name + more` or `name += more` adds; None for any other binding, and where `more` names it."""
    parent = binding.parent
    right = parent.child_by_field_name("right") if parent is not None else None
    if parent is None or right is None or len(binding.path) < 2 or binding.path[-2].type != "expression_statement":
        return None
    if operator == "=":
        right = _right_of_sum(right, text_of(binding.node)) if binding.role == "assign" else None
    else:
        sign = parent.child_by_field_name("operator")
        right = right if binding.role == "augment" and sign is not None and text_of(sign) == operator else None
    return None if right is None or text_of(right) == text_of(binding.node) else right


def _right_of_sum(value: Node, name: str) -> Node | None:
    left, operator = value.child_by_field_name("left"), value.child_by_field_name("operator")
    if value.type != "binary_operator" or left is None or operator is None:
        return None
    is_sum = left.type == "identifier" and text_of(left) == name and text_of(operator) == "+"
    return value.child_by_field_name("right") if is_sum else None


def _has_one_item(display: Node) -> bool:
    return (
        display.type in ("list", "tuple")
        and display.named_child_count == 1
        and display.named_children[0].type not in ("list_splat", "comment")
    )
