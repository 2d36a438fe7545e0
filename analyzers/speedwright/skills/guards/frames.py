"""Guards about cells and groups of frames."""

from __future__ import annotations

from speedwright.model.finding import Answer
from speedwright.skills.guards.base import NO, Result, guard
from speedwright.syntax.node import Node, path_to, text_of
from speedwright.syntax.python.inference import type_of
from speedwright.syntax.python.kinds import is_field
from speedwright.syntax.python.libraries import library_type
from speedwright.syntax.python.scope import Occurrence, variable_at
from speedwright.syntax.source_file import SourceFile

_PLACES = frozenset({"index", "range", "iterrows", "enumerate", "len"})


@guard("read-only-place")
def read_only_place(source: SourceFile, place: Node) -> Answer:
    """Nothing is stored to the place or to a part of it, nor is it deleted."""
    inner = place
    for around in reversed(path_to(source.root, place)):
        if around.type in ("assignment", "augmented_assignment") and is_field(around, "left", inner):
            return Answer.NO
        if around.type not in ("subscript", "attribute"):
            return Answer.NO if around.type == "delete_statement" else Answer.YES
        inner = around
    return Answer.YES


@guard("counted-place")
def counted_place(source: SourceFile, place: Node) -> Answer:
    """The place is one row: a whole number, or a name that a loop over places or an index gives its values."""
    known = type_of(source, place)
    if known is not None:
        return Answer.YES if known.kind == "int" else Answer.NO
    return _counts_rows(source, place)


@guard("place-of-rows")
def place_of_rows(source: SourceFile, name: Node) -> Answer:
    """The name is the target of a loop over the rows' places or labels: `range(len(frame))`, `frame.index`,
    `frame.iterrows()`, `enumerate(...)`.
    """
    return _counts_rows(source, name)


@guard("whole-place")
def whole_place(source: SourceFile, cell: Node, place: Node) -> Result:
    """The place is a whole number that is known to be one; binds the cell."""
    known = type_of(source, place)
    return Result(Answer.YES, (cell,)) if known is not None and known.kind == "int" else NO


@guard("appends-to-frame")
def appends_to_frame(source: SourceFile, _call: Node, frame: Node) -> Answer:
    """The name is known to be a frame: `append` alone may be a method of anything."""
    return Answer.YES if library_type(source, frame) == "DataFrame" else Answer.NO


@guard("treats-as-frame")
def treats_as_frame(source: SourceFile, frame: Node) -> Answer:
    """The name is known to be a frame, or the file imports pandas and nothing else is known of the name."""
    known = library_type(source, frame)
    if known is not None or type_of(source, frame) is not None:
        return Answer.YES if known == "DataFrame" else Answer.NO
    words = source.content
    return Answer.YES if b"import pandas" in words or b"from pandas" in words else Answer.NO


@guard("stored-as-column")
def stored_as_column(source: SourceFile, value: Node, *_reads: Node) -> Result:
    """The value becomes a column whose name is written out (`frame["total"] = ...`): a list of as many items does as
    well; binds the value. Further captures have only to be there.
    """
    path = path_to(source.root, value)
    target = path[-1].child_by_field_name("left") if path and is_field(path[-1], "right", value) else None
    index = target.child_by_field_name("subscript") if target is not None and target.type == "subscript" else None
    return Result(Answer.YES, (value,)) if index is not None and index.type == "string" else NO


@guard("grouped-first")
def grouped_first(source: SourceFile, filtered: Node, frame: Node, column: Node, key: Node) -> Result:
    """The loop goes over `frame[column].unique()` and its first statement gives a name the filtered rows: what groups
    of the frame would give; binds that statement.
    """
    path = path_to(source.root, filtered)
    if len(path) < 4 or path[-1].type != "assignment" or path[-4].type != "for_statement":
        return NO
    assignment, statement, block, loop = path[-1], path[-2], path[-3], path[-4]
    left, target = assignment.child_by_field_name("left"), loop.child_by_field_name("left")
    values = loop.child_by_field_name("right")
    if left is None or target is None or values is None or left.type != "identifier":
        return NO
    wanted = f"{text_of(frame)}[{text_of(column)}].unique()"
    fits = text_of(target) == text_of(key) and text_of(values) == wanted and loop.children[0].type != "async"
    first = block.named_children[0] == statement and block.named_child_count > 1
    return Result(Answer.YES, (statement,)) if fits and first and assignment.named_child_count == 2 else NO


@guard("grouped-target")
def grouped_target(source: SourceFile, first: Node) -> Result:
    """Binds the target of the loop whose first statement this is."""
    return _field_of_loop(source, first, "left")


@guard("grouped-values")
def grouped_values(source: SourceFile, first: Node) -> Result:
    """Binds what the loop goes over whose first statement this is."""
    return _field_of_loop(source, first, "right")


def _counts_rows(source: SourceFile, name: Node) -> Answer:
    bindings = variable_at(source, name).bindings if name.type == "identifier" else ()
    counted = bool(bindings) and all(each.role == "loop-target" and _goes_over_places(each) for each in bindings)
    return Answer.YES if counted else Answer.NO


def _field_of_loop(source: SourceFile, statement: Node, field: str) -> Result:
    path = path_to(source.root, statement)
    found = path[-2].child_by_field_name(field) if len(path) > 1 else None
    return NO if found is None else Result(Answer.YES, (found,))


def _goes_over_places(binding: Occurrence) -> bool:
    around = [each for each in reversed(binding.path[-3:]) if each.type in ("for_statement", "for_in_clause")]
    iterable = around[0].child_by_field_name("right") if around else None
    if iterable is None:
        return False
    function = iterable.child_by_field_name("function") if iterable.type == "call" else iterable
    return function is not None and text_of(function).rpartition(".")[2] in _PLACES
