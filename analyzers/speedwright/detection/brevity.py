"""Loops of visibly few rounds: what is done in each of them costs little, and growth has nothing to grow with."""

from __future__ import annotations

from speedwright.model.finding import Answer
from speedwright.skills.guards.registry import guard_named
from speedwright.syntax.node import Node, path_to, text_of, walk
from speedwright.syntax.python.loops import clauses_of, loops_around
from speedwright.syntax.source_file import SourceFile

FEW = 16
"""Rounds: a scan of sixteen items takes as long as making a set of them and asking that twice."""

# What a class, a module or a process has a handful of.
_FEW_BY_NATURE = frozenset({"__bases__", "__mro__", "__args__", "__parameters__", "__orig_bases__", "mro"})
_FEW_IN_SYS = frozenset({"sys.argv", "sys.path", "sys.meta_path", "sys.path_hooks", "getopt.getopt"})
# As many rounds as their arguments have items.
_PASSING_ON = frozenset({"enumerate", "zip", "reversed", "sorted", "list", "tuple", "set", "iter"})
_VIEWS = frozenset({"items", "keys", "values", "copy"})
# They wait for a person.
_ASKING = frozenset({"input", "raw_input", "getpass"})


def is_brief(source: SourceFile, place: Node) -> bool:
    """Whether there are loops around a place, and all have visibly few rounds, as what is shown to people has."""
    loops = list(loops_around(source, place))
    if _function_of(source, place) == "__repr__":
        return True
    return bool(loops) and all(_has_few_rounds(source, loop) for loop in loops)


def _function_of(source: SourceFile, place: Node) -> str:
    path = path_to(source.root, place)
    function = next((each for each in reversed(path) if each.type == "function_definition"), None)
    name = None if function is None else function.child_by_field_name("name")
    return "" if name is None else text_of(name)


def _has_few_rounds(source: SourceFile, loop: Node) -> bool:
    if loop.type == "while_statement":
        return any(node.type == "call" and _called(node) in _ASKING for node in walk(loop))
    iterables = [clause.child_by_field_name("right") for clause in clauses_of(loop)]
    return all(each is not None and is_short(source, each) for each in iterables)


def is_short(source: SourceFile, value: Node) -> bool:
    """Whether iterating over a value visibly takes few rounds."""
    if value.type == "parenthesized_expression":
        return all(is_short(source, child) for child in value.named_children)
    if value.type == "subscript":
        whole = value.child_by_field_name("value")
        return whole is not None and is_short(source, whole)
    if value.type == "call":
        return _is_short_call(source, value)
    if value.type == "attribute" and text_of(value).rpartition(".")[2] in _FEW_BY_NATURE:
        return True
    if text_of(value) in _FEW_IN_SYS:
        return True
    guard = guard_named("short-literal")
    return guard is not None and guard.ask(source, (value,), (str(FEW + 1),)).answer is Answer.YES


def _is_short_call(source: SourceFile, call: Node) -> bool:
    function, given = call.child_by_field_name("function"), call.child_by_field_name("arguments")
    arguments = [] if given is None else [each for each in given.named_children if each.type != "keyword_argument"]
    name = _called(call)
    if function is None:
        return False
    if name in _FEW_BY_NATURE or text_of(function) in _FEW_IN_SYS:
        return True
    if name == "range" and len(arguments) == 1 and arguments[0].type == "integer":
        return text_of(arguments[0]).isdecimal() and int(text_of(arguments[0])) <= FEW
    owner = function.child_by_field_name("object")
    if owner is not None and owner.type == "string" and name == "split":
        return len(text_of(owner).split()) <= FEW
    if owner is not None and name in _VIEWS and not arguments:
        return is_short(source, owner)
    return name in _PASSING_ON and owner is None and any(is_short(source, each) for each in arguments)


def _called(call: Node) -> str:
    function = call.child_by_field_name("function")
    return "" if function is None else text_of(function).rpartition(".")[2]
