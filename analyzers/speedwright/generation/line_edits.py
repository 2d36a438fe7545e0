"""From two texts to the edits between them."""

from __future__ import annotations

import difflib
from itertools import accumulate

from speedwright.model.text import Span, TextEdit


def line_edits(before: bytes, after: bytes) -> tuple[TextEdit, ...]:
    """The lines that differ."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    offsets = [0, *accumulate(map(len, old))]
    changes = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return tuple(
        TextEdit(Span(offsets[start], offsets[end]), b"".join(new[first:last]).decode("utf-8"))
        for kind, start, end, first, last in changes
        if kind != "equal"
    )
