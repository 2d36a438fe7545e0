"""A model of an LSP document: a Python string, and positions computed the slow and plain way."""

from __future__ import annotations

import re
from typing import Any

UNITS = {
    "utf-8": lambda text: len(text.encode("utf-8")),
    "utf-16": lambda text: len(text.encode("utf-16-le")) // 2,
    "utf-32": len,
}


def position(text: str, index: int, encoding: str) -> dict[str, int]:
    """The position of a character; between CR and LF, of the CR: nothing stands between the two."""
    if text[index - 1 : index + 1] == "\r\n" and index > 0:
        index -= 1
    before = re.split("\r\n|\n|\r", text[:index])
    return {"line": len(before) - 1, "character": UNITS[encoding](before[-1])}


def change(text: str, start: int, end: int, new: str, encoding: str) -> tuple[dict[str, Any], str]:
    """The change that replaces `text[start:end]`, as the protocol says it, and the text after it."""
    start, end = (_expressible(text, index) for index in sorted((start, end)))
    range_ = {"start": position(text, start, encoding), "end": position(text, end, encoding)}
    return {"range": range_, "text": new}, text[:start] + new + text[end:]


def _expressible(text: str, index: int) -> int:
    return index - 1 if index > 0 and text[index - 1 : index + 1] == "\r\n" else index
