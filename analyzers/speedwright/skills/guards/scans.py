"""Guards about loops that look through a collection for items with an equal key."""

from __future__ import annotations

from speedwright.model.finding import Answer
from speedwright.skills.guards.base import NO, Result, guard
from speedwright.syntax.node import Node, span_of, text_of, walk
from speedwright.syntax.python.changes import is_reading_call
from speedwright.syntax.python.kinds import COMPREHENSIONS, LITERALS, LOOPS
from speedwright.syntax.python.methods import CHANGING_METHODS
from speedwright.syntax.python.scope import Occurrence, occurrences_of, region_of
from speedwright.syntax.python.uses import uses_of, within
from speedwright.syntax.source_file import SourceFile

_PATTERNS = frozenset({"pattern_list", "tuple_pattern"})
_KEY_PARTS = LITERALS | {
    "identifier", "attribute", "subscript", "call", "argument_list", "parenthesized_expression", "string_start",
    "string_content", "string_end",
}  # fmt: skip


@guard("key-of-target")
def key_of_target(source: SourceFile, test: Node, target: Node) -> Result:
    """The test is `key == sought`, either way round, with a key made from a loop's target alone (`each.id`,
    `each["id"]`, one name of a pattern, the target itself) and a sought value without it; binds the key.
    """
    sides = _sides(source, test, target)
    return NO if sides is None else Result(Answer.YES, (sides[0],))


@guard("sought-key")
def sought_key(source: SourceFile, test: Node, target: Node) -> Result:
    """As key-of-target, but binds the sought value."""
    sides = _sides(source, test, target)
    return NO if sides is None else Result(Answer.YES, (sides[1],))


@guard("own-target")
def own_target(source: SourceFile, loop: Node, target: Node) -> Answer:
    """The loop's target is made of names that its function uses nowhere else, or only as targets of other loops: one
    more loop over them is seen by nobody.
    """
    if any(child.type == "async" for each in (loop, *loop.named_children) for child in each.children[:1]):
        return Answer.NO
    for name in _names(target):
        found = occurrences_of(source, region_of(source, loop), name)
        if found is None or not all(_belongs_to_a_loop(each, loop, found) for each in found):
            return Answer.NO
    return Answer.YES


@guard("holds-only")
def holds_only(_source: SourceFile, node: Node, *parts: Node) -> Result:
    """The node is made of these parts and nothing else, no comment either, which would be lost with it; binds the
    node.
    """
    whole = [child for child in node.named_children if child not in parts]
    return NO if whole else Result(Answer.YES, (node,))


@guard("used-alone-in")
def used_alone_in(source: SourceFile, region: Node, name: Node, *places: Node) -> Answer:
    """Inside the region, the name stands in these places only."""
    found = uses_of(source, name)
    if found is None:
        return Answer.UNKNOWN
    spans = [span_of(each) for each in places]
    inside = within(found, region)
    return Answer.YES if all(any(span.contains(each.span) for span in spans) for each in inside) else Answer.NO


@guard("keys-stay")
def keys_stay(source: SourceFile, region: Node, key: Node) -> Answer:
    """Nothing in the region stores to an attribute or item of the same name as the key reads; unknown where methods
    might.
    """
    read = {_field(each) for each in walk(key)} - {None}
    answer = Answer.YES
    for node in walk(region):
        if node.type in ("assignment", "augmented_assignment", "delete_statement"):
            stored = node.child_by_field_name("left") or node
            if read & {_field(each) for each in walk(stored, into=lambda each: each.type not in ("call", "lambda"))}:
                return Answer.NO
        if node.type == "call" and not is_reading_call(source, node) and not _changes_builtin(node):
            answer = Answer.UNKNOWN
    return answer


def _sides(source: SourceFile, test: Node, target: Node) -> tuple[Node, Node] | None:
    """The key and what it is compared with."""
    operators = [child.type for child in test.children if not child.is_named]
    if test.type != "comparison_operator" or operators != ["=="] or test.named_child_count != 2:
        return None
    names = frozenset(_names(target))
    left, right = test.named_children
    for key, sought in ((left, right), (right, left)):
        if names and _is_key(source, key, names) and not _mentions(sought, names):
            return key, sought
    return None


def _is_key(source: SourceFile, key: Node, names: frozenset[str]) -> bool:
    """Whether an expression reads the target and nothing else."""
    parts = list(walk(key))
    plain = all(part.type in _KEY_PARTS and (part.type != "call" or is_reading_call(source, part)) for part in parts)
    free = {text_of(part) for part in parts if part.type == "identifier" and not _is_field_name(part)}
    return plain and bool(free) and free <= names


def _mentions(expression: Node, names: frozenset[str]) -> bool:
    named = (part for part in walk(expression) if part.type == "identifier" and not _is_field_name(part))
    return any(text_of(part) in names for part in named)


def _is_field_name(identifier: Node) -> bool:
    parent = identifier.parent
    return parent is not None and parent.type == "attribute" and parent.child_by_field_name("attribute") == identifier


def _names(target: Node) -> list[str]:
    """The names of a target; none for one that stores to something else."""
    parts = list(walk(target))
    if any(part.type not in (*_PATTERNS, "identifier") for part in parts):
        return []
    return [text_of(part) for part in parts if part.type == "identifier"]


def _belongs_to_a_loop(occurrence: Occurrence, loop: Node, found: tuple[Occurrence, ...]) -> bool:
    """Whether a name stands inside `loop`, or inside a loop apart from it that binds the name itself."""
    if span_of(loop).contains(occurrence.span):
        return True
    return any(
        around.type in LOOPS and not span_of(around).contains(span_of(loop)) and _binds(around, found)
        for around in occurrence.path
    )


def _binds(loop: Node, found: tuple[Occurrence, ...]) -> bool:
    clauses = [child for child in loop.named_children if child.type == "for_in_clause"]
    heads = clauses if loop.type in COMPREHENSIONS else [loop]
    targets = [span_of(left) for head in heads if (left := head.child_by_field_name("left")) is not None]
    return any(each.role == "loop-target" and target.contains(each.span) for each in found for target in targets)


def _field(node: Node) -> str | None:
    """What an attribute or an item with a literal key is called."""
    if node.type == "attribute":
        name = node.child_by_field_name("attribute")
        return None if name is None else f".{text_of(name)}"
    if node.type == "subscript":
        index = node.child_by_field_name("subscript")
        return None if index is None else f"[{text_of(index)}]"
    return None


def _changes_builtin(call: Node) -> bool:
    function = call.child_by_field_name("function")
    name = None if function is None else function.child_by_field_name("attribute")
    return name is not None and text_of(name) in CHANGING_METHODS
