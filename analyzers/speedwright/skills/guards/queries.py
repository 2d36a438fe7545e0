"""Guards about queries of databases: Django, SQLAlchemy and the DB-API."""

from __future__ import annotations

import re
from collections.abc import Iterator

from speedwright.model.finding import Answer
from speedwright.skills.guards.base import guard
from speedwright.syntax.node import Node, path_to, text_of, walk
from speedwright.syntax.source_file import SourceFile

_SESSION = re.compile(r"(?:^|[._])(?:session|db|database|conn|connection|cursor|cur|engine)$", re.IGNORECASE)
_SELECT = re.compile(r"^[rfbRFB]*[\"']{1,3}\s*(?:select|with)\b", re.IGNORECASE)
_LAZY = frozenset(
    [
        "all",
        "filter",
        "exclude",
        "order_by",
        "select_related",
        "prefetch_related",
        "distinct",
        "values",
        "values_list",
        "only",
        "defer",
        "annotate",
        "using",
        "reverse",
    ]
)
_DJANGO = _LAZY | frozenset(
    [
        "get",
        "first",
        "last",
        "count",
        "exists",
        "create",
        "get_or_create",
        "update_or_create",
        "aggregate",
        "latest",
        "earliest",
        "update",
        "delete",
    ]
)
_RELATED = frozenset({"all", "count", "exists", "first", "filter"})


@guard("queries")
def queries(source: SourceFile, call: Node) -> Answer:
    """The call is a whole query: of a model's `objects`, of a session's `query`, `get`, `execute(select(...))`, of a
    cursor's `execute("select ...")`, or of related rows of what a loop over a model's objects binds. No for one that
    asks for many keys at once (`id__in=...`, `.in_(...)`).
    """
    if _goes_on(source, call) or any(_is_many(each) for each in walk(call)):
        return Answer.NO
    chain = tuple(_chain(call))
    found = _asks_manager(chain) or _asks_session(call, chain) or _asks_related(chain)
    return Answer.YES if found else Answer.NO


@guard("fetches-rows")
def fetches_rows(_source: SourceFile, call: Node) -> Answer:
    """The call gives all rows of a query: an unfinished query of a model's `objects`, `.all()` of a session's query,
    or `.fetchall()`.
    """
    chain = tuple(_chain(call))
    last = chain[0] if chain else ""
    if last == "fetchall":
        return Answer.YES
    if "objects" in chain:
        return Answer.YES if set(chain[: chain.index("objects")]) <= _LAZY else Answer.NO
    return Answer.YES if last == "all" and ({"query", "scalars"} & set(chain)) else Answer.NO


@guard("writes-rows")
def writes_rows(_source: SourceFile, statement: Node) -> Answer:
    """The literal is a statement of SQL that writes: `insert`, `replace`, `update` or `delete`."""
    words = text_of(statement).lstrip("rbRB\"'").split(None, 1)
    return Answer.YES if words and words[0].lower() in ("insert", "replace", "update", "delete") else Answer.NO


@guard("names-session")
def names_session(_source: SourceFile, receiver: Node) -> Answer:
    """The name ends like that of a session, a connection or a database."""
    return Answer.YES if _SESSION.search(text_of(receiver)) else Answer.NO


def _chain(call: Node) -> Iterator[str]:
    """The names of `a.b(...).c(...)` from its end: `c`, `b`, `a`."""
    node: Node | None = call
    while node is not None:
        match node.type:
            case "call":
                node = node.child_by_field_name("function")
            case "attribute":
                yield text_of(node.child_by_field_name("attribute") or node)
                node = node.child_by_field_name("object")
            case "identifier":
                yield text_of(node)
                return
            case _:
                return


def _goes_on(source: SourceFile, call: Node) -> bool:
    """Whether the call is asked for more: `filter(...)` in `filter(...).count()`."""
    path = path_to(source.root, call)
    return len(path) > 1 and path[-1].type == "attribute" and path[-2].type == "call"


def _is_many(node: Node) -> bool:
    if node.type == "keyword_argument":
        return text_of(node.child_by_field_name("name") or node).endswith("__in")
    return node.type == "attribute" and text_of(node.child_by_field_name("attribute") or node) in (
        "in_",
        "in_bulk",
        "any_",
    )


def _asks_manager(chain: tuple[str, ...]) -> bool:
    at = chain.index("objects") if "objects" in chain else 0
    return at > 0 and at + 1 < len(chain) and set(chain[:at]) <= _DJANGO


def _asks_session(call: Node, chain: tuple[str, ...]) -> bool:
    if "query" in chain[1:] and _SESSION.search(".".join(reversed(chain[chain.index("query") + 1 :]))):
        return chain[0] in ("all", "first", "one", "one_or_none", "get", "count", "scalar", "scalar_one_or_none")
    execute = next((each for each in _calls(call) if _method(each) in ("execute", "scalar", "scalars", "get")), None)
    function = None if execute is None else execute.child_by_field_name("function")
    receiver = None if function is None else function.child_by_field_name("object")
    arguments = None if execute is None else execute.child_by_field_name("arguments")
    if (
        receiver is None
        or arguments is None
        or not arguments.named_child_count
        or not _SESSION.search(text_of(receiver))
    ):
        return False
    first = arguments.named_children[0]
    if _method(execute) == "get":
        return arguments.named_child_count == 2 and first.type == "identifier" and text_of(first)[:1].isupper()
    return bool(_SELECT.match(text_of(first))) or any(
        text_of(each).rpartition(".")[2] == "select" for each in _called(first)
    )


def _asks_related(chain: tuple[str, ...]) -> bool:
    return len(chain) == 3 and chain[0] in _RELATED and chain[1].endswith("_set")


def _calls(call: Node) -> Iterator[Node]:
    """The call and those that it is a method of the result of."""
    node: Node | None = call
    while node is not None and node.type in ("call", "attribute"):
        if node.type == "call":
            yield node
        node = node.child_by_field_name("function" if node.type == "call" else "object")


def _called(node: Node) -> Iterator[Node]:
    for each in walk(node):
        function = each.child_by_field_name("function") if each.type == "call" else None
        if function is not None:
            yield function


def _method(call: Node | None) -> str:
    function = None if call is None else call.child_by_field_name("function")
    name = None if function is None else function.child_by_field_name("attribute")
    return "" if name is None else text_of(name)
