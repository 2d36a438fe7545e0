"""Whether something shows that a place runs often, and what runs only in tests or when a class is made."""

from __future__ import annotations

import re

from speedwright.model.late_pattern import late_pattern
from speedwright.syntax.node import Node, path_to, text_of
from speedwright.syntax.python.loops import clauses_of, loops_around
from speedwright.syntax.source_file import SourceFile

# What people call data that comes in bulk.
_BULK = late_pattern(
    r"(^|_)(chars?|characters|cursor|data|file|fp|lines?|records?|results?|rows?|stdin|stdout|stream|text|words)(_|$)"
)
_BULK_CALLS = frozenset(
    {
        "execute", "fetchall", "glob", "iterrows", "itertuples", "mappings", "open", "range", "reader",
        "readlines", "rglob", "scandir", "splitlines", "walk",
    }
)  # fmt: skip
_PASSING_ON = frozenset({"enumerate", "iter", "list", "reversed", "sorted", "tuple", "zip"})
_TESTS = late_pattern(rb"^(import|from) (pytest|unittest)\b", re.MULTILINE)
_TEST_CLASS = late_pattern(r"(Test|Tests|TestBase|TestCase|TestMixin)\b")
_METACLASS = late_pattern(r"[(,]\s*(type|\w*Meta|ABCMeta|EnumType)\b\s*[,)]")
_MAKING_CLASSES = frozenset({"__init__", "__new__", "__prepare__"})
_HOOKS = frozenset({"__init_subclass__", "__repr__", "__set_name__"})


def runs_often(source: SourceFile, place: Node) -> bool:
    """Whether two loops are around a place, or one that waits for a condition, counts, or goes through what comes in
    bulk: lines, rows, numbers of a range.
    """
    loops = list(loops_around(source, place))
    return len(loops) > 1 or any(_is_long(loop) for loop in loops)


def runs_rarely(source: SourceFile, place: Node) -> bool:
    """Whether a place runs in tests, where a class is made, or for people who debug."""
    if _is_of_tests(source):
        return True
    path = path_to(source.root, place)
    heads = [_head(each) for each in path if each.type == "class_definition"]
    if any(_TEST_CLASS.search(head) for head in heads):
        return True
    names = {_name(each) for each in path if each.type == "function_definition"}
    return bool(names & _HOOKS) or (bool(names & _MAKING_CLASSES) and any(_METACLASS.search(head) for head in heads))


def _is_of_tests(source: SourceFile) -> bool:
    # Quickly seen of most files, and of long ones that somebody types in.
    if not source.vocabulary.holds(b"pytest") and not source.vocabulary.holds(b"unittest"):
        return False
    return _TESTS.search(source.content) is not None


def _is_long(loop: Node) -> bool:
    if loop.type == "while_statement":
        return True
    clauses = clauses_of(loop)
    return len(clauses) > 1 or any(_is_bulk(clause.child_by_field_name("right")) for clause in clauses)


def _is_bulk(value: Node | None) -> bool:
    if value is None:
        return False
    function, arguments = value.child_by_field_name("function"), value.child_by_field_name("arguments")
    if function is None or arguments is None:
        return value.type in ("attribute", "identifier") and _BULK.search(_last_word(value)) is not None
    name = _last_word(function)
    return name in _BULK_CALLS or (name in _PASSING_ON and any(_is_bulk(each) for each in arguments.named_children))


def _last_word(name: Node) -> str:
    return text_of(name).rpartition(".")[2]


def _head(definition: Node) -> str:
    body = definition.child_by_field_name("body")
    whole = text_of(definition)
    return whole if body is None else whole[: body.start_byte - definition.start_byte]


def _name(definition: Node) -> str:
    name = definition.child_by_field_name("name")
    return "" if name is None else text_of(name)
