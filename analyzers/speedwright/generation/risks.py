"""What a rewrite of a function may break unseen, as far as reading tells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from speedwright.model.finding import Answer, Finding
from speedwright.syntax.node import Node, span_of, text_of, walk
from speedwright.syntax.python.changes import changes_in
from speedwright.syntax.python.scope import variable_at
from speedwright.syntax.source_file import SourceFile

_BY_KIND = {
    "yield": "it is a generator: items are made when they are asked for",
    "await": "it waits for others, who may run meanwhile",
    "try_statement": "it catches exceptions: where they are raised matters",
    "raise_statement": "it raises exceptions of its own: for the same inputs, in the same order",
    "global_statement": "it changes variables of the module",
    "nonlocal_statement": "it changes variables of the function around it",
}


def risks_of(source: SourceFile, function: Node, findings: Sequence[Finding]) -> tuple[str, ...]:
    """Sentences without a full stop, each once: what the code does besides its result, then what guards left open."""
    kinds = {node.type for node in walk(function)}
    found = [sentence for kind, sentence in _BY_KIND.items() if kind in kinds]
    found += [f"it changes its argument `{name}`" for name in _changed_arguments(source, function)]
    doubts = dict.fromkeys(doubt for finding in findings for doubt in finding.doubts)
    return (*found, *(f"not known from the code: {doubt}" for doubt in doubts))


def _changed_arguments(source: SourceFile, function: Node) -> Iterator[str]:
    definition = next((node for node in walk(function) if node.type == "function_definition"), None)
    parameters = None if definition is None else definition.child_by_field_name("parameters")
    for parameter in () if parameters is None else parameters.named_children:
        name = next((node for node in walk(parameter) if node.type == "identifier"), None)
        if name is None:
            continue
        uses = [each for each in variable_at(source, name).occurrences if not each.binds]
        if changes_in(source, uses, span_of(function)) is Answer.YES:
            yield text_of(name)
