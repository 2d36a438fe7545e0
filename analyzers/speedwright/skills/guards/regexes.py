"""Guards about calls of the `re` module."""

from __future__ import annotations

from speedwright.model.finding import Answer
from speedwright.skills.guards.base import NO, Result, guard
from speedwright.syntax.node import Node, path_to, text_of, walk
from speedwright.syntax.python.imports import imported_path
from speedwright.syntax.python.kinds import FUNCTIONS
from speedwright.syntax.python.scope import region_of, variable_at
from speedwright.syntax.python.uses import uses_of, within
from speedwright.syntax.source_file import SourceFile

_PARAMETERS = {
    "compile": ("pattern", "flags"),
    "match": ("pattern", "string", "flags"),
    "fullmatch": ("pattern", "string", "flags"),
    "search": ("pattern", "string", "flags"),
    "findall": ("pattern", "string", "flags"),
    "finditer": ("pattern", "string", "flags"),
    "split": ("pattern", "string", "maxsplit", "flags"),
    "sub": ("pattern", "repl", "string", "count", "flags"),
    "subn": ("pattern", "repl", "string", "count", "flags"),
}


@guard("regex-pattern")
def regex_pattern(source: SourceFile, call: Node) -> Result:
    """The call is one of a function of `re` that takes a pattern, without `*` or `**`; binds the pattern."""
    return _bound(_arguments(source, call).get("pattern"))


@guard("regex-flags")
def regex_flags(source: SourceFile, call: Node) -> Result:
    """The call gives flags; binds them."""
    return _bound(_arguments(source, call).get("flags"))


@guard("regex-arguments")
def regex_arguments(source: SourceFile, call: Node) -> Result:
    """Binds the arguments besides pattern and flags: what the method of a compiled pattern takes."""
    given = _arguments(source, call)
    found = tuple(_whole(call, node) for name, node in given.items() if name not in ("pattern", "flags"))
    return Result(Answer.YES, found) if found else NO


@guard("module-constant")
def module_constant(source: SourceFile, value: Node, place: Node) -> Answer:
    """The value is made of literals, and of names that the module binds once, by a statement of its own before the
    place: evaluated there it is the same.
    """
    for node in walk(value):
        if node.type in ("call", "subscript", "lambda", "await", "yield", "named_expression"):
            return Answer.NO
        if node.type == "identifier" and not _is_attribute_name(node) and not _is_constant(source, node, place):
            return Answer.NO
    return Answer.YES


@guard("module-place")
def module_place(source: SourceFile, node: Node) -> Result:
    """Binds the module's own statement around the node, or the comment that stands directly above it."""
    path = (*path_to(source.root, node), node)
    if len(path) < 2 or not any(each.type in FUNCTIONS for each in path):
        return NO
    statements = source.root.named_children
    at = next((i for i, each in enumerate(statements) if each == path[1]), 0)
    while at and _is_comment_above(statements[at - 1], statements[at]):
        at -= 1
    return Result(Answer.YES, (statements[at],))


@guard("only-assigned")
def only_assigned(source: SourceFile, value: Node, loop: Node) -> Result:
    """The value is all that a name is ever given, and the name is read in this round of the loop only, behind the
    assignment; binds the assignment.
    """
    name, assignment = _target(source, value)
    found = None if name is None else uses_of(source, name)
    if name is None or assignment is None or not found or not _is_plain_local(source, name):
        return NO
    block = path_to(source.root, assignment)[-2]
    reads = [each for each in found if not each.binds]
    inside = within(found, loop)
    behind = all(each.span.start > assignment.end_byte and each.span.end <= block.end_byte for each in reads)
    return Result(Answer.YES, (assignment,)) if behind and len(inside) == len(found) else NO


@guard("reads")
def reads(source: SourceFile, assignment: Node) -> Result:
    """Binds every place that reads the name which the assignment gives its value."""
    name = assignment.child_by_field_name("left")
    found = tuple(each.node for each in (uses_of(source, name) or () if name is not None else ()) if not each.binds)
    return Result(Answer.YES, found) if found else NO


def _bound(node: Node | None) -> Result:
    return NO if node is None else Result(Answer.YES, (node,))


def _arguments(source: SourceFile, call: Node) -> dict[str, Node]:
    """The values of a call of `re` by parameter; empty where it is none, or does not say all of them."""
    callee, arguments = call.child_by_field_name("function"), call.child_by_field_name("arguments")
    path = None if callee is None else imported_path(source, callee)
    module, _, function = (path or "").rpartition(".")
    names = _PARAMETERS.get(function)
    renamed = callee is not None and text_of(callee).rpartition(".")[2] != function
    if module != "re" or renamed or names is None or arguments is None or arguments.type != "argument_list":
        return {}
    found: dict[str, Node] = {}
    for place, given in enumerate(each for each in arguments.named_children if each.type != "comment"):
        keyword, value = given.child_by_field_name("name"), given.child_by_field_name("value")
        if given.type in ("list_splat", "dictionary_splat") or place >= len(names):
            return {}
        if given.type == "keyword_argument" and keyword is not None and value is not None:
            found[text_of(keyword)] = value
        else:
            found[names[place]] = given
    return found


def _whole(call: Node, value: Node) -> Node:
    """The argument as it is written: a keyword's with its name."""
    arguments = call.child_by_field_name("arguments")
    for given in () if arguments is None else arguments.named_children:
        if given.child_by_field_name("value") == value and given.type == "keyword_argument":
            return given
    return value


def _is_attribute_name(node: Node) -> bool:
    parent = node.parent
    return parent is not None and parent.type == "attribute" and parent.child_by_field_name("attribute") == node


def _is_constant(source: SourceFile, name: Node, place: Node) -> bool:
    variable = variable_at(source, name)
    if variable.scope is not None or not variable.complete or len(variable.bindings) != 1:
        return False
    binding = variable.bindings[0]
    around = [each.type for each in binding.path]
    own = around[:1] == ["module"] and not set(around) & {"if_statement", "try_statement", *FUNCTIONS}
    return own and binding.role in ("assign", "import") and binding.span.end <= place.start_byte


def _is_comment_above(first: Node, second: Node) -> bool:
    return first.type == "comment" and first.end_point[0] + 1 == second.start_point[0] and first.start_point[1] == 0


def _target(source: SourceFile, value: Node) -> tuple[Node | None, Node | None]:
    path = path_to(source.root, value)
    parent = path[-1] if path else None
    if parent is None or parent.type != "assignment" or path[-2].type != "expression_statement":
        return None, None
    left = parent.child_by_field_name("left")
    plain = left is not None and left.type == "identifier" and parent.child_by_field_name("right") == value
    return (left, parent) if plain else (None, None)


def _is_plain_local(source: SourceFile, name: Node) -> bool:
    variable = variable_at(source, name)
    shared = any(each.role in ("global", "nonlocal") for each in variable.occurrences)
    return variable.is_local and not shared and len(variable.bindings) == 1 and region_of(source, name) != source.root
