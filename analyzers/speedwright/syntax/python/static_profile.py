"""How the time of a function is likely to be spread over its code, told from the text alone.

The heuristics of Ball and Larus (1993) and of Wu and Larus (1994): a loop runs its body some ten times, a branch is
taken half of the time, handlers and what raises hardly ever. Costs are in steps of about fifty nanoseconds.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise, takewhile

from speedwright.syntax.keeping import kept
from speedwright.syntax.node import Node, path_to, text_of
from speedwright.syntax.python.kinds import COMPREHENSIONS, LOOPS, loop_body_contains
from speedwright.syntax.python.methods import CHANGING_METHODS, READING_FUNCTIONS, READING_METHODS
from speedwright.syntax.source_file import SourceFile

ROUNDS, BRANCH, RARE = 10.0, 0.5, 0.01

_CHOICES = frozenset({"elif_clause", "if_statement"})
_BRANCHES = frozenset({"block", "elif_clause", "else_clause"})

_OPERATION, _BUILTIN, _FRAME, _PASS, _SORT, _REGEX, _CALL, _WAIT = 0.5, 1.0, 2.0, 3.0, 9.0, 10.0, 30.0, 100.0
_OPERATIONS = frozenset(
    {
        "assignment", "attribute", "augmented_assignment", "binary_operator", "boolean_operator",
        "comparison_operator", "conditional_expression", "dictionary", "expression_statement", "if_statement",
        "interpolation", "list", "named_expression", "not_operator", "set", "slice", "subscript", "tuple",
        "unary_operator", "yield",
    }
)  # fmt: skip
_PASSES = frozenset({"all", "any", "dict", "frozenset", "join", "list", "max", "min", "set", "sum", "tuple"})
_SORTS = frozenset({"sort", "sorted"})
_BUILTINS = READING_FUNCTIONS | READING_METHODS | CHANGING_METHODS | {"end", "group", "groups", "span", "start"}
# Of the module or of a pattern; `split` is more often a string's.
_REGEXES = frozenset({"findall", "finditer", "fullmatch", "match", "search", "sub", "subn"})
# They leave the process, wait, or import.
_WAITS = frozenset(
    {
        "connect", "exec_driver_sql", "execute", "executemany", "exists", "fetchall", "fetchone", "glob",
        "import_module", "isdir", "isfile", "listdir", "makedirs", "open", "Popen", "popen", "print", "read",
        "readline", "readlines", "recv", "request", "run", "send", "sendall", "sleep", "stat", "system", "unlink",
        "urlopen", "write",
    }
)  # fmt: skip
_LEAVING = frozenset({"break_statement", "continue_statement", "raise_statement", "return_statement"})


def share_of(source: SourceFile, places: Sequence[Node], left_out: Sequence[Node] = ()) -> float:
    """Which part of the time of the function around some places they take, given that the first is reached: from 0
    to 1. Outside functions it is a part of the time of the module's statement around them.

    Parts of the places that are left out are not their own, nor are their calls of anything but builtins: a rewrite
    of the places keeps both.
    """
    region, passed, taken = _around(source, places[0])
    whole, apart = _whole(source, region, places[0], passed, taken), {each.id for each in left_out}
    not_reached = {each.id for siblings in passed.values() for each in siblings}
    reached = [each for each in places if not any(node.id in not_reached for node in path_to(region, each))]
    own = sum(_factor(source, region, place) * _steps(place, apart, calls=False) for place in reached)
    return min(1.0, own / whole) if whole else 1.0


def share_of_steps(source: SourceFile, place: Node, steps: float) -> float:
    """As share_of, for a place that takes so many steps on top of what is seen of it."""
    region, passed, taken = _around(source, place)
    whole = _whole(source, region, place, passed, taken)
    own = _factor(source, region, place) * steps
    return own / (whole + own) if whole else 1.0


def _around(source: SourceFile, place: Node) -> tuple[Node, Mapping[int, Sequence[Node]], frozenset[int]]:
    """The function around a place, or the module's statement; what does not run there where the place does, by the
    node above it; and the way to the place as far as no loop is around it, which is taken then.
    """
    path = path_to(source.root, place)
    region = next((each for each in reversed(path) if each.type == "function_definition"), (*path, place)[1])
    way = (each.id for each in takewhile(lambda node: node.type not in LOOPS, _inside(path, region, place)))
    return region, _not_reached(path, region, place), frozenset(way)


def _inside(path: Sequence[Node], region: Node, place: Node) -> list[Node]:
    """The way from a region to a place, with both; a statement of the module is its own region."""
    whole = [*path, place]
    return whole[whole.index(region) :]


def _factor(source: SourceFile, region: Node, place: Node) -> float:
    """How often a place is reached for each time that the region runs, which goes the way to it."""
    path = path_to(source.root, place)
    inside = _inside(path, region, place)
    found, looped = 1.0, False
    for parent, child in pairwise(inside):
        looped = looped or parent.type in LOOPS
        found *= _times(parent, child) if looped else 1.0
    return found


def _not_reached(path: Sequence[Node], region: Node, place: Node) -> dict[int, list[Node]]:
    """What does not run where the place does, as far as no loop is around it: other branches, and what is behind a
    branch with the place that leaves the function. By the node above it.
    """
    inside = _inside(path, region, place)
    steps = list(takewhile(lambda step: step[0].type not in LOOPS, pairwise(inside)))
    found: dict[int, list[Node]] = {}
    leaves = False
    for parent, child in reversed(steps):
        behind = leaves and parent.type == "block"
        found[parent.id] = [
            other
            for other in parent.named_children
            if (behind and other.start_byte >= child.end_byte)
            or (parent.type in _CHOICES and {child.type, other.type} <= _BRANCHES and other != child)
        ]
        leaves = leaves or (parent.type == "block" and parent.named_children[-1].type in _LEAVING)
    return found


def _whole(
    source: SourceFile, region: Node, place: Node, passed: Mapping[int, Sequence[Node]], taken: Collection[int]
) -> float:
    """The steps of a region without what is passed by; branches that are taken count in full.

    What all of it takes is counted once for all places in it: of that, only the way to this one differs.
    """
    steps = _steps_by_node(region)
    whole, times = steps[region.id], 1.0
    for parent, child in pairwise(_inside(path_to(source.root, place), region, place)):
        whole -= times * sum(_times(parent, each) * steps.get(each.id, 0.0) for each in passed.get(parent.id, ()))
        if child.id not in steps:
            break
        usual = _times(parent, child)
        if child.id in taken:
            whole += times * (1.0 - usual) * steps[child.id]
        else:
            times *= usual
    return whole


@kept(16)
def _steps_by_node(region: Node) -> dict[int, float]:
    """The steps of each part of a region with all that runs in it, each time that it is reached, by the node's id."""
    found: dict[int, float] = {}
    below: list[tuple[Node, list[Node]]] = []
    left = [region]
    while left:
        node = left.pop()
        children = [child for child in node.named_children if _runs(child)]
        below.append((node, children))
        left.extend(children)
    for node, children in reversed(below):
        found[node.id] = _own(node, True) + sum(_times(node, child) * found[child.id] for child in children)
    return found


