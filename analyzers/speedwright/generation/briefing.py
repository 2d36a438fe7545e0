"""Diagnosis of one function into a brief: from findings, loop nests and the sizes that stand in the code."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from speedwright.generation.risks import risks_of
from speedwright.model.brief import Bottleneck, Brief, Level
from speedwright.model.finding import Finding
from speedwright.model.text import Span
from speedwright.skills.registry import Library
from speedwright.syntax.functions import functions
from speedwright.syntax.node import Node, node_at, text_of, walk
from speedwright.syntax.python.kinds import LOOP_STATEMENTS, LOOPS
from speedwright.syntax.python.loops import loops_around
from speedwright.syntax.source_file import SourceFile

MOST_OPERATIONS = 6
SHORT = 16
"""Rounds of a loop whose number stands in the code and is at most this do not grow with any input."""

_TERM = re.compile(r"([a-z])(?:\^(\d+))?")
_COUNTED = frozenset({"call", "comparison_operator", "subscript", "augmented_assignment"})
_LITERAL_COLLECTIONS = frozenset({"list", "tuple", "set", "string"})


def brief_of(source: SourceFile, function: str, findings: Sequence[Finding], library: Library) -> Brief | None:
    """The brief on a function of this source, with its own of the findings; None where there is no such function."""
    node = function_node(source, function)
    if node is None:
        return None
    own = [finding for finding in findings if finding.function == function]
    loops = _growing_loops(source, node)
    exponential = _calls_itself_twice(node, function.rpartition(".")[2], own, library)
    degree = max([depth for _, depth in loops] + [_degree(finding, library) for finding in own], default=0)
    deep = exponential or degree > 1 or any(_changes_growth(finding, library) for finding in own)
    return Brief(
        function=function,
        growth="O(2^n)" if exponential else _order(degree),
        operations=_operations(node, loops),
        bottlenecks=_bottlenecks(source, own, loops),
        level=Level.ALGORITHM if deep else Level.IMPLEMENTATION,
        risks=risks_of(source, node, own),
    )


def function_node(source: SourceFile, function: str) -> Node | None:
    """The definition of a function by its qualified name."""
    found = next((each for each in functions(source) if each.qualname == function), None)
    return None if found is None else node_at(source.root, found.span)


def _order(degree: int) -> str:
    return "O(1)" if degree == 0 else "O(n)" if degree == 1 else f"O(n^{degree})"


def _growing_loops(source: SourceFile, function: Node) -> list[tuple[Node, int]]:
    """The loops whose rounds depend on an input, and how deep each is in such loops, itself counted.

    A comprehension is as deep by itself as it has `for`s.
    """
    loops = {node: _own_depth(node) for node in walk(function) if node.type in LOOPS}
    around = ((loop, [loops[each] for each in loops_around(source, loop) if each in loops]) for loop in loops)
    return [(loop, loops[loop] + sum(outer)) for loop, outer in around if loops[loop]]


def _own_depth(loop: Node) -> int:
    clauses = [loop] if loop.type in LOOP_STATEMENTS else loop.named_children
    iterables = [each for each in clauses if each.type in LOOP_STATEMENTS or each.type == "for_in_clause"]
    return sum(not _is_short(each) for each in iterables)


def _is_short(clause: Node) -> bool:
    """Whether the code says how many rounds a `for` has, and these are few."""
    iterable = clause.child_by_field_name("right")
    if iterable is None:
        return False
    if iterable.type in _LITERAL_COLLECTIONS:
        return len(text_of(iterable)) <= SHORT if iterable.type == "string" else iterable.named_child_count <= SHORT
    arguments = iterable.child_by_field_name("arguments")
    name = iterable.child_by_field_name("function")
    if arguments is None or name is None or text_of(name) != "range":
        return False
    given = arguments.named_children
    return all(each.type == "integer" for each in given) and len(range(*_numbers(given))) <= SHORT


def _numbers(integers: Sequence[Node]) -> list[int]:
    try:
        numbers = [int(text_of(each), 0) for each in integers[:3]]
    except ValueError:
        return [SHORT + 1]
    return numbers if numbers and 0 not in numbers[2:] else [SHORT + 1]


def _calls_itself_twice(function: Node, name: str, findings: Sequence[Finding], library: Library) -> bool:
    """Whether one statement calls the function again more than once, and nothing remembers results."""
    matched = {finding.skill for finding in findings if _from(finding, library).startswith("O(2^")}
    around = function.type == "decorated_definition" and "cache" in text_of(function).partition("def ")[0]
    statements = (node for node in walk(function) if node.type in ("return_statement", "expression_statement"))
    twice = any(sum(_is_call_of(each, name) for each in walk(node)) > 1 for node in statements)
    return bool(matched) or (twice and not around)


def _is_call_of(node: Node, name: str) -> bool:
    callee = node.child_by_field_name("function") if node.type == "call" else None
    return callee is not None and text_of(callee).removeprefix("self.") == name


def _degree(finding: Finding, library: Library) -> int:
    """How often sizes are multiplied in the order that a page gives: 2 for `O(n*m)` and `O(n^2)`."""
    orders = _from(finding, library).removeprefix("O(").removesuffix(")").split("+")
    return max(
        (sum(int(power or 1) for _, power in _TERM.findall(_without_logs(each))) for each in orders), default=0
    )


def _without_logs(order: str) -> str:
    return re.sub(r"\b(log|sqrt)\b\s*\(?\w*\)?", "", order)


def _from(finding: Finding, library: Library) -> str:
    skill = library.skill(finding.skill)
    return skill.before if skill is not None else ""


def _changes_growth(finding: Finding, library: Library) -> bool:
    skill = library.skill(finding.skill)
    return skill is not None and skill.changes_growth


def _operations(function: Node, loops: Sequence[tuple[Node, int]]) -> tuple[str, ...]:
    """What the deepest growing loops do in every round; without a loop, what the function does."""
    deepest = max((depth for _, depth in loops), default=0)
    bodies = [loop for loop, depth in loops if depth == deepest] or [function]
    counts = Counter(name for body in bodies for name in _named_operations(body))
    return tuple(name for name, _ in counts.most_common(MOST_OPERATIONS))


def _named_operations(body: Node) -> Iterator[str]:
    for node in walk(body):
        if node.type not in _COUNTED:
            continue
        if node.type == "call":
            callee = node.child_by_field_name("function")
            name = None if callee is None else callee.child_by_field_name("attribute")
            if name is not None:
                yield f".{text_of(name)}()"
            elif callee is not None and callee.type == "identifier":
                yield f"{text_of(callee)}()"
        elif node.type == "subscript":
            yield "indexing"
        else:
            yield next(f"`{text_of(child)}`" for child in node.children if not child.is_named)


def _bottlenecks(
    source: SourceFile, findings: Sequence[Finding], loops: Sequence[tuple[Node, int]]
) -> tuple[Bottleneck, ...]:
    found = [
        Bottleneck(_line(source, finding.span), _depth(source, finding.span), finding.message, finding.skill)
        for finding in findings
    ]
    covered = {each.line for each in found}
    for loop, depth in loops:
        line = _line(source, Span(loop.start_byte, loop.end_byte))
        if depth > 1 and line not in covered:
            found.append(
                Bottleneck(line, depth, f"a loop inside {'another' if depth == 2 else f'{depth - 1} others'}")
            )
    return tuple(sorted(found, key=lambda each: (-each.depth, each.line)))


def _line(source: SourceFile, span: Span) -> int:
    return source.line_index.line_of(span.start) + 1


def _depth(source: SourceFile, span: Span) -> int:
    node = node_at(source.root, span)
    return 0 if node is None else sum(1 for _ in loops_around(source, node))
