"""Guards about calls that give the same result in every round of a loop."""

from __future__ import annotations

import re

from speedwright.model.finding import Answer
from speedwright.model.late_pattern import late_pattern
from speedwright.skills.guards.base import NO, Result, guard
from speedwright.skills.guards.emptiness import non_empty
from speedwright.syntax.keeping import kept
from speedwright.syntax.node import Node, path_to, span_of, text_of, walk
from speedwright.syntax.python.changes import is_reading_call, unchanged
from speedwright.syntax.python.costs import cost, may_have_cost
from speedwright.syntax.python.inference import type_of, value_of_binding
from speedwright.syntax.python.kinds import COMPREHENSIONS, LITERALS, SCOPES
from speedwright.syntax.python.loops import clauses_of, loops_around
from speedwright.syntax.python.roles import role
from speedwright.syntax.python.rounds import Reached, reached
from speedwright.syntax.python.scope import variable_at
from speedwright.syntax.python.types import IMMUTABLE
from speedwright.syntax.python.uses import uses_of
from speedwright.syntax.source_file import SourceFile

_WORTH_IT = 2
"""Steps below which a local variable saves less than a busy machine's timing can show."""


@guard("hoistable")
def hoistable(source: SourceFile, call: Node) -> Result:
    """A call of standard functions and methods that costs something, whose arguments stay the same in a loop, that is
    reached in all its rounds; binds the outermost such loop. Unknown where it may fail and the loop may have no
    round. `max(x)` and `min(x)`, which fail for no items, only where x has items in all rounds. No for a part of
    a larger such call.
    """
    loop = _loop_for(source, call)
    if loop is None:
        return NO
    around = path_to(source.root, call)
    if any(each.type == "call" and _loop_for(source, each) is not None for each in around):
        return NO
    safe = reached(source, call, loop) is Reached.ALWAYS or _picks(call) or _is_total(source, call)
    return Result(Answer.YES if safe else Answer.UNKNOWN, (loop,))


@guard("safe-before")
def safe_before(source: SourceFile, call: Node, loop: Node) -> Result:
    """Before the loop the call fails only where it would have failed in it: it is no `max(x)` or `min(x)`, or x is
    known to have items, or is asked for before the first round anyway. Binds the loop.
    """
    picked = _picked_from(call)
    if picked is None or reached(source, call, loop) is Reached.ALWAYS:
        return Result(Answer.YES, (loop,))
    return Result(Answer.YES, (loop,)) if non_empty.ask(source, (picked,), ()).answer is not Answer.NO else NO


@guard("unsafe-before")
def unsafe_before(source: SourceFile, call: Node, loop: Node) -> Result:
    """The opposite of safe-before. Binds the loop."""
    return NO if safe_before.ask(source, (call, loop), ()).bound else Result(Answer.YES, (loop,))


@guard("picks-from")
def picks_from(_source: SourceFile, call: Node) -> Result:
    """The call is `max(x)` or `min(x)`; binds the name x."""
    picked = _picked_from(call)
    return NO if picked is None else Result(Answer.YES, (picked,))


@guard("looked-at")
def looked_at(source: SourceFile, value: Node) -> Answer:
    """What the expression gives cannot be changed, or is only looked at: nothing keeps or changes it."""
    known = type_of(source, value)
    if (known is not None and known.kind in IMMUTABLE) or _gives_element(value):
        return Answer.YES
    path = path_to(source.root, value)
    used = role(value, path)
    if used == "alias" and path[-1].type == "assignment":
        left = path[-1].child_by_field_name("left")
        found = uses_of(source, left) if left is not None and left.type == "identifier" else None
        looks = found is not None and all(each.role == "assign" or _looks(each.role) for each in found)
        return Answer.YES if looks else Answer.NO
    return Answer.YES if _looks(used) else Answer.NO


@guard("root-name")
def root_name(_source: SourceFile, expression: Node) -> Result:
    """Binds the first name in the expression that is no function's."""
    for node in walk(expression):
        if node.type == "identifier" and not _is_word_of_call(node):
            return Result(Answer.YES, (node,))
    return NO


_LOOKING_CALLS = frozenset(
    {"len()", "sum()", "min()", "max()", "any()", "all()", "set()", "sorted()", "tuple()", "list()"}
)
_LOOKING_METHODS = frozenset({".index()", ".count()", ".get()", ".isdisjoint()", ".issubset()", ".issuperset()"})
_LOOKING = frozenset({"truth", "in", "index", "iterate", "compare"})


def _looks(used: str) -> bool:
    return used in _LOOKING or used in _LOOKING_CALLS or used in _LOOKING_METHODS


_GIVING_IMMUTABLES = (
    "strptime", "fromisoformat", "timedelta", "Decimal", "Fraction", "join", "isqrt", "sqrt", "floor", "ceil", "log",
)  # fmt: skip


