"""Guards about names and their declarations for all languages but Python."""

from __future__ import annotations

from speedwright.model.finding import Answer
from speedwright.skills.guards.base import NO, Result, guard
from speedwright.syntax.node import Node, span_of, text_of, walk
from speedwright.syntax.source_file import SourceFile
from speedwright.syntax.structure.declarations import declarations_of, declared_type, declared_within
from speedwright.syntax.structure.loops import shape_of

_HOLDERS = frozenset({"array", "string_array", "array_initializer", "initializer_list", "literal_value"})


@guard("declared-as")
def declared_as(source: SourceFile, name: Node, *types: str) -> Answer:
    """The declaration of the name tells one of these types, in one word: as it is written (`List`, `vector`, `[]` for
    arrays and slices), or by the first value. Unknown where it tells none.
    """
    found = declared_type(source, name)
    return Answer.UNKNOWN if found is None else Answer.YES if found in types else Answer.NO


@guard("declared-outside")
def declared_outside(source: SourceFile, name: Node, loop: Node) -> Answer:
    """The name is declared outside the loop and lives on from round to round; unknown where no declaration is seen."""
    if text_of(name) in declared_within(source, span_of(loop)):
        return Answer.NO
    return Answer.YES if declarations_of(source, name) else Answer.UNKNOWN


@guard("declared-empty")
def declared_empty(source: SourceFile, name: Node) -> Result:
    """The one declaration of the name gives it no value, or an empty literal or constructor; binds the declaration."""
    found = declarations_of(source, name)
    if len(found) != 1:
        return NO
    value = found[0].value
    is_empty = value is None or (value.type not in ("string_literal",) and not _contents(value))
    return Result(Answer.YES, (found[0].node,)) if is_empty else NO


@guard("few-items")
def few_items(source: SourceFile, name: Node, limit: str) -> Answer:
    """The name, or the value itself, is a literal of fewer items than the limit, wherever it is declared."""
    values = [each.value for each in declarations_of(source, name)] or [name]
    literals = [each for value in values if value is not None for each in walk(value) if each.type in _HOLDERS]
    return Answer.YES if literals and literals[0].named_child_count in range(int(limit)) else Answer.NO


@guard("names-only-in")
def names_only_in(source: SourceFile, region: Node, name: Node, *places: Node) -> Answer:
    """Inside the region the name is written in these places only."""
    spans = [span_of(each) for each in places]
    kinds = shape_of(source).names
    for each in walk(region):
        if each.type in kinds and each.text == name.text and not any(at.contains(span_of(each)) for at in spans):
            return Answer.NO
    return Answer.YES


def _contents(value: Node) -> list[Node]:
    """What an empty literal or constructor's call has besides types and brackets."""
    arguments = value.child_by_field_name("arguments") or value.child_by_field_name("body") or value
    return [each for each in arguments.named_children if not each.type.endswith("type") and each.type != "comment"]
