"""What one occurrence of a name (or of `self.x`) is there for.

A role is a short string, so that skill pages can list roles.

Bindings: `parameter`, `assign`, `augment`, `loop-target`, `with-target`, `import`, `definition`, `except-target`,
`walrus`, `delete`, `global`, `nonlocal`, `pattern`.

Uses: `truth`, `iterate`, `in` (searched by `in`), `needle` (searched for), `index`, `slice`, `store-item`,
`delete-item`, `.name()` (a method call), `.name` (an attribute read), `store-attribute`, `called`, `f()` (an argument
of f), `argument` (of something without a name), `return`, `yield`, `alias`, `element`, `compare`, `operand`,
`format`, `statement` and `other`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from speedwright.syntax.node import Node, text_of
from speedwright.syntax.python.kinds import COLLECTIONS, SEQUENCE_PATTERNS, is_field

BINDINGS = frozenset(
    {
        "parameter", "assign", "augment", "loop-target", "with-target", "import", "definition", "except-target",
        "walrus", "delete", "global", "nonlocal", "pattern",
    }
)  # fmt: skip

_REACH = 64
"""How many ancestors count: a name inside sixty-four brackets is `other`, and no nesting can exhaust the stack."""

_PARAMETERS = frozenset({"parameters", "lambda_parameters", "default_parameter", "typed_default_parameter"})
_FLOWS = frozenset({"parenthesized_expression", "boolean_operator", "conditional_expression"})
_OPERATORS = frozenset({"binary_operator", "unary_operator"})


class _Place(NamedTuple):
    node: Node
    path: tuple[Node, ...]

    @property
    def parent(self) -> Node:
        return self.path[-1]

    @property
    def grandparent(self) -> Node | None:
        return self.path[-2] if len(self.path) > 1 else None


def role(node: Node, path: tuple[Node, ...]) -> str:
    """The role of the name or dotted name `node`, whose ancestors are `path` (outermost first)."""
    if not path:
        return "other"
    if len(path) > _REACH:
        path = path[-_REACH:]
    parent = path[-1]
    decide = _BY_PARENT.get(parent.type)
    if decide is not None:
        return decide(_Place(node, path))
    if parent.type in COLLECTIONS:
        return _in_collection(parent, path)
    return _BY_PARENT_ALONE.get(parent.type, "other")


def is_reference(node: Node, parent: Node | None) -> bool:
    """Whether an identifier names a variable: not an attribute, a keyword of a call or a part of a module's name."""
    kind = None if parent is None else parent.type
    if parent is None or kind not in _NAMING:
        return True
    return kind != "keyword_pattern" and not is_field(parent, _NAMING[kind], node)


_NAMING = {"attribute": "attribute", "keyword_argument": "name", "keyword_pattern": ""}
"""Kinds of nodes with a name in them that is no variable's, and its field."""


def _assignment(place: _Place) -> str:
    if is_field(place.parent, "left", place.node):
        return "assign"
    return "alias" if is_field(place.parent, "right", place.node) else "other"


def _augmented(place: _Place) -> str:
    return "augment" if is_field(place.parent, "left", place.node) else "operand"


def _pattern(place: _Place) -> str:
    """A name inside `a, (b, *c)`: bound by whatever the whole pattern is the target of."""
    at = len(place.path) - 1
    while at and place.path[at].type in SEQUENCE_PATTERNS:
        at -= 1
    outer = place.path[at]
    if outer.type in ("parameters", "lambda_parameters", "typed_parameter"):
        return "parameter"
    return role(place.path[at + 1], place.path[: at + 1])


def _for(place: _Place) -> str:
    if is_field(place.parent, "left", place.node):
        return "loop-target"
    return "iterate" if is_field(place.parent, "right", place.node) else "other"


def _attribute(place: _Place) -> str:
    name = place.parent.child_by_field_name("attribute")
    label = f".{text_of(name)}" if name is not None else "other"
    outer = place.grandparent
    if outer is not None and outer.type == "call" and is_field(outer, "function", place.parent):
        return f"{label}()"
    used = role(place.parent, place.path[:-1])
    return "store-attribute" if used in BINDINGS else label


def _subscript(place: _Place) -> str:
    if not is_field(place.parent, "value", place.node):
        return "operand"
    used = role(place.parent, place.path[:-1])
    if used in ("assign", "augment", "loop-target", "with-target"):
        return "store-item"
    if used == "delete":
        return "delete-item"
    return "slice" if any(child.type == "slice" for child in place.parent.named_children) else "index"


def _argument(place: _Place) -> str:
    call = place.grandparent
    if call is None or call.type != "call":
        return "other"
    function = call.child_by_field_name("function")
    if function is None:
        return "argument"
    if function.type == "identifier":
        return f"{text_of(function)}()"
    return "argument"


