"""Guards about classes of this file: enums and their members."""

from __future__ import annotations

from collections.abc import Iterator

from speedwright.model.finding import Answer
from speedwright.skills.guards.base import guard
from speedwright.skills.guards.rounds import few_rounds
from speedwright.syntax.node import Node, text_of
from speedwright.syntax.python.imports import imported_path
from speedwright.syntax.python.loops import loops_around
from speedwright.syntax.python.scope import variable_at
from speedwright.syntax.source_file import SourceFile

_ENUMS = frozenset({f"enum.{name}" for name in ("Enum", "IntEnum", "StrEnum", "Flag", "IntFlag")})


@guard("enum-class")
def enum_class(source: SourceFile, name: Node) -> Answer:
    """The name is a class that this file derives from one of `enum`'s, and nothing else."""
    definition = _definition(source, name)
    bases = None if definition is None else definition.child_by_field_name("superclasses")
    found = () if bases is None else bases.named_children
    return Answer.YES if any(imported_path(source, base) in _ENUMS for base in found) else Answer.NO


@guard("enum-member")
def enum_member(source: SourceFile, enum: Node, member: Node) -> Answer:
    """The body of the class `enum` assigns to this name: it is a member, and no method or property."""
    definition = _definition(source, enum)
    body = None if definition is None else definition.child_by_field_name("body")
    names = () if body is None else tuple(_assigned(body))
    return Answer.YES if text_of(member) in names else Answer.NO


@guard("few-rounds-around")
def few_rounds_around(source: SourceFile, node: Node, limit: str) -> Answer:
    """Every loop of its own function around the node has few rounds, as few-rounds has it."""
    loops = tuple(loops_around(source, node))
    few = bool(loops) and all(few_rounds.function(source, loop, limit) is Answer.YES for loop in loops)
    return Answer.YES if few else Answer.NO


def _definition(source: SourceFile, name: Node) -> Node | None:
    bindings = variable_at(source, name).bindings if name.type == "identifier" else ()
    if len(bindings) != 1 or bindings[0].role != "definition":
        return None
    parent = bindings[0].parent
    return parent if parent is not None and parent.type == "class_definition" else None


def _assigned(body: Node) -> Iterator[str]:
    for statement in body.named_children:
        for child in statement.named_children if statement.type == "expression_statement" else ():
            left = child.child_by_field_name("left") if child.type == "assignment" else None
            if left is not None:
                yield text_of(left)
