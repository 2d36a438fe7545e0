"""The patterns of a page's query, and what a file or a call must have for one to match.

Compiling a pattern takes milliseconds, and every pattern that begins at a call is tried at each call there is. So a
file without `while` is spared the patterns for `while` loops, a small one also those for a loop in a loop where it
has none, and a pattern that calls a function by its name is tried at the calls of that name only. All err to one
side: whatever a pattern matches has all that is required.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from speedwright.model.late_pattern import late_pattern
from speedwright.skills.query_shape import Part, query_parts
from speedwright.syntax.kind_pairs import ANYWHERE, kind_pair
from speedwright.syntax.node import Node
from speedwright.syntax.vocabulary import Vocabulary

_PLAIN_EXPRESSION = late_pattern(r"\^?(\w+)\$?")
_NAME = late_pattern(r"[A-Za-z_]\w*", re.A)

_KIND = late_pattern(r"[a-z][a-z0-9_]*")
_SUPERTYPES = frozenset({"expression", "parameter", "pattern", "primary_expression"})
"""Words of queries in the Python grammar that stand for several kinds of nodes and are the kind of none."""

_KEYWORDS = {
    "attribute": ".",
    "augmented_assignment": "=",
    "call": "(",
    "class_definition": "class",
    "conditional_expression": "if",
    "dictionary_comprehension": "for",
    "for_in_clause": "for",
    "for_statement": "for",
    "function_definition": "def",
    "generator_expression": "for",
    "if_statement": "if",
    "import_from_statement": "import",
    "import_statement": "import",
    "interpolation": "{",
    "lambda": "lambda",
    "list_comprehension": "for",
    "return_statement": "return",
    "set_comprehension": "for",
    "subscript": "[",
    "try_statement": "try",
    "while_statement": "while",
    "with_statement": "with",
}
"""Texts that nodes of the Python grammar cannot be without."""


class Requirement(NamedTuple):
    """What a file must hold: all `texts` somewhere, of each of `names` at least one as a whole word, and in its tree
    of each of `kinds` at least one (see `kind_pairs`).
    """

    texts: frozenset[bytes] = frozenset()
    names: frozenset[frozenset[bytes]] = frozenset()
    kinds: frozenset[frozenset[str]] = frozenset()

    def is_met_by(self, vocabulary: Vocabulary) -> bool:
        """Whether the text of a file has it all."""
        return all(map(vocabulary.holds, self.texts)) and all(map(vocabulary.has_any, self.names))

    def is_met_by_text(self, text: bytes) -> bool:
        """Whether a text may have it all: that of the node at which a pattern begins, which has all of a match."""
        for each in self.texts:
            if each not in text:
                return False
        return all(any(name in text for name in each) for each in self.names)

    def is_met_in(self, pairs: frozenset[str]) -> bool:
        """Whether a tree has it all."""
        return not any(map(pairs.isdisjoint, self.kinds))


class Anchor(NamedTuple):
    """A call that every match has: of a function or method with one of these names. `around` are the kinds of the
    nodes around it, from the inside out to the one at which the pattern begins; empty where it may have any.
    """

    names: frozenset[bytes]
    around: tuple[str, ...]

    @property
    def depth(self) -> int:
        """How many levels the call is below the node at which the pattern begins."""
        return len(self.around)

    def start(self, call: Node) -> Node | None:
        """The node at which a match around a call begins; None where the nodes around it are of other kinds."""
        node = call
        for kind in self.around:
            parent = node.parent
            if parent is None or (kind and parent.type != kind):
                return None
            node = parent
        return node


class Pattern(NamedTuple):
    """One pattern of a query: its text, what a file must hold, and the call by which it is found, if there is one."""

    text: str
    requirement: Requirement
    anchor: Anchor | None


def patterns_of(query: str, language: str) -> tuple[Pattern, ...]:
    """The patterns of a query that compiles, in order."""
    parts = query_parts(query)
    bounds = pairwise([*(part.start for part in parts), len(query)])
    return tuple(_pattern(part, query[start:end], language) for part, (start, end) in zip(parts, bounds, strict=True))


def _pattern(part: Part, text: str, language: str) -> Pattern:
    is_python = language == "python"
    names = dict(names_asked_for(part))
    texts: set[str] = set()
    captured = _collect(part, texts, is_python)
    asked = frozenset(each for capture, each in names.items() if capture in captured)
    certain = {each[1] for each in _texts_asked_for(part) if each[0] in captured}
    kinds = frozenset(_kinds_in(part, ANYWHERE)) if is_python else frozenset()
    requirement = Requirement(frozenset(each.encode("utf-8") for each in texts | certain), asked, kinds)
    return Pattern(text, requirement, _anchor(part, names) if is_python else None)


def _collect(part: Part, texts: set[str], is_python: bool) -> set[str]:
    """Adds the texts that a part cannot be without; returns the captures that it never lacks."""
    found = set(part.captures)
    if part.bracket == '"':
        texts.update(part.head.split())
    elif part.is_alternation:
        branches = [_collect(child, set(), is_python) if not child.is_optional else set() for child in part.children]
        found |= set.intersection(*branches) if branches else set()
    else:
        if is_python and part.head in _KEYWORDS:
            texts.add(_KEYWORDS[part.head])
        for child in part.children:
            if not child.is_predicate and not child.is_optional:
                found |= _collect(child, texts, is_python)
    return found


def _kinds_in(part: Part, around: str) -> Iterator[frozenset[str]]:
    """The pairs of kinds that a part cannot be without; of each set, one of them."""
    if part.is_predicate or part.is_optional:
        return
    if part.is_alternation:
        kinds = [kind_of(child) for child in part.children if not child.is_predicate]
        if kinds and None not in kinds:
            yield frozenset(kind_pair(around, kind) for kind in kinds if kind is not None)
        return
    kind = kind_of(part)
    if kind is not None:
        yield frozenset({kind_pair(around, kind)})
    # What stands in a group without a kind of its own is a child of the node around the group.
    inner = around if part.bracket == "(" and not part.head else kind or ANYWHERE
    for child in part.children:
        yield from _kinds_in(child, inner)


def kind_of(part: Part) -> str | None:
    """The kind that every node has which a part stands for; None where that is not told."""
    if part.is_optional or part.is_alternation:
        return None
    if part.bracket == '"':
        return None if "\\" in part.head else part.head
    return part.head if _KIND.fullmatch(part.head) and part.head not in _SUPERTYPES else None


def names_asked_for(part: Part) -> Iterator[tuple[str, frozenset[bytes]]]:
    """Captures that predicates want to be one of some names."""
    for predicate in part.predicates:
        capture, *texts = predicate.arguments
        if predicate.head in ("#eq?", "#any-of?") and all(_is_name(each) for each in texts):
            yield capture, frozenset(each[1:].encode("utf-8") for each in texts)


def _texts_asked_for(part: Part) -> Iterator[tuple[str, str]]:
    """Captures that predicates want to have a text in them, where that is not a name."""
    for predicate in part.predicates:
        capture, text = predicate.arguments[:2]
        plain = _PLAIN_EXPRESSION.fullmatch(text[1:]) if predicate.head == "#match?" else None
        if plain is not None:
            yield capture, plain[1]
        elif predicate.head == "#eq?" and text[0] == '"' and "\\" not in text and not _is_name(text):
            yield capture, text[1:]


def _is_name(argument: str) -> bool:
    return argument[0] == '"' and _NAME.fullmatch(argument, 1) is not None


def _anchor(part: Part, names: dict[str, frozenset[bytes]]) -> Anchor | None:
    """The outermost call by name, of those that every match has."""
    root = root_of(part)
    level: list[tuple[Part, tuple[str, ...]]] = [] if root is None else [(root, ())]
    while level:
        for each, around in level:
            found = _called(each, names)
            if found is not None:
                return Anchor(found, around)
        level = [(child, (kind_of(each) or ANYWHERE, *around)) for each, around in level for child in _nodes_in(each)]
    return None


def root_of(part: Part) -> Part | None:
    """The node at which a pattern begins; None where it is one of several."""
    while part.bracket == "(" and not part.head:
        inner = [child for child in part.children if not child.is_predicate]
        if len(inner) != 1 or inner[0].is_optional:
            return None
        part = inner[0]
    return part if part.bracket == "(" else None


def _nodes_in(part: Part) -> Iterator[Part]:
    """The nodes directly in a node that every match has."""
    return (each for each in part.children if each.bracket == "(" and each.head and not each.is_optional)


def _called(part: Part, names: dict[str, frozenset[bytes]]) -> frozenset[bytes] | None:
    """The names of the function or method that a node calls; None where it is no call, or one by any name."""
    function = next((child for child in part.children if child.field == "function"), None)
    if function is None or part.head not in ("call", "_"):
        return None
    choices = function.children if function.is_alternation else [function]
    found = [_name_of(each, names) for each in choices]
    return _union(found) if None not in found else None


def _name_of(function: Part, names: dict[str, frozenset[bytes]]) -> frozenset[bytes] | None:
    if function.head == "identifier":
        called: Part | None = function
    else:
        inner = function.children if function.head in ("attribute", "_") else []
        called = next((child for child in inner if child.field == "attribute"), None)
    asked = [names[each] for each in (called.captures if called is not None else ()) if each in names]
    return asked[0] if asked else None


def _union(found: Iterable[frozenset[bytes] | None]) -> frozenset[bytes]:
    return frozenset(name for names in found if names for name in names)
