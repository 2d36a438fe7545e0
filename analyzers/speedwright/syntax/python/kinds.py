"""Node kinds of the Python grammar, by what they mean."""

from __future__ import annotations

from speedwright.syntax.node import Node

FUNCTIONS = frozenset({"function_definition", "lambda"})
COMPREHENSIONS = frozenset(
    {"list_comprehension", "set_comprehension", "dictionary_comprehension", "generator_expression"}
)
LOOP_STATEMENTS = frozenset({"for_statement", "while_statement"})
LOOPS = LOOP_STATEMENTS | COMPREHENSIONS
SCOPES = FUNCTIONS | COMPREHENSIONS | {"class_definition", "module"}
BLOCKS = frozenset({"block", "module"})
DEFINITIONS = frozenset({"function_definition", "class_definition"})
LITERALS = frozenset({"integer", "float", "string", "concatenated_string", "true", "false", "none", "ellipsis"})
SEQUENCE_PATTERNS = frozenset({"pattern_list", "tuple_pattern", "list_pattern", "list_splat_pattern"})
COLLECTIONS = frozenset({"list", "tuple", "set", "dictionary", "pair", "expression_list", "list_splat"})


def field_of(parent: Node, child: Node) -> str | None:
    """The grammar's name for the place of `child` in `parent`."""
    cursor = parent.walk()
    if not cursor.goto_first_child():
        return None
    while cursor.node != child:
        if not cursor.goto_next_sibling():
            return None
    return cursor.field_name


def is_field(parent: Node, name: str, child: Node) -> bool:
    """Whether `child` stands in the field `name`, which may hold several nodes."""
    first = parent.child_by_field_name(name)
    if first is None or first == child:
        return first is not None
    # Only what stands behind the first may be one more of them.
    return child.start_byte >= first.end_byte and field_of(parent, child) == name


def loop_body_contains(loop: Node, node: Node) -> bool:
    """Whether `node` runs once per round of `loop`: the iterable of a `for`, say, runs only once."""
    if loop.type == "for_statement":
        return _within(loop.child_by_field_name("body"), node)
    if loop.type == "while_statement":
        return _within(loop.child_by_field_name("body"), node) or _within(loop.child_by_field_name("condition"), node)
    return loop.type in COMPREHENSIONS and not first_iterable_contains(loop, node)


def first_iterable_contains(comprehension: Node, node: Node) -> bool:
    """Whether `node` lies in the iterable of the first `for`, which is evaluated once and outside the scope."""
    for child in comprehension.named_children:
        if child.type == "for_in_clause":
            return _within(child.child_by_field_name("right"), node)
    return False


def _within(region: Node | None, node: Node) -> bool:
    return region is not None and region.start_byte <= node.start_byte and node.end_byte <= region.end_byte
