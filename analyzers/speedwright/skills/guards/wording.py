"""Guards about how a piece of code is written."""

from __future__ import annotations

import ast

from speedwright.model.finding import Answer
from speedwright.skills.guards.base import NO, Result, guard
from speedwright.syntax.node import Node, path_to, text_of, walk
from speedwright.syntax.python.imports import imported_path
from speedwright.syntax.python.interpolation import as_percent_arguments
from speedwright.syntax.python.kinds import FUNCTIONS
from speedwright.syntax.python.scope import is_bound_anywhere
from speedwright.syntax.source_file import SourceFile

_LATE = frozenset({"lambda", "generator_expression", "yield", "await", "named_expression"})
_STANDING = frozenset(
    {"argument_list", "assignment", "return_statement", "keyword_argument", "comparison_operator", "pair", "list"}
)


@guard("holds-no")
def holds_no(_source: SourceFile, region: Node, *kinds: str) -> Answer:
    """The region has no node of these kinds, functions inside it left out."""
    inside = walk(region, into=lambda each: each == region or each.type not in FUNCTIONS)
    return Answer.NO if any(each.type in kinds for each in inside) else Answer.YES


@guard("evaluated-at-once")
def evaluated_at_once(_source: SourceFile, expression: Node) -> Answer:
    """The expression makes no function or generator, which would read its names later; it does not wait or bind."""
    return Answer.NO if any(each.type in _LATE for each in walk(expression)) else Answer.YES


@guard("names-any")
def names_any(_source: SourceFile, expression: Node, *names: str) -> Answer:
    """One of these names stands in the expression, alone or behind a dot."""
    found = any(each.type == "identifier" and text_of(each) in names for each in walk(expression))
    return Answer.YES if found else Answer.NO


@guard("written-as")
def written_as(_source: SourceFile, node: Node, *texts: str) -> Result:
    """The node is written as one of these texts; binds it."""
    return Result(Answer.YES, (node,)) if text_of(node) in texts else NO


@guard("written-like")
def written_like(_source: SourceFile, node: Node, *others: Node) -> Answer:
    """The node is written just as one of the others."""
    return Answer.YES if text_of(node) in [text_of(each) for each in others] else Answer.NO


@guard("free-name")
def free_name(source: SourceFile, _node: Node, name: str) -> Answer:
    """The file binds the name nowhere, so that it can be written for the builtin."""
    return Answer.NO if is_bound_anywhere(source, name) else Answer.YES


@guard("mentions")
def mentions(_source: SourceFile, expression: Node, name: Node) -> Answer:
    """The name, or the dotted name, stands somewhere in the expression."""
    wanted = text_of(name)
    same = any(each.type == name.type and text_of(each) == wanted for each in walk(expression))
    return Answer.YES if same else Answer.NO


@guard("argument-of")
def argument_of(source: SourceFile, value: Node, *names: str) -> Answer:
    """The value is part of an argument of a call of one of these functions or methods."""
    for around in path_to(source.root, value):
        function = around.child_by_field_name("function") if around.type == "call" else None
        if function is not None and text_of(function).rpartition(".")[2] in names:
            return Answer.YES
    return Answer.NO


@guard("stands-alone")
def stands_alone(source: SourceFile, value: Node) -> Answer:
    """The value is no part of a larger calculation, so that a sum may take its place without parentheses."""
    path = path_to(source.root, value)
    return Answer.YES if path and path[-1].type in _STANDING else Answer.NO


@guard("one-character")
def one_character(_source: SourceFile, value: Node) -> Answer:
    """The value is a string literal of one character."""
    try:
        known = ast.literal_eval(text_of(value)) if value.type == "string" else None
    except (SyntaxError, ValueError):
        return Answer.NO
    return Answer.YES if isinstance(known, str) and len(known) == 1 else Answer.NO


@guard("behind-or")
def behind_or(source: SourceFile, value: Node) -> Answer:
    """The value stands behind an `or`: it is what is left to do where the first failed."""
    path = path_to(source.root, value)
    around = path[-1] if path else None
    right = around.child_by_field_name("right") if around is not None and around.type == "boolean_operator" else None
    return Answer.YES if right == value else Answer.NO


@guard("shown-lazily")
def shown_lazily(_source: SourceFile, text: Node) -> Answer:
    """The f-string can be written with `%`: its fields are expressions as they are, or by `!r`, without a format."""
    return Answer.NO if as_percent_arguments(text) is None else Answer.YES


@guard("same-text")
def same_text(_source: SourceFile, node: Node, other: Node) -> Result:
    """Both are written the same; binds the first."""
    return Result(Answer.YES, (node,)) if text_of(node) == text_of(other) else NO


@guard("other-text")
def other_text(_source: SourceFile, node: Node, other: Node) -> Result:
    """The opposite of same-text; binds the first."""
    return Result(Answer.YES, (node,)) if text_of(node) != text_of(other) else NO


@guard("stands-for")
def stands_for(source: SourceFile, name: Node, *paths: str) -> Result:
    """As imported: the name stands for one of these paths; binds the name."""
    return Result(Answer.YES, (name,)) if imported_path(source, name) in paths else NO
