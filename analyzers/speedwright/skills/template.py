"""Templates: text with `{capture}` in it.

`{name}` is the text of a capture or a fresh name, `{name.field}` that of a child by its field in the grammar,
`{name.0}` of a named child by its place. `{name:atom}` adds parentheses where the text is no single operand,
`{name:filled}` is empty for an empty literal or constructor (`[]`, `""`, `list()`), `{name:argument}` puts a comma
before the text and is empty where nothing is captured, `{name:clause}` adds parentheses where the text cannot stand
behind the `in` or `if` of a comprehension, `{name:joined}` is all nodes of a capture with commas between,
`{name:constant}` its words in capitals, `{name:interpolated}` a call of `format` on a literal as an f-string,
`{name:lazy}` an f-string as a template of `%` with its arguments behind it. `{{` and `}}` are braces.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

_PART = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")
_PLACEHOLDER = re.compile(r"^([\w-]+)((?:\.\w+)*)(?::(\w+))?$")
LONGEST, MOST_PLACEHOLDERS = 16 * 1024, 256
"""Characters and places to fill: what is filled in may be long itself, and pages come from any repository."""

FORMATS = frozenset({"atom", "filled", "argument", "joined", "constant", "clause", "interpolated", "lazy"})


class TemplateError(ValueError):
    """Text that is no template."""


class Placeholder(NamedTuple):
    """A place to fill: the capture or fresh name, the way down from its node, and how to write the text."""

    name: str
    steps: tuple[str, ...] = ()
    format: str | None = None


class Template(NamedTuple):
    """Literal text and placeholders in order."""

    parts: tuple[str | Placeholder, ...]

    @property
    def names(self) -> frozenset[str]:
        """The captures and fresh names it needs."""
        return frozenset(part.name for part in self.parts if isinstance(part, Placeholder))


def parse_template(text: str) -> Template:
    """The template in a text. Raises TemplateError."""
    parts: list[str | Placeholder] = []
    position = 0
    for match in _PART.finditer(text):
        parts.append(text[position : match.start()])
        position = match.end()
        parts.append(_part(match))
    parts.append(text[position:])
    if len(text) > LONGEST or sum(isinstance(part, Placeholder) for part in parts) > MOST_PLACEHOLDERS:
        raise TemplateError(f"longer than {LONGEST} characters, or more than {MOST_PLACEHOLDERS} placeholders")
    return Template(_joined(parts))


def _part(match: re.Match[str]) -> str | Placeholder:
    if match[0] in ("{{", "}}"):
        return match[0][0]
    placeholder = _PLACEHOLDER.match(match[1]) if match[1] else None
    if placeholder is None:
        raise TemplateError(f"{match[0]!r} is no placeholder; write {{{{ and }}}} for braces")
    name, steps, form = placeholder.groups()
    if form is not None and form not in FORMATS:
        raise TemplateError(f"unknown format {form!r}; known are {', '.join(sorted(FORMATS))}")
    return Placeholder(name, tuple(steps.split(".")[1:]), form)


def _joined(parts: Sequence[str | Placeholder]) -> tuple[str | Placeholder, ...]:
    found: list[str | Placeholder] = []
    for part in parts:
        if isinstance(part, str) and found and isinstance(found[-1], str):
            found[-1] += part
        elif part != "":
            found.append(part)
    return tuple(found)