def _gives_element(call: Node) -> bool:
    """`max(x)` gives an item as it is, `any(x)` a bool: no new object that could be changed."""
    callee, arguments = call.child_by_field_name("function"), call.child_by_field_name("arguments")
    name = "" if callee is None else text_of(callee)
    plain_sum = name == "sum" and arguments is not None and arguments.type == "argument_list"
    single = plain_sum and arguments is not None and arguments.named_child_count == 1
    immutable = name.endswith(_GIVING_IMMUTABLES)
    return name in ("max", "min", "any", "all", "abs", "round") or single or immutable


def _is_word_of_call(node: Node) -> bool:
    """Whether it is the name of a function that is called, or of a keyword: nothing that is evaluated."""
    parent = node.parent
    if parent is None or parent.type not in ("call", "keyword_argument"):
        return False
    return parent.child_by_field_name("function" if parent.type == "call" else "name") == node


def _loop_for(source: SourceFile, call: Node) -> Node | None:
    callee = call.child_by_field_name("function")
    if callee is None or text_of(callee) in _ITERATORS or not may_have_cost(call):
        return None
    loops = tuple(loops_around(source, call))
    if not loops:
        return None
    # First, because it is quickly seen of most calls that they depend on the loop; what they cost takes longer.
    if not _is_invariant(source, call, loops[0]) or (cost(source, call) or 0) < _WORTH_IT:
        return None
    best: Node | None = None
    for loop in loops:
        if not _is_invariant(source, call, loop) or not _may_stand_before(source, call, loop):
            break
        best = loop
    return best


_ITERATORS = frozenset({"enumerate", "range", "reversed", "zip"})


def _may_stand_before(source: SourceFile, call: Node, loop: Node) -> bool:
    when = reached(source, call, loop)
    if when in (Reached.SOME, Reached.ALWAYS):
        return when is Reached.ALWAYS
    if _picks(call):
        picked = _picked_from(call)
        return picked is not None and _has_items_in_rounds(source, picked, loop)
    return when is Reached.EVERY_ROUND or _is_total(source, call)


def _picks(call: Node) -> bool:
    """Whether it fails for no items at all: a `max(x)` or `min(x)` is part of it."""
    for node in walk(call):
        callee, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
        if node.type == "call" and callee is not None and text_of(callee) in ("max", "min"):
            given = [] if arguments is None or arguments.type != "argument_list" else arguments.named_children
            if len(given) < 2 or any(text_of(each).startswith("key") for each in given):
                return True
    return False


def _picked_from(call: Node) -> Node | None:
    """The name x of `max(x)` or `min(x)`."""
    callee, arguments = call.child_by_field_name("function"), call.child_by_field_name("arguments")
    given = [] if arguments is None else arguments.named_children
    picks = (
        callee is not None and text_of(callee) in ("max", "min") and [each.type for each in given] == ["identifier"]
    )
    return given[0] if picks else None


def _has_items_in_rounds(source: SourceFile, name: Node, loop: Node) -> bool:
    """Whether x has items where the loop has a round: the loop goes over them, or they are known to be there."""
    clause = next((each for each in loop.named_children if each.type == "for_in_clause"), loop)
    iterable = clause.child_by_field_name("right")
    text = re.escape(text_of(name))
    pattern = rf"{text}|(?:enumerate|reversed|sorted|list)\({text}\)|range\(len\({text}\)\)"
    own = iterable is not None and re.fullmatch(pattern, text_of(iterable)) is not None
    return own or non_empty.ask(source, (name,), ()).answer is not Answer.NO


def _is_total(source: SourceFile, call: Node) -> bool:
    """Whether it cannot fail: every name in it is known to be of a builtin type and never None, no `max` or `min` of
    nothing, no text turned into a number or date.
    """
    if _picks(call):
        return False
    for node in walk(call):
        callee = node.child_by_field_name("function") if node.type == "call" else None
        if callee is not None and text_of(callee) in ("int", "float", "chr", "ord"):
            return False
        argument = node.type == "identifier" and not _is_word_of_call(node)
        if argument and not _is_known(source, node):
            return False
    return True


def _is_known(source: SourceFile, name: Node) -> bool:
    parent = name.parent
    if parent is not None and parent.type == "attribute":
        return parent.child_by_field_name("object") != name or type_of(source, name) is not None
    known = type_of(source, name)
    bindings = variable_at(source, name).bindings
    hints = [each.parent.child_by_field_name("type") for each in bindings if each.parent is not None]
    defaults = [each.parent.child_by_field_name("value") for each in bindings if each.parent is not None]
    texts = [text_of(each) for each in (*hints, *defaults) if each is not None]
    return known is not None and not any("None" in each or "Optional" in each for each in texts)


