"""Guards about functions that call themselves."""

from __future__ import annotations

from collections.abc import Iterator

from speedwright.model.finding import Answer
from speedwright.skills.guards.base import NO, Result, guard
from speedwright.syntax.node import Node, path_to, text_of, walk
from speedwright.syntax.python.hints import hinted_type
from speedwright.syntax.python.inference import type_of
from speedwright.syntax.python.kinds import FUNCTIONS, LITERALS
from speedwright.syntax.python.paths import calls_on_one_path
from speedwright.syntax.python.purity import body_purity
from speedwright.syntax.python.scope import variable_at
from speedwright.syntax.python.types import IMMUTABLE
from speedwright.syntax.source_file import SourceFile
from speedwright.syntax.vocabulary import word_offsets


@guard("self-calls")
def self_calls(source: SourceFile, function: Node) -> Result:
    """A plain, undecorated function (no method, no generator) uses its own name only to call itself, and gives every
    parameter by position; binds the name in each of these calls.
    """
    name = function.child_by_field_name("name")
    # The cheap questions first: what a name means is asked of the whole file, and hardly any function calls itself.
    if name is None or not _mentions(source, function, name) or _is_wrapped(function):
        return NO
    parameters = _parameter_names(function)
    if parameters is None:
        return NO
    calls = tuple(_self_calls(source, function))
    if not calls or any(len(_arguments(call)) != len(parameters) for call in calls):
        return NO
    named = [each for each in variable_at(source, name).occurrences if _holds(function, each.node)]
    if len(named) != len(calls) + 1 or not _is_plain(source, function, name):
        return NO
    return Result(Answer.YES, tuple(_callee(call) for call in calls))


@guard("overlapping-calls")
def overlapping_calls(source: SourceFile, function: Node) -> Answer:
    """One call of the function makes two or more calls of itself on one path, each with arguments a step away from
    its own (`n - 1`, `text[1:]`): such steps lead to the same arguments in many orders. Halves (`items[:middle]`) and
    branches of a tree (`node.left`) do not.
    """
    parameters = frozenset(text_of(each) for each in _parameter_names(function) or ())
    name, body = function.child_by_field_name("name"), function.child_by_field_name("body")
    calls = tuple(_self_calls(source, function))
    if name is None or body is None or not all(_is_step_call(call, parameters, text_of(name)) for call in calls):
        return Answer.NO
    return Answer.YES if calls_on_one_path(body, frozenset(call.id for call in calls)) > 1 else Answer.NO


@guard("parameters")
def parameters(_source: SourceFile, function: Node) -> Result:
    """Plain parameters only: no `*`, no `/`, defaults that are literals. Binds their names."""
    names = _parameter_names(function)
    return Result(Answer.YES, names) if names else NO


@guard("varying-parameters")
def varying_parameters(source: SourceFile, function: Node) -> Result:
    """Some parameters differ between a call and the calls it makes of itself; binds their names. The others are one
    object all the way down.
    """
    names = _parameter_names(function) or ()
    calls = tuple(_self_calls(source, function))
    found = tuple(name for place, name in enumerate(names) if _varies(source, name, place, calls))
    return Result(Answer.YES, found) if found else NO


@guard("pure-function")
def pure_function(source: SourceFile, function: Node) -> Answer:
    """Calling the function changes nothing outside it and prints nothing; unknown where it calls what is not known.
    A call of itself whose result is dropped can only be there for an effect: no.
    """
    return body_purity(source, function)


@guard("gives-immutable")
def gives_immutable(source: SourceFile, function: Node) -> Answer:
    """What the function returns cannot be changed, so that it may be handed out twice."""
    hint = function.child_by_field_name("return_type")
    if hint is not None:
        text = text_of(hint).partition("[")[0].rpartition(".")[2]
        return Answer.YES if text in IMMUTABLE else Answer.NO if text in _CHANGEABLE_HINTS else Answer.UNKNOWN
    kinds = {None if known is None else known.kind for known in (type_of(source, each) for each in _values(function))}
    if kinds & _CHANGEABLE or any(each.type.endswith("_comprehension") for each in _values(function)):
        return Answer.NO
    return Answer.YES if kinds <= IMMUTABLE else Answer.UNKNOWN


