"""Guards about searches with `re` that a method of str does as well."""

from __future__ import annotations

from speedwright.model.finding import Answer
from speedwright.skills.guards.base import NO, Result, guard
from speedwright.skills.guards.regexes import regex_pattern
from speedwright.syntax.node import Node, child_of_kind, path_to, text_of
from speedwright.syntax.python.imports import imported_path
from speedwright.syntax.python.inference import value_of_binding
from speedwright.syntax.python.roles import role
from speedwright.syntax.python.scope import variable_at
from speedwright.syntax.source_file import SourceFile

_TEXTS = {"search": 1, "match": 1, "fullmatch": 1, "findall": 1, "split": 1, "sub": 2}
"""How many arguments the functions of `re` take besides the pattern, where nothing is said about places or flags."""

_SPECIAL = frozenset("\\.^$*+?{}[]|()")


@guard("regex-plain")
def regex_plain(source: SourceFile, call: Node) -> Result:
    """The call is a function of `re`, or a method of a pattern that is compiled once, without flags, and the
    pattern is a literal in which no character means anything but itself; binds that literal.
    """
    pattern = _pattern(source, call)
    content = None if pattern is None else _content(pattern)
    return Result(Answer.YES, (pattern,)) if pattern is not None and content and not _SPECIAL & set(content) else NO


@guard("plain-string")
def plain_string(_source: SourceFile, value: Node) -> Answer:
    """The value is a string literal without a backslash, in which all characters stand for themselves."""
    content = _content(value) if value.type == "string" else None
    return Answer.YES if content is not None and "\\" not in content else Answer.NO


@guard("regex-is")
def regex_is(source: SourceFile, call: Node, *texts: str) -> Result:
    """As regex-plain, but the pattern is one of these; binds the call."""
    pattern = _pattern(source, call)
    return Result(Answer.YES, (call,)) if pattern is not None and _content(pattern) in texts else NO


@guard("regex-given")
def regex_given(source: SourceFile, call: Node, place: str) -> Result:
    """Binds what the call gives besides the pattern, by its place: the text of `re.search(pattern, text)` is at 0."""
    given = _given(source, call)
    at = int(place)
    return Result(Answer.YES, (given[at],)) if given is not None and at < len(given) else NO


@guard("regex-call")
def regex_call(source: SourceFile, call: Node) -> Answer:
    """The call is a function of `re`, or a method of a name that is bound once, to a compiled pattern."""
    function = call.child_by_field_name("function")
    if function is None:
        return Answer.NO
    receiver = function.child_by_field_name("object")
    known = (imported_path(source, function) or "").startswith("re.")
    compiled = receiver is not None and receiver.type == "identifier" and _compilation(source, receiver) is not None
    return Answer.YES if known or compiled else Answer.NO


@guard("pattern-iterable")
def pattern_iterable(source: SourceFile, call: Node) -> Result:
    """The pattern that the call of `re` gets is bound by a loop and nothing else; binds what that loop goes over."""
    pattern = regex_pattern.ask(source, (call,), ()).bound
    variable = variable_at(source, pattern[0]) if pattern and pattern[0].type == "identifier" else None
    if variable is None or not variable.complete or [each.role for each in variable.bindings] != ["loop-target"]:
        return NO
    path = variable.bindings[0].path
    head = next(each for each in reversed(path) if each.type in ("for_statement", "for_in_clause"))
    iterable = head.child_by_field_name("right")
    return NO if iterable is None else Result(Answer.YES, (iterable,))


@guard("tested")
def tested(source: SourceFile, call: Node, outcome: str) -> Result:
    """The result of the call is only asked for its truth; binds the expression that is true when it is (of outcome
    `true`: the call, `call is not None`) or when it is not (`false`: `not call`, `call is None`).
    """
    found = _test_of(source, call)
    return Result(Answer.YES, (found[0],)) if found is not None and found[1] is (outcome == "true") else NO


@guard("result-dropped")
def result_dropped(source: SourceFile, call: Node) -> Answer:
    """The call is a statement of its own: it is there for what it does, not for what it gives."""
    path = path_to(source.root, call)
    return Answer.YES if len(path) > 1 and path[-1].type == "expression_statement" else Answer.NO


@guard("only-tested")
def only_tested(source: SourceFile, call: Node) -> Answer:
    """The result of the call is only asked for its truth: by `if`, `not`, `bool()`, `is None` and their like."""
    return Answer.NO if _test_of(source, call) is None else Answer.YES


def _test_of(source: SourceFile, call: Node) -> tuple[Node, bool] | None:
    path = path_to(source.root, call)
    parent = path[-1]
    if parent.type == "not_operator":
        return parent, False
    if role(call, path) in ("truth", "bool()"):
        return call, True
    if parent.type == "comparison_operator" and parent.named_child_count == 2:
        operator = text_of(parent.children[1])
        if parent.named_children[0] == call and parent.named_children[1].type == "none":
            return {"is": (parent, False), "is not": (parent, True)}.get(operator)
    return None


def _pattern(source: SourceFile, call: Node) -> Node | None:
    """The literal pattern of a call of `re`, or of a method of a compiled pattern; None with flags."""
    function, arguments = call.child_by_field_name("function"), call.child_by_field_name("arguments")
    if function is None or arguments is None or arguments.type != "argument_list":
        return None
    given, path = arguments.named_children, imported_path(source, function) or ""
    if {each.type for each in given} & {"keyword_argument", "list_splat", "dictionary_splat", "comment"}:
        return None
    if path.startswith("re."):
        fits = len(given) == _TEXTS.get(path.removeprefix("re."), -1) + 1
        return given[0] if fits and given[0].type == "string" else None
    receiver, method = function.child_by_field_name("object"), function.child_by_field_name("attribute")
    if receiver is None or receiver.type != "identifier" or method is None:
        return None
    return _compiled(source, receiver) if len(given) == _TEXTS.get(text_of(method)) else None


def _compiled(source: SourceFile, name: Node) -> Node | None:
    """The literal pattern that the name stands for, compiled without flags."""
    value = _compilation(source, name)
    arguments = None if value is None else value.child_by_field_name("arguments")
    given = [] if arguments is None else arguments.named_children
    return given[0] if len(given) == 1 and given[0].type == "string" else None


def _compilation(source: SourceFile, name: Node) -> Node | None:
    variable = variable_at(source, name)
    value = value_of_binding(variable.bindings[0]) if len(variable.bindings) == 1 and variable.complete else None
    function = None if value is None or value.type != "call" else value.child_by_field_name("function")
    compiles = function is not None and imported_path(source, function) == "re.compile"
    return value if compiles else None


def _given(source: SourceFile, call: Node) -> list[Node] | None:
    function, arguments = call.child_by_field_name("function"), call.child_by_field_name("arguments")
    if function is None or arguments is None:
        return None
    given = arguments.named_children
    return given[1:] if imported_path(source, function) is not None else given


def _content(string: Node) -> str | None:
    """What a string literal holds, as it is written; None for an f-string."""
    start = string.named_children[0]
    if "f" in text_of(start).lower() or child_of_kind(string, "interpolation") is not None:
        return None
    return text_of(string)[len(text_of(start)) : -len(text_of(string.named_children[-1]))]
