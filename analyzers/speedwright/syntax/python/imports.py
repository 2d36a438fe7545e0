"""What imported names stand for."""

from __future__ import annotations

from speedwright.syntax.node import Node, text_of
from speedwright.syntax.python.scope import Occurrence, variable_at
from speedwright.syntax.source_file import SourceFile


def imported_path(source: SourceFile, expression: Node) -> str | None:
    """The dotted path behind a name or dotted name, through its imports: `re.compile` for `compile` after
    `from re import compile`. None when the name is not bound by imports alone, or they disagree.
    """
    parts: list[str] = []
    while expression.type == "attribute":
        attribute, receiver = expression.child_by_field_name("attribute"), expression.child_by_field_name("object")
        if attribute is None or receiver is None:
            return None
        parts.append(text_of(attribute))
        expression = receiver
    if expression.type != "identifier":
        return None
    bindings = variable_at(source, expression).bindings
    targets = {_target(binding) for binding in bindings}
    if len(targets) != 1:
        return None
    target = targets.pop()
    return None if target is None else ".".join([target, *reversed(parts)])


def _target(binding: Occurrence) -> str | None:
    """What one import binds its name to."""
    if binding.role != "import":
        return None
    statement = next(
        each for each in reversed(binding.path) if each.type.endswith("import_statement") or _is_from(each)
    )
    aliased = binding.parent if binding.parent is not None and binding.parent.type == "aliased_import" else None
    imported = None if aliased is None else aliased.child_by_field_name("name")
    name = text_of(binding.node if imported is None else imported)
    if not _is_from(statement):
        return name
    module = statement.child_by_field_name("module_name")
    return None if module is None else f"{text_of(module)}.{name}"


def _is_from(node: Node) -> bool:
    return node.type in ("import_from_statement", "future_import_statement")
