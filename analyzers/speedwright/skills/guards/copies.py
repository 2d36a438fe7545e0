"""Guards about copying."""

from __future__ import annotations

from speedwright.model.finding import Answer
from speedwright.skills.guards.base import NO, Result, guard
from speedwright.syntax.node import Node, text_of
from speedwright.syntax.python.inference import type_of, value_of_binding
from speedwright.syntax.python.kinds import LITERALS
from speedwright.syntax.python.methods import CHANGING_METHODS
from speedwright.syntax.python.scope import Occurrence, variable_at
from speedwright.syntax.python.types import Type
from speedwright.syntax.source_file import SourceFile

_COPYABLE = frozenset({"list", "dict", "set", "deque"})
_DISPLAYS = frozenset({"list", "set", "dictionary"})
_ATOMS = frozenset({"str", "bytes", "int", "float", "bool", "complex", "none"})


@guard("flat")
def flat(source: SourceFile, value: Node) -> Result:
    """The value is a list, dict, set or deque whose items cannot be changed (numbers, strings, tuples of them), so
    that a copy of the outside is as good as a deep one; binds the value. No where it may be None.
    """
    return Result(Answer.YES, (value,)) if _is_flat(source, value) else NO


@guard("flat-or-rows")
def flat_or_rows(source: SourceFile, value: Node) -> Answer:
    """As flat; unknown for a list or dict of flat lists, where copying row by row is as good unless two rows are one
    object.
    """
    if _is_flat(source, value):
        return Answer.YES
    known = type_of(source, value)
    rows = None if known is None or known.kind not in ("list", "dict") or not known.arguments else known.arguments[-1]
    return Answer.UNKNOWN if rows is not None and rows.kind in _COPYABLE and _holds_atoms(rows) else Answer.NO


def _is_flat(source: SourceFile, value: Node) -> bool:
    if value.type == "identifier":
        bindings = variable_at(source, value).bindings
        made = value_of_binding(bindings[0]) if len(bindings) == 1 and _hint(bindings[0]) is None else None
        if made is not None and made.type in _DISPLAYS:
            return _is_constant_display(source, value, made)
        if any("None" in (_hint(each) or "") or "Optional" in (_hint(each) or "") for each in bindings):
            return False
    known = type_of(source, value)
    return known is not None and known.kind in _COPYABLE and _holds_atoms(known)


def _hint(binding: Occurrence) -> str | None:
    hint = binding.parent.child_by_field_name("type") if binding.parent is not None else None
    return None if hint is None else text_of(hint)


def _holds_atoms(known: Type) -> bool:
    return bool(known.arguments) and all(_is_atom(each) for each in known.arguments)


def _is_atom(known: Type | None) -> bool:
    if known is None:
        return False
    return known.kind in _ATOMS or (known.kind == "tuple" and _holds_atoms(known))


def _is_constant_display(source: SourceFile, name: Node, value: Node) -> bool:
    """Whether the display that a name stands for holds literals, and nothing in the file changes it."""
    items = [each for each in value.named_children if each.type != "comment"]
    parts = [part for each in items for part in (each.named_children if each.type == "pair" else [each])]
    literal = all(each.type in LITERALS or _is_negative(each) for each in parts)
    return literal and not any(_changes(each) for each in variable_at(source, name).occurrences)


def _is_negative(node: Node) -> bool:
    return node.type == "unary_operator" and node.named_children[-1].type in LITERALS


def _changes(occurrence: Occurrence) -> bool:
    role = occurrence.role
    changed = role.startswith(".") and role.endswith("()") and role[1:-2] in CHANGING_METHODS
    return changed or role in ("store-item", "delete-item", "augment")
