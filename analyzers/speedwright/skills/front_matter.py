"""Front matter as pages mostly write it, without a YAML parser.

Importing one takes longer than a small file takes to check. So the lines that mean the same to every reader are read
here (`name: text`, the same one level below a `name:`, texts plain or in double quotes), and front matter with
anything else in it is left to YAML.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

_LINE = re.compile(r"( {2})?([a-z]+):(?: (.+))?")
_QUOTED = re.compile(r'"([^"\\]*)"')
_NUMBER = re.compile(r"0|[1-9][0-9]{0,8}")
_PLAIN = re.compile(r"[A-Za-z](?:(?!: | #).)*(?<![: ])")
_BOOLEANS = {"true": True, "false": False}
_SPECIAL = frozenset({"true", "false", "yes", "no", "on", "off", "null"})
"""Words that are no texts in YAML 1.1, in whatever case."""


def plain_front_matter(lines: Iterable[str]) -> Mapping[str, Any] | None:
    """The values, as YAML would read them; None where only YAML can tell."""
    found: dict[str, Any] = {}
    nested: Any = None
    for line in lines:
        match = _LINE.fullmatch(line) if line.isascii() and line.isprintable() else None
        if match is None or match[2] in _SPECIAL:
            return None
        indent, name, text = match.groups()
        around = nested if indent else found
        value: Any = _scalar(text) if text else (None if indent else {})
        if not isinstance(around, dict) or name in around or value is None:
            return None
        around[name] = value
        nested = nested if indent else value
    return None if not found or {} in found.values() else found


def _scalar(text: str) -> str | int | bool | None:
    if quoted := _QUOTED.fullmatch(text):
        return quoted[1]
    if text in _BOOLEANS:
        return _BOOLEANS[text]
    if _NUMBER.fullmatch(text):
        return int(text)
    return text if _PLAIN.fullmatch(text) and text.lower() not in _SPECIAL else None