def _is_invariant(source: SourceFile, call: Node, loop: Node) -> bool:
    nodes = list(walk(call))
    names = [each for each in nodes if each.type in ("identifier", "attribute")]
    if not any(each.type in _BINDING for each in nodes):
        # What the loop goes over, or sets, is what most calls in it are about.
        varying = _targets(loop)
        if any((each.text in varying or _is_set_in(source, loop, each.text)) and _is_itself(each) for each in names):
            return False
    # Names first: of attributes, the type is asked too.
    names.sort(key=lambda each: each.type == "attribute")
    return all(_stays(source, each, call, loop) for each in names)


_BINDING = COMPREHENSIONS | {"lambda", "named_expression"}
"""Parts of a call in which a name may mean a variable of their own."""


def _targets(loop: Node) -> set[bytes | None]:
    """The plain names to which each round gives a value."""
    found: set[bytes | None] = set()
    for clause in clauses_of(loop):
        target = clause.child_by_field_name("left")
        parts = [] if target is None else list(walk(target))
        if all(each.type in ("identifier", "pattern_list", "tuple_pattern") for each in parts):
            found |= {each.text for each in parts if each.type == "identifier"}
    return found


_SET = late_pattern(rb"^[ \t]*([A-Za-z_]\w*)[ \t]*=(?!=)", re.M)


@kept(64)
def _places_set(source: SourceFile, loop: Node) -> dict[bytes, list[int]]:
    """Where in a loop a line begins as an assignment to a plain name does, by that name: not all of them are."""
    found: dict[bytes, list[int]] = {}
    for each in _SET.finditer(source.content, loop.start_byte, loop.end_byte):
        found.setdefault(each[1], []).append(each.start(1))
    return found


def _is_set_in(source: SourceFile, loop: Node, name: bytes | None) -> bool:
    """Whether the loop's own function surely sets a plain name in it: far quicker to see than what the name means."""
    return name is not None and any(
        _is_set_at(loop, at, at + len(name)) for at in _places_set(source, loop).get(name, ())
    )


def _is_set_at(loop: Node, start: int, end: int) -> bool:
    name = loop.named_descendant_for_byte_range(start, end)
    path = () if name is None else path_to(loop, name)
    if not path or path[-1].type != "assignment" or path[-1].child_by_field_name("left") != name:
        return False
    value = path[-1].child_by_field_name("right")
    # One that sets the same literal in every round changes nothing.
    return value is not None and value.type not in LITERALS and not any(each.type in SCOPES for each in path)


def _is_itself(node: Node) -> bool:
    """Whether a name stands for its variable, and is no attribute, keyword or called function."""
    parent = node.parent
    if node.type != "identifier" or _is_word_of_call(node):
        return False
    return parent is None or parent.type != "attribute" or parent.child_by_field_name("attribute") != node


def _stays(source: SourceFile, node: Node, call: Node, loop: Node) -> bool:
    parent = node.parent
    if _is_word_of_call(node):
        return True
    if node.type == "attribute":
        return type_of(source, node) is not None and unchanged(source, node, loop) is not Answer.NO
    if parent is not None and parent.type == "attribute":
        return parent.child_by_field_name("attribute") == node or _stays_itself(source, node, call, loop)
    return _stays_itself(source, node, call, loop)


def _stays_itself(source: SourceFile, name: Node, call: Node, loop: Node) -> bool:
    variable = variable_at(source, name)
    if variable.scope is not None and span_of(call).contains(span_of(variable.scope)):
        return True
    if variable.bindings and all(each.role == "import" for each in variable.bindings):
        return True
    if variable.scope is None and len(variable.bindings) == 1 and variable.complete:
        value = value_of_binding(variable.bindings[0])
        if value is not None and value.type in LITERALS:
            return True
    if unchanged(source, name, loop) is not Answer.YES:
        return False
    known = type_of(source, name)
    held = None if known is None else known.item
    fixed = known is not None and (known.kind in ("str", "bytes", "int", "float", "bool", "range"))
    return fixed or (held is not None and held.kind in IMMUTABLE) or not _touches_others(source, loop)


def _touches_others(source: SourceFile, loop: Node) -> bool:
    """Whether the loop stores into something, or calls what may change an item."""
    for node in walk(loop):
        left = node.child_by_field_name("left") if node.type in ("assignment", "augmented_assignment") else None
        if left is not None and left.type in ("subscript", "attribute"):
            return True
        if node.type == "call" and not is_reading_call(source, node):
            callee = node.child_by_field_name("function")
            receiver = None if callee is None else callee.child_by_field_name("object")
            if receiver is None or receiver.type != "identifier":
                return True
    return False
