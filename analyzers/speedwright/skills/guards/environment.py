"""Guards about what is the same wherever it is asked for: settings of the process, objects made of constants."""

from __future__ import annotations

from speedwright.model.finding import Answer
from speedwright.skills.guards.base import guard
from speedwright.skills.guards.comparisons import is_constant
from speedwright.syntax.node import Node, text_of, walk
from speedwright.syntax.python.changes import is_reading_call
from speedwright.syntax.python.imports import imported_path
from speedwright.syntax.source_file import SourceFile

_READING = frozenset({"os.getenv", "os.environ.get"})
_CHANGING = frozenset({"os.putenv", "os.unsetenv"})


@guard("environment-stays")
def environment_stays(source: SourceFile, region: Node) -> Answer:
    """Nothing in the region changes the process's environment; unknown where it calls what might."""
    answer = Answer.YES
    for node in walk(region):
        if node.type == "call":
            path = imported_path(source, node.child_by_field_name("function") or node) or ""
            if path in _CHANGING or (path.startswith("os.environ.") and path not in _READING):
                return Answer.NO
            if path not in _READING and not is_reading_call(source, node):
                answer = Answer.UNKNOWN
        if node.type in ("assignment", "augmented_assignment", "delete_statement"):
            stored = node.child_by_field_name("left") or node
            if any(each.type == "identifier" and text_of(each) == "environ" for each in walk(stored)):
                return Answer.NO
    return answer


@guard("literal-arguments")
def literal_arguments(_source: SourceFile, call: Node) -> Answer:
    """The call has arguments, by keyword or not, and all of them are literals."""
    arguments = call.child_by_field_name("arguments")
    given = [] if arguments is None else arguments.named_children
    values = [each.child_by_field_name("value") if each.type == "keyword_argument" else each for each in given]
    return Answer.YES if values and all(each is not None and is_constant(each) for each in values) else Answer.NO