@guard("returned-values")
def returned_values(_source: SourceFile, function: Node) -> Result:
    """The function returns something other than literals; binds each such value. No for one without parentheses and
    with commas.
    """
    found = tuple(each for each in _values(function) if each.type not in LITERALS)
    return NO if not found or any(each.type == "expression_list" for each in found) else Result(Answer.YES, found)


@guard("statements")
def statements(_source: SourceFile, function: Node) -> Result:
    """Binds the statements and comments of the function's body, its docstring left out."""
    found = _statements(function)
    return Result(Answer.YES, found) if found else NO


@guard("first-statement")
def first_statement(_source: SourceFile, function: Node) -> Result:
    """Binds the first of the statements."""
    return Result(Answer.YES, found[:1]) if (found := _statements(function)) else NO


@guard("last-statement")
def last_statement(_source: SourceFile, function: Node) -> Result:
    """Binds the last of the statements."""
    return Result(Answer.YES, found[-1:]) if (found := _statements(function)) else NO


_CHANGEABLE = frozenset({"list", "dict", "set", "deque", "generator"})
_CHANGEABLE_HINTS = _CHANGEABLE | {"List", "Dict", "Set", "Iterator", "Iterable", "Generator", "None"}
_STEPS = frozenset({"+", "-", "*", "//", ">>", "<<"})
"""No `/`: it would bring 2.0 to where `//` brings 2, and both are one key."""


def _is_wrapped(function: Node) -> bool:
    """Whether it is a method, or decorated."""
    parent = function.parent
    around = None if parent is None else parent.parent
    if parent is None or parent.type == "decorated_definition":
        return True
    return around is not None and around.type == "class_definition"


def _is_plain(source: SourceFile, function: Node, name: Node) -> bool:
    """Whether nothing else has its name, and it is no coroutine and no generator."""
    if any(child.type == "async" for child in function.children[:1]):
        return False
    variable = variable_at(source, name)
    if not variable.complete or len(variable.bindings) != 1:
        return False
    return not any(each.type in ("yield", "await") for each in walk(function))


def _parameter_names(function: Node) -> tuple[Node, ...] | None:
    """The names of plain parameters; None where there are others."""
    given = function.child_by_field_name("parameters")
    names: list[Node] = []
    for each in () if given is None else given.named_children:
        name = each if each.type == "identifier" else each.child_by_field_name("name")
        if each.type == "typed_parameter":
            name = each.named_children[0]
        default = each.child_by_field_name("value")
        if name is None or name.type != "identifier" or (default is not None and default.type not in LITERALS):
            return None
        names.append(name)
    return tuple(names)


def _mentions(source: SourceFile, function: Node, name: Node) -> bool:
    """Whether the function's own name is written behind it in the function where a call by that name may stand."""
    written = name.text or b""
    places = word_offsets(source.content, written, name.end_byte, function.end_byte)
    return any(_may_be_called(source.content, at, at + len(written)) for at in places)


def _may_be_called(content: bytes, start: int, end: int) -> bool:
    """Whether the word there may be the plain name of a call: no dot stands before it, and a bracket behind it,
    before which there may be blanks, continued lines and comments.
    """
    while content[end : end + 1].isspace():
        end += 1
    return content[end : end + 1] in _BEFORE_BRACKET and content[start - 1 : start] != b"."


_BEFORE_BRACKET = (b"(", b"\\", b"#")


def _self_calls(source: SourceFile, function: Node) -> Iterator[Node]:
    name, body = function.child_by_field_name("name"), function.child_by_field_name("body")
    if name is None or body is None:
        return
    for each in variable_at(source, name).occurrences:
        call = each.path[-1] if each.role == "called" and each.path else None
        if call is not None and _holds(body, call):
            yield call


def _holds(region: Node, node: Node) -> bool:
    return region.start_byte <= node.start_byte and node.end_byte <= region.end_byte


def _callee(call: Node) -> Node:
    return call.named_children[0]


def _arguments(call: Node) -> list[Node]:
    """The positional arguments; a keyword or a splat makes it none at all."""
    given = call.child_by_field_name("arguments")
    found = [] if given is None else [each for each in given.named_children if each.type != "comment"]
    plain = given is not None and given.type == "argument_list"
    return found if plain and not any(each.type in _OTHER_ARGUMENTS for each in found) else []


_OTHER_ARGUMENTS = frozenset({"keyword_argument", "list_splat", "dictionary_splat"})


