"""The names in a term: which it mentions, and which it binds."""

from __future__ import annotations

import builtins
from collections.abc import Iterator
from itertools import pairwise

from speedwright.mining.terms import Term, walk

BUILTINS = frozenset(dir(builtins))
"""Names that every module knows."""

# Where the grammar says that a name is bound: the kind of node, and its field.
_TARGETS = {
    "assignment": "left",
    "augmented_assignment": "left",
    "for_statement": "left",
    "for_in_clause": "left",
    "named_expression": "name",
    "function_definition": "name",
    "class_definition": "name",
}
# Names below these are bound as they stand.
_BINDING = frozenset(
    {"as_pattern_target", "parameters", "lambda_parameters", "import_statement", "import_from_statement"}
)
# Parts of a target that bind what is in them; in others (`a[i] = 1`) a name is only read.
_PATTERNS = frozenset({"pattern_list", "tuple_pattern", "list_pattern", "list_splat_pattern", "identifier"})


def mentioned(term: Term) -> frozenset[str]:
    """All names that stand for something, but for attributes and keywords."""
    return frozenset(each.text for each in variables(term))


def variables(term: Term) -> Iterator[Term]:
    """The identifiers that are names of their own."""
    for child in term.children:
        if not is_label(term, child):
            yield from variables(child)
    if term.kind == "identifier" and term.is_leaf:
        yield term


def is_label(parent: Term, child: Term) -> bool:
    """Whether an identifier is the name of an attribute or of a keyword, which nobody may choose."""
    return (parent.kind, child.field) in (("attribute", "attribute"), ("keyword_argument", "name"))


def bound(term: Term) -> frozenset[str]:
    """The names that the term gives a value to."""
    names: set[str] = set()
    for node in walk(term):
        if node.kind in _BINDING:
            names |= mentioned(node)
        elif node.kind in _TARGETS:
            targets = [child for child in node.children if child.field == _TARGETS[node.kind]]
            names |= {name for each in targets for name in _bound_in(each)}
    return frozenset(names)


def defined_around(path: tuple[Term, ...]) -> frozenset[str]:
    """The names whose value an edit at the end of this path changes: targets of the assignment or loop it is in."""
    names: set[str] = set()
    for outer, inner in pairwise(path):
        if outer.kind in ("assignment", "augmented_assignment", "named_expression") or (
            outer.kind in ("for_statement", "for_in_clause") and inner.field in ("right", "left")
        ):
            names |= bound(outer)
    return frozenset(names)


def _bound_in(target: Term) -> Iterator[str]:
    if target.kind == "identifier":
        yield target.text
    elif target.kind in _PATTERNS:
        for child in target.children:
            yield from _bound_in(child)
