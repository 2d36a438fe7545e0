"""Where statements begin in lines of Python, some of which only IPython understands."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from speedwright.errors import SpeedwrightError

# What decides whether a line goes on: comments, quotes, brackets, and a backslash at the end.
_TOKEN = re.compile(r"#.*|\"\"\"|'''|\\.|[\"'()\[\]{}]|\\$")


class UnclosedText(SpeedwrightError):
    """A bracket, quote or backslash at the end that nothing closes."""


def logical_starts(
    lines: Sequence[str], begin: int, is_escaped: Callable[[str], bool]
) -> list[tuple[int, int, bool]]:
    """From where to where (exclusive) each statement reaches, and whether it is none of Python's.

    A statement for which `is_escaped` says so goes on behind a backslash only. Raises UnclosedText.
    """
    return list(_statements(lines, begin, is_escaped))


def _statements(
    lines: Sequence[str], begin: int, is_escaped: Callable[[str], bool]
) -> Iterator[tuple[int, int, bool]]:
    line = begin
    while line < len(lines):
        escaped = is_escaped(lines[line])
        end = _escaped_end(lines, line) if escaped else _python_end(lines, line)
        yield line, end, escaped
        line = end


def _escaped_end(lines: Sequence[str], line: int) -> int:
    while line + 1 < len(lines) and lines[line].endswith("\\"):
        line += 1
    return line + 1


def _python_end(lines: Sequence[str], line: int) -> int:
    depth, quote = 0, ""
    while line < len(lines):
        depth, quote, continues = _scanned(lines[line], depth, quote)
        line += 1
        if not (depth > 0 or quote or continues):
            return line
    raise UnclosedText("the text ends inside a bracket or a quote")


def _scanned(line: str, depth: int, quote: str) -> tuple[int, str, bool]:
    """Depth of brackets and open quote behind a line, and whether a backslash joins the next one to it."""
    position = 0
    while (token := _TOKEN.search(line, position)) is not None:
        text = token[0]
        position = token.end()
        if quote:
            if text == quote:
                quote = ""
            elif text.startswith("#"):
                # No comment: a quote may stand behind the sign.
                position = token.start() + 1
            elif len(text) == 3 and quote == text[0]:
                # `'''` closes `'`, and two more begin.
                position, quote = token.start() + 1, ""
        elif text in ('"""', "'''", '"', "'"):
            quote = text
        elif text in "([{":
            depth += 1
        elif text in ")]}":
            depth -= 1
    joined = line.endswith("\\") and not _is_comment(line)
    # A quote of one sign ends with its line, closed or not, unless the line goes on.
    if len(quote) == 1 and not joined:
        quote = ""
    return max(depth, 0), quote, joined


def _is_comment(line: str) -> bool:
    return line.lstrip().startswith("#")
