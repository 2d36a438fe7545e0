"""Guards about the one call or display that made a value."""

from __future__ import annotations

from speedwright.model.finding import Answer
from speedwright.skills.guards.base import guard
from speedwright.syntax.node import Node, text_of, walk
from speedwright.syntax.python.attributes import attribute_bindings
from speedwright.syntax.python.costs import cost
from speedwright.syntax.python.imports import imported_path
from speedwright.syntax.python.inference import value_of_binding
from speedwright.syntax.python.kinds import LOOPS
from speedwright.syntax.python.scope import Occurrence, is_bound_anywhere, variable_at
from speedwright.syntax.python.uses import uses_of
from speedwright.syntax.source_file import SourceFile

_COSTLY = 3
"""In the steps of `cost`: what builtins that go through their arguments take at least."""


@guard("made-by")
def made_by(source: SourceFile, name: Node, *paths: str) -> Answer:
    """Every assignment to the name or dotted name is a call of one of these, imported ones by their path
    (`collections.Counter`), and nothing else binds it.
    """
    values = _values(source, name)
    made = bool(values) and all(value is not None and _maker(source, value) in paths for value in values)
    return Answer.YES if made else Answer.NO


@guard("assigns-empty")
def assigns_empty(source: SourceFile, assignment: Node, *paths: str) -> Answer:
    """The assignment gives its name what a call of one of these makes without arguments, or the display `{}` where
    `dict` is one of them.
    """
    value = assignment.child_by_field_name("right")
    if value is None:
        return Answer.NO
    if value.type == "dictionary":
        return Answer.YES if "dict" in paths and not value.named_child_count else Answer.NO
    arguments = value.child_by_field_name("arguments")
    empty = arguments is not None and not arguments.named_child_count
    return Answer.YES if empty and _maker(source, value) in paths else Answer.NO


@guard("costly")
def costly(source: SourceFile, call: Node) -> Answer:
    """The call takes some microseconds: it is of standard functions that go through their arguments, or of a function
    of this file that has a loop. Never unknown.
    """
    known = cost(source, call)
    if known is not None:
        return Answer.YES if known >= _COSTLY else Answer.NO
    function = call.child_by_field_name("function")
    definitions = (
        variable_at(source, function).bindings if function is not None and function.type == "identifier" else ()
    )
    bodies = [each.parent for each in definitions if each.role == "definition" and each.parent is not None]
    loops = len(bodies) == 1 == len(definitions) and any(each.type in LOOPS for each in walk(bodies[0]))
    return Answer.YES if loops else Answer.NO


@guard("opened")
def opened(source: SourceFile, file: Node, reading: Node) -> Answer:
    """The name is given what some `open` gives, by `with` or an assignment, and nothing but `close` is done with it
    besides this reading.
    """
    variable = variable_at(source, file)
    makers = [_opener(each) for each in variable.bindings]
    if not variable.complete or not makers or not all(each.endswith("open") for each in makers):
        return Answer.NO
    others = [each for each in variable.occurrences if not each.binds and each.node not in walk(reading)]
    return Answer.YES if all(each.role == ".close()" for each in others) else Answer.NO


@guard("plain-dict")
def plain_dict(source: SourceFile, value: Node) -> Answer:
    """The value is a dict display, a comprehension or a call of `dict`: none of the types that derive from it."""
    display = value.type in ("dictionary", "dictionary_comprehension")
    return Answer.YES if display or _maker(source, value) == "dict" else Answer.NO


def _opener(binding: Occurrence) -> str:
    """The last name of the function whose result a `with` or an assignment binds."""
    value = value_of_binding(binding)
    if binding.role == "with-target":
        pattern = next((each for each in reversed(binding.path) if each.type == "as_pattern"), None)
        value = None if pattern is None else pattern.named_children[0]
    function = None if value is None or value.type != "call" else value.child_by_field_name("function")
    return "" if function is None else text_of(function).rpartition(".")[2]


def _values(source: SourceFile, name: Node) -> list[Node | None]:
    """Whatever the name is given; None for a value that no assignment says."""
    if name.type == "attribute":
        return [value for _, value in attribute_bindings(source, name) or ()]
    bindings = [each for each in uses_of(source, name) or () if each.binds and each.role != "augment"]
    return [value_of_binding(each) for each in bindings]


def _maker(source: SourceFile, value: Node) -> str | None:
    function = value.child_by_field_name("function") if value.type == "call" else None
    if function is None:
        return None
    if function.type == "identifier" and not is_bound_anywhere(source, text_of(function)):
        return text_of(function)
    return imported_path(source, function)
