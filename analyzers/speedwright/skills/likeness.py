"""Whether a pattern may match at a node, told without compiling it.

To compile a pattern takes milliseconds, to compare it with one place microseconds, and most places that have the
names which a pattern asks for are built in another way. This errs to one side: order, fields and most predicates are
not looked at, so what is refused surely does not match.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from speedwright.skills.patterns import kind_of, names_asked_for, root_of
from speedwright.skills.query_shape import Part, query_parts
from speedwright.syntax.node import Node


class _Form(NamedTuple):
    """A part of a pattern: the kind that its nodes have and the texts, one of which they are; None for any. `parts`
    are within it: all of them, or, of an alternation, the choices that it is one of.
    """

    kind: str | None
    texts: frozenset[bytes] | None
    parts: tuple[_Form, ...]
    is_alternation: bool


_ANY = _Form(None, None, (), False)


def may_begin_at(pattern: str, node: Node) -> bool:
    """Whether a match of a pattern, given as the text of a query, may begin at a node."""
    return _may_be(_form(pattern), node)


@lru_cache(maxsize=512)
def _form(pattern: str) -> _Form:
    part = query_parts(pattern)[0]
    root = root_of(part)
    return _ANY if root is None else _form_of(root, dict(names_asked_for(part)))


def _form_of(part: Part, names: Mapping[str, frozenset[bytes]]) -> _Form:
    if part.bracket == "(" and not part.head:
        # A group as a choice: what is in it stands beside each other, not in the node that is looked at.
        return _ANY
    texts = next((names[each] for each in part.captures if each in names), None)
    if part.is_alternation:
        choices = tuple(_form_of(child, names) for child in part.children if not child.is_predicate)
        return _Form(None, texts, choices, True) if choices else _ANY
    return _Form(kind_of(part), texts, tuple(_forms_in(part, names)), False)


def _forms_in(part: Part, names: Mapping[str, frozenset[bytes]]) -> list[_Form]:
    """Those of the children that every match has; what stands in a group is a child like any other."""
    found: list[_Form] = []
    for child in part.children:
        if child.is_predicate or child.is_optional:
            continue
        if child.bracket == "(" and not child.head:
            found += _forms_in(child, names)
        else:
            found.append(_form_of(child, names))
    return found


def _may_be(form: _Form, node: Node) -> bool:
    if form.kind is not None and node.type != form.kind:
        return False
    if form.texts is not None and node.text not in form.texts:
        return False
    if form.is_alternation:
        return any(_may_be(each, node) for each in form.parts)
    if not form.parts:
        return True
    children = node.children
    return all(any(_may_be(each, child) for child in children) for each in form.parts)
