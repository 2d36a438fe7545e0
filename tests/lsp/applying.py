"""What an editor does with a workspace edit, in any position encoding."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from speedwright.model.text import Span, TextEdit, apply_edits
from speedwright.pipeline.documents import Encoding, open_source


def applied(text: str, edit: dict[str, Any], encoding: Encoding = "utf-16") -> str:
    """The text after the edit of its one document, versioned or not."""
    if "documentChanges" in edit:
        (change,) = edit["documentChanges"]
        changes = change["edits"]
    else:
        (changes,) = edit["changes"].values()
    return changed(text, changes, encoding)


def changed(text: str, changes: list[dict[str, Any]], encoding: Encoding = "utf-16") -> str:
    """The text after changes that all refer to it."""
    source = open_source(Path("report.py"), text)
    assert source is not None
    edits = []
    for each in changes:
        start, end = (
            source.line_index.offset(each["range"][name]["line"], each["range"][name]["character"], encoding)
            for name in ("start", "end")
        )
        edits.append(TextEdit(Span(start, end), each["newText"]))
    return apply_edits(text.encode(), edits).decode()