def _steps(place: Node, left_out: Collection[int], calls: bool) -> float:
    """The steps of a place without what is left out, with or without the calls in it that are no builtins."""
    total = 0.0
    left = [(place, 1.0)]
    while left:
        node, times = left.pop()
        if node.id in left_out:
            continue
        total += times * _own(node, calls or node == place)
        left.extend((child, times * _times(node, child)) for child in node.named_children if _runs(child))
    return total


def _runs(node: Node) -> bool:
    return node.type not in ("class_definition", "comment", "decorated_definition", "function_definition", "type")


def _own(node: Node, calls: bool) -> float:
    if node.type == "call":
        known = _of_call(node)
        return known if known < _CALL or calls else 0.0
    if node.type == "await":
        return _WAIT if calls else 0.0
    if node.type in COMPREHENSIONS:
        return ROUNDS * (_FRAME if node.type == "generator_expression" else _BUILTIN)
    if node.type == "lambda":
        return ROUNDS * _FRAME
    return _OPERATION if node.type in _OPERATIONS else 0.0


def _of_call(call: Node) -> float:
    function = call.child_by_field_name("function")
    if function is None:
        return _CALL
    name = text_of(function).rpartition(".")[2]
    if name in _WAITS:
        return _WAIT
    if name in _PASSES:
        return _PASS
    if name in _SORTS:
        return _SORT
    if name in _REGEXES or text_of(function) == "re.split":
        return _REGEX
    return _BUILTIN if name in _BUILTINS else _CALL


def _times(parent: Node, child: Node) -> float:
    """How often a child runs for each time that its parent does."""
    if parent.type == "lambda":
        return ROUNDS
    if parent.type in COMPREHENSIONS:
        return _times_in_comprehension(parent, child)
    if parent.type in ("for_statement", "while_statement"):
        return ROUNDS if loop_body_contains(parent, child) else 1.0
    if child.type in ("except_clause", "raise_statement") or _ends_in_raise(child):
        return RARE
    if parent.type == "boolean_operator":
        return 1.0 if child == parent.named_children[0] else BRANCH
    return BRANCH if parent.type in _CHOICES and child.type in _BRANCHES else 1.0


def _times_in_comprehension(comprehension: Node, child: Node) -> float:
    clauses = [each for each in comprehension.named_children if each.type == "for_in_clause"]
    if child.type == "for_in_clause":
        return 1.0 if child == clauses[0] else ROUNDS
    return ROUNDS ** len(clauses)


def _ends_in_raise(block: Node) -> bool:
    return block.type == "block" and bool(block.named_children) and block.named_children[-1].type == "raise_statement"