def _keyword_argument(place: _Place) -> str:
    return role(place.parent, place.path[:-1])


def _comparison(place: _Place) -> str:
    children = place.parent.children
    at = next((i for i, child in enumerate(children) if child == place.node), 0)
    if at and children[at - 1].type in ("in", "not in"):
        return "in"
    if at + 1 < len(children) and children[at + 1].type in ("in", "not in"):
        return "needle"
    return "compare"


def _condition(place: _Place) -> str:
    return "truth" if is_field(place.parent, "condition", place.node) else "other"


def _flow(place: _Place) -> str:
    """A value that an `or`, a conditional expression or parentheses hand on: used as the whole is used."""
    if place.parent.type == "conditional_expression" and place.parent.named_children[1:2] == [place.node]:
        return "truth"
    if place.parent.type != "parenthesized_expression" and role(place.parent, place.path[:-1]) != "truth":
        return "alias"
    return role(place.parent, place.path[:-1])


def _walrus(place: _Place) -> str:
    return "walrus" if is_field(place.parent, "name", place.node) else "alias"


def _named_definition(place: _Place) -> str:
    return "definition" if is_field(place.parent, "name", place.node) else "other"


def _parameter(place: _Place) -> str:
    if place.parent.type in ("default_parameter", "typed_default_parameter"):
        return "parameter" if is_field(place.parent, "name", place.node) else "alias"
    return "parameter"


def _typed_parameter(place: _Place) -> str:
    return "other" if is_field(place.parent, "type", place.node) else "parameter"


def _alias_target(place: _Place) -> str:
    """`as name`: of a `with`, an `except` or an import."""
    kinds = {each.type for each in place.path[-4:]}
    return "except-target" if kinds & {"except_clause", "except_group_clause"} else "with-target"


def _as_pattern(place: _Place) -> str:
    if is_field(place.parent, "alias", place.node) or any(each.type == "case_clause" for each in place.path[-6:]):
        return "pattern"
    return "other"


def _dotted_name(place: _Place) -> str:
    """`import a.b` binds `a`, `from a import b` binds `b`, `case a` binds `a`, `case a.b` reads it."""
    outer = place.grandparent
    if outer is None or place.parent.named_child(0) != place.node:
        return "other"
    if outer.type == "import_statement":
        return "import"
    if outer.type in ("import_from_statement", "future_import_statement"):
        return "import" if is_field(outer, "name", place.parent) else "other"
    captures = outer.type in ("case_pattern", "splat_pattern", "keyword_pattern", "as_pattern")
    return "pattern" if captures and place.parent.named_child_count == 1 else "other"


def _aliased_import(place: _Place) -> str:
    return "import" if is_field(place.parent, "alias", place.node) else "other"


def _in_collection(parent: Node, path: tuple[Node, ...]) -> str:
    if parent.type in ("expression_list", "list_splat"):
        whole = role(parent, path[:-1])
        if whole in ("delete", "iterate"):
            return "delete" if whole == "delete" else "element"
        return "return" if whole == "return" else "element"
    return "element"


_Decide = Callable[[_Place], str]

_BY_PARENT: dict[str, _Decide] = {
    "assignment": _assignment,
    "augmented_assignment": _augmented,
    "for_statement": _for,
    "for_in_clause": _for,
    "attribute": _attribute,
    "subscript": _subscript,
    "argument_list": _argument,
    "keyword_argument": _keyword_argument,
    "dictionary_splat": _keyword_argument,
    "comparison_operator": _comparison,
    "if_statement": _condition,
    "elif_clause": _condition,
    "while_statement": _condition,
    "named_expression": _walrus,
    "function_definition": _named_definition,
    "class_definition": _named_definition,
    "typed_parameter": _typed_parameter,
    "as_pattern_target": _alias_target,
    "as_pattern": _as_pattern,
    "dotted_name": _dotted_name,
    "aliased_import": _aliased_import,
    **dict.fromkeys(_PARAMETERS, _parameter),
    **dict.fromkeys(_FLOWS, _flow),
    **dict.fromkeys(SEQUENCE_PATTERNS, _pattern),
}

_BY_PARENT_ALONE: dict[str, str] = {
    "delete_statement": "delete",
    "if_clause": "truth",
    "not_operator": "truth",
    "assert_statement": "truth",
    "return_statement": "return",
    "yield": "yield",
    "await": "other",
    "interpolation": "format",
    "expression_statement": "statement",
    "global_statement": "global",
    "nonlocal_statement": "nonlocal",
    "dictionary_splat_pattern": "parameter",
    "type_parameter": "other",
    "splat_pattern": "pattern",
    "call": "called",
    "list_comprehension": "element",
    "set_comprehension": "element",
    "generator_expression": "element",
    "dictionary_comprehension": "element",
    **dict.fromkeys(_OPERATORS, "operand"),
}
