"""Places where what a page is about stays small: few rounds, or a collection that has few items by what it is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from speedwright.detection.brevity import FEW, is_short
from speedwright.model.late_pattern import late_pattern
from speedwright.skills.matching import Match
from speedwright.skills.reading import HERE
from speedwright.skills.template import Placeholder
from speedwright.syntax.node import Node, enclosing, text_of, walk
from speedwright.syntax.python.kinds import COMPREHENSIONS, LOOPS
from speedwright.syntax.python.loops import clauses_of, loops_around
from speedwright.syntax.python.scope import Variable, variable_at
from speedwright.syntax.source_file import SourceFile

UNTOLD = "untold"
"""The capture by which a page says itself that a match is not worth telling."""

_DEPTH = 4
# As many as somebody wrote, or as a class, a module or the environment has.
_FEW_BY_NATURE = frozenset(
    {
        "__all__", "__annotations__", "__dict__", "__members__", "__slots__", "__subclasses__", "_fields",
        "_member_map_", "dir", "fields", "get_args", "signature", "vars",
    }
)  # fmt: skip
_LENGTH_TEST = late_pattern(rb"if len\(")
# What goes through the relatives of classes, or their parameters, meets as many things as there are classes.
_CLASSES = late_pattern(rb"\b(__subclasses__|__bases__|__mro__|mro\(\)|__parameters__|__orig_bases__|_member_map_)\b")
# What holds the keyword arguments of a call, by custom.
_KEYWORDS = frozenset({"kw", "kwargs", "kwds"})
_COPIES = frozenset(
    {"copy", "enumerate", "items", "iter", "keys", "list", "reversed", "set", "sorted", "tuple", "values"}
)
_DISPLAYS = frozenset({"dictionary", "list", "set"})
_READING = frozenset({"compare", "in", "index", "iterate", "len()", "needle", "truth"})
_SPLITS = frozenset({"rsplit", "split"})


def is_small(source: SourceFile, match: Match, grows: bool) -> bool:
    """Whether a match is about little: all loops around it and in it have few rounds, or it is about growth, and what
    grows or is searched has few items.
    """
    if match.captures.get(UNTOLD):
        return True
    here = match.captures[HERE][0]
    around = list(loops_around(source, here))
    if not around and any(_is_few(source, each) for each in match.captures.get("lists", ())):
        return True
    loops = [*_own_loop(here), *around]
    if loops and all(_has_few_rounds(source, loop, fields=not grows) for loop in loops):
        return True
    return grows and (_meets_classes(source, here) or any(_is_few(source, each) for each in _collections(match)))


def named_by(match: Match) -> tuple[str, ...]:
    """The texts of what the message of a match names besides the place."""
    return tuple(text_of(each) for each in _collections(match))


def _own_loop(here: Node) -> Iterator[Node]:
    """The loop that a place is, or consists of."""
    yield from (node for node in walk(here) if node.type in LOOPS)


def _meets_classes(source: SourceFile, here: Node) -> bool:
    function = enclosing(source.root, here, frozenset({"function_definition"}))
    return function is not None and _CLASSES.search(function.text or b"") is not None


def _collections(match: Match) -> Iterator[Node]:
    """What the message names besides the place."""
    for part in match.skill.message.parts:
        if isinstance(part, Placeholder) and part.name != HERE:
            yield from match.captures.get(part.name, ())


def _has_few_rounds(source: SourceFile, loop: Node, fields: bool, depth: int = _DEPTH) -> bool:
    if loop.type == "while_statement":
        condition = loop.child_by_field_name("condition")
        return condition is not None and condition.type == "identifier" and _is_few(source, condition)
    iterables = [each for clause in clauses_of(loop) if (each := clause.child_by_field_name("right")) is not None]
    return all(_is_few(source, each, depth) or (fields and _is_fields(each)) for each in iterables)


def _is_fields(value: Node) -> bool:
    """The fields of one line: text split at something else than blanks and line ends."""
    function, arguments = value.child_by_field_name("function"), value.child_by_field_name("arguments")
    if function is None or arguments is None or _name_of(function) not in _SPLITS or not arguments.named_children:
        return False
    separator = arguments.named_children[0]
    return separator.type == "string" and bool(text_of(separator)[1:-1].strip()) and "\\n" not in text_of(separator)


def _is_few(source: SourceFile, value: Node, depth: int = _DEPTH) -> bool:
    if depth == 0:
        return False
    if is_short(source, value):
        return True
    if value.type == "string":
        return len(text_of(value)) <= FEW + 2
    if value.type == "attribute":
        return _name_of(value) in _FEW_BY_NATURE
    if value.type == "binary_operator":
        sides = (value.child_by_field_name("left"), value.child_by_field_name("right"))
        return all(side is not None and _is_few(source, side, depth - 1) for side in sides)
    if value.type in COMPREHENSIONS:
        return _has_few_rounds(source, value, fields=False, depth=depth - 1)
    if value.type == "identifier" and text_of(value) in _KEYWORDS:
        return True
    if value.type == "identifier":
        return _is_few_by_name(source, value, depth)
    return value.type == "call" and _is_few_by_call(source, value, depth)


def _is_few_by_name(source: SourceFile, name: Node, depth: int) -> bool:
    """A `*` or `**` parameter, or a name whose only value is few."""
    variable = variable_at(source, name)
    if _LENGTH_TEST.search(_function_text(source, name)) and _has_tested_length(source, name):
        return True
    if not variable.complete or len(variable.bindings) != 1:
        return False
    binding = variable.bindings[0]
    around = binding.parent
    if around is not None and around.type == "dictionary_splat_pattern":
        return True
    assignment = next((each for each in reversed(binding.path) if each.type == "assignment"), None)
    value = assignment.child_by_field_name("right") if binding.role == "assign" and assignment is not None else None
    if value is not None and value.type in _DISPLAYS:
        return value.named_child_count + _items_added(source, variable) <= FEW
    return value is not None and _is_few(source, value, depth - 1)


def _items_added(source: SourceFile, variable: Variable) -> int:
    """How many items a local collection gets besides those it begins with: more than few where that is not told."""
    added = 0
    for use in variable.occurrences:
        if use.role == ".append()" and variable.is_local and not any(loops_around(source, use.node)):
            added += 1
        elif not use.binds and use.role not in _READING:
            return FEW + 1
    return added


def _has_tested_length(source: SourceFile, name: Node) -> bool:
    """Whether the function left where the collection had another length than a small one, or a greater."""
    tested = re.compile(rb"if len\(%b\) (!=|>|>=) \d:\n\s+(return|raise|continue)\b" % re.escape(name.text or b""))
    return tested.search(_function_text(source, name)) is not None


def _function_text(source: SourceFile, place: Node) -> bytes:
    function = enclosing(source.root, place, frozenset({"function_definition"}))
    return b"" if function is None else source.content[function.start_byte : place.start_byte]


def _is_few_by_call(source: SourceFile, call: Node, depth: int) -> bool:
    function, arguments = call.child_by_field_name("function"), call.child_by_field_name("arguments")
    if function is None or arguments is None:
        return False
    name, given = _name_of(function), arguments.named_children
    if name in _FEW_BY_NATURE or (name in _SPLITS and any(text_of(each) == "os.pathsep" for each in given)):
        return True
    if name == "get" and len(given) > 1 and given[1].type in ("list", "tuple") and not given[1].named_children:
        return True
    owner = function.child_by_field_name("object")
    copied = [owner] if owner is not None else given[:1]
    return name in _COPIES and any(each is not None and _is_few(source, each, depth - 1) for each in copied)


def _name_of(function: Node) -> str:
    return text_of(function).rpartition(".")[2]