def _varies(source: SourceFile, name: Node, place: int, calls: tuple[Node, ...]) -> bool:
    variable = variable_at(source, name)
    if len(variable.bindings) != 1:
        return True
    return any(text_of(_arguments(call)[place]) != text_of(name) for call in calls)


def _is_step_call(call: Node, parameters: frozenset[str], name: str) -> bool:
    kinds = [_argument_kind(each, parameters, name) for each in _arguments(call)]
    return "other" not in kinds and "step" in kinds


def _argument_kind(argument: Node, parameters: frozenset[str], name: str) -> str:
    """How an argument is made: a `step` from a parameter, `same` for a parameter or literal as it is, or `other`."""
    while argument.type == "parenthesized_expression" and argument.named_child_count == 1:
        argument = argument.named_children[0]
    if argument.type in LITERALS or (argument.type == "identifier" and text_of(argument) in parameters):
        return "same"
    if argument.type in ("not_operator", "unary_operator"):
        return _argument_kind(argument.named_children[-1], parameters, name)
    if argument.type == "call" and text_of(_callee(argument)) == name:
        return "same"
    if argument.type == "binary_operator":
        left, operator = argument.child_by_field_name("left"), argument.child_by_field_name("operator")
        steps = operator is not None and text_of(operator) in _STEPS
        return "step" if steps and left is not None and text_of(left) in parameters else "other"
    return "step" if _is_shorter(argument, parameters) else "other"


def _is_shorter(argument: Node, parameters: frozenset[str]) -> bool:
    """`text[1:]`, `text[:-1]`: cut at one end, by a literal."""
    value = argument.child_by_field_name("value") if argument.type == "subscript" else None
    part = argument.child_by_field_name("subscript") if value is not None else None
    if value is None or part is None or text_of(value) not in parameters or part.type != "slice":
        return False
    return part.named_child_count == 1 and all(
        each.type in LITERALS or each.type == "unary_operator" for each in part.named_children
    )


def _values(function: Node) -> list[Node]:
    """What the function's own `return` statements return."""
    body = function.child_by_field_name("body")
    found = () if body is None else walk(body, into=lambda node: node.type not in FUNCTIONS)
    return [each.named_children[0] for each in found if each.type == "return_statement" and each.named_child_count]


def _statements(function: Node) -> tuple[Node, ...]:
    body = function.child_by_field_name("body")
    children = [] if body is None else body.named_children
    first = children[0] if children else None
    if first is not None and [each.type for each in first.named_children] in (["string"], ["concatenated_string"]):
        children = children[1:]
    return tuple(children)


@guard("calls-own-function")
def calls_own_function(source: SourceFile, call: Node) -> Answer:
    """The call stands in the function that it calls, by its plain name or as a method of the same object."""
    callee = call.child_by_field_name("function")
    around = next((each for each in reversed(path_to(source.root, call)) if each.type == "function_definition"), None)
    name = None if around is None else around.child_by_field_name("name")
    if callee is None or name is None:
        return Answer.NO
    return Answer.YES if text_of(callee) in (text_of(name), f"self.{text_of(name)}") else Answer.NO


@guard("joins-own-results")
def joins_own_results(source: SourceFile, joined: Node) -> Answer:
    """A sum has two calls of the function it stands in, and the function gives lists: by its hint, by a display among
    what is joined, or by a display that it returns elsewhere.
    """
    path = path_to(source.root, joined)
    around = next((each for each in reversed(path) if each.type == "function_definition"), None)
    parts = _summands(joined)
    calls = [each for each in parts if each.type == "call"]
    own = [each for each in calls if calls_own_function.ask(source, (each,), ()).answer is Answer.YES]
    if around is None or len(own) < 2:
        return Answer.NO
    hint = around.child_by_field_name("return_type")
    returned = [
        each.named_children[0] for each in walk(around) if each.type == "return_statement" and each.named_children
    ]
    listed = any(each.type == "list" for each in (*parts, *returned))
    hinted = None if hint is None else hinted_type(hint)
    return Answer.YES if listed or (hinted is not None and hinted.kind == "list") else Answer.NO


def _summands(node: Node) -> list[Node]:
    """What a chain of `+` adds."""
    pending, found = [node], []
    while pending:
        each = pending.pop()
        operator = each.child_by_field_name("operator") if each.type == "binary_operator" else None
        if operator is not None and text_of(operator) == "+":
            pending += each.named_children
        else:
            found.append(each)
    return found
