"""Edits to the text of a version: the slow module with some of the fast one's changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from speedwright.mining.differencing import Edit
from speedwright.mining.terms import Term
from speedwright.model.text import TextEdit, apply_edits

_UNIT = "    "


def applied(slow: str, fast: str, edits: Iterable[Edit]) -> str:
    """The slow module after edits that came from it and this fast one. Raises ValueError where they overlap."""
    return apply_edits(slow.encode(), [_text_edit(slow.encode(), fast.encode(), each) for each in edits]).decode()


def statements(text: bytes, terms: Sequence[Term], indent: str) -> str:
    """Statements of a module in normal form, moved to another indentation; the first line has none."""
    return f"\n{indent}".join(_moved(text, term, indent) for term in terms)


def indent_at(text: bytes, offset: int) -> str:
    """The indentation of the line that an offset is in."""
    line = text[text.rfind(b"\n", 0, offset) + 1 : offset + 1]
    return " " * (len(line) - len(line.lstrip(b" ")))


def _moved(text: bytes, term: Term, indent: str) -> str:
    old = indent_at(text, term.start)
    first, *rest = text[term.start : term.end].decode().split("\n")
    return "\n".join([first, *(indent + line.removeprefix(old) for line in rest)])


def _text_edit(slow: bytes, fast: bytes, edit: Edit) -> TextEdit:
    if not edit.in_block:
        (new,) = edit.after
        return TextEdit(edit.span, fast[new.start : new.end].decode())
    indent = indent_at(slow, edit.beside)
    text = statements(fast, edit.after, indent)
    if edit.before:
        return TextEdit(edit.span, text or "pass")
    return TextEdit(edit.span, f"{text}\n{indent}" if edit.leads else f"\n{indent}{text}")
