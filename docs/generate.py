"""Writes the pages of docs/ that are made from the code: `python -m docs.generate` (or `make docs`)."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from speedwright.settings import settings_fields
from speedwright.skills.guards.registry import guard_named, guard_names

DOCS = Path(__file__).parent
TYPES = {
    "str": "text",
    "bool": "true or false",
    "float": "number",
    "int": "number",
    "tuple[str, ...]": "list of texts",
}
TYPES["tuple[tuple[str, tuple[str, ...]], ...]"] = "table of lists of texts"


def settings_page() -> str:
    """Every setting with its type, default and meaning."""
    return "\n".join(_settings_lines()) + "\n"


def _settings_lines() -> Iterator[str]:
    yield "<!-- Generated from analyzers/speedwright/settings.py by `make docs`. -->"
    yield "# Settings"
    yield ""
    yield "In the workspace's `pyproject.toml`, under `[tool.speedwright]`; in editors, under `speedwright`."
    for setting in settings_fields():
        yield ""
        yield f"## `{setting.name.replace('_', '-')}`"
        yield ""
        yield f"{TYPES[str(setting.type)]}, default `{_as_toml(setting)}`"
        yield ""
        yield setting.metadata["help"]


def _as_toml(setting: dataclasses.Field[Any]) -> str:
    if setting.metadata["is_table"]:
        return "{}"
    return json.dumps(list(setting.default) if isinstance(setting.default, tuple) else setting.default)


def guards_page() -> str:
    """Every guard that a skill's page can use: how it is written, and when it says yes."""
    guards = (guard for guard in map(guard_named, guard_names()) if guard is not None)
    rows = (f"| `{guard.usage}` | {_cell(guard.documentation)} |" for guard in guards)
    return "\n".join(
        [
            "<!-- Generated from analyzers/speedwright/skills/guards/ by `make docs`. -->",
            "# Guards",
            "",
            "What can stand under Guards on a page; [adding a skill](adding-a-skill.md) says how to read it.",
            "",
            "| write | it says yes when |",
            "| --- | --- |",
            *rows,
            "",
        ]
    )


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


PAGES: Mapping[str, Callable[[], str]] = {"guards.md": guards_page, "settings.md": settings_page}


def main() -> None:
    """Writes all pages."""
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
