"""Guards about calls of loggers."""

from __future__ import annotations

from speedwright.model.finding import Answer
from speedwright.skills.guards.base import guard
from speedwright.skills.guards.makers import made_by
from speedwright.syntax.node import Node, path_to, text_of
from speedwright.syntax.python.imports import imported_path
from speedwright.syntax.python.kinds import FUNCTIONS
from speedwright.syntax.source_file import SourceFile

_MAKERS = ("logging.getLogger", "logging.getLogger().getChild")
_COSTLY = frozenset(
    [
        "dumps",
        "pformat",
        "join",
        "sorted",
        "tolist",
        "to_dict",
        "model_dump",
        "model_dump_json",
        "asdict",
        "to_string",
        "prettify",
        "tostring",
        "hexdigest",
        "to_json",
        "format_exc",
        "hex",
        "list",
        "dict",
    ]
)


@guard("logs")
def logs(source: SourceFile, logger: Node) -> Answer:
    """The receiver is the module `logging`, or a name or attribute that `logging.getLogger` gives its every value."""
    if imported_path(source, logger) == "logging":
        return Answer.YES
    named = logger.type in ("identifier", "attribute")
    return Answer.YES if named and made_by.function(source, logger, *_MAKERS) is Answer.YES else Answer.NO


@guard("made-for-logs")
def made_for_logs(_source: SourceFile, call: Node) -> Answer:
    """The call turns a whole object into text or another shape: `json.dumps`, `pformat`, `join`, `to_dict`."""
    function = call.child_by_field_name("function")
    return Answer.YES if function is not None and text_of(function).rpartition(".")[2] in _COSTLY else Answer.NO


@guard("unguarded-log")
def unguarded_log(source: SourceFile, call: Node) -> Answer:
    """No `if` of its own function around the call asks for the level or for a switch that is called after it."""
    for around in reversed(path_to(source.root, call)):
        if around.type in FUNCTIONS:
            break
        condition = around.child_by_field_name("condition") if around.type == "if_statement" else None
        asked = "" if condition is None else text_of(condition).lower()
        if any(word in asked for word in ("isenabledfor", "debug", "verbose", "level")):
            return Answer.NO
    return Answer.YES
