"""Writes the pages of docs/ that are made from the code: `python -m docs.generate` (or `make docs`)."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from speedwright.pipeline.skills import Skill, faster
from speedwright.settings import settings_fields
from speedwright.skills.evidence import gains_on
from speedwright.skills.guards.registry import guard_named, guard_names, suits
from speedwright.skills.pythons import ALL
from speedwright.skills.registry import load_library

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
    return "\n".join(
        [
            "<!-- Generated from analyzers/speedwright/skills/guards/ by `make docs`. -->",
            "# Guards",
            "",
            "What can stand under Guards on a page; [adding a skill](adding-a-skill.md) says how to read it.",
            "",
            *_guard_table("python"),
            "",
            "## For all other languages",
            "",
            *_guard_table("javascript"),
            "",
        ]
    )


def _guard_table(language: str) -> Iterator[str]:
    """The guards that can answer for a language."""
    yield from ("| write | it says yes when |", "| --- | --- |")
    for guard in map(guard_named, guard_names()):
        if guard is not None and suits(guard.name, language):
            yield f"| `{guard.usage}` | {_cell(guard.documentation)} |"


def skills_page() -> str:
    """Every skill by family, with what was measured of its rewrite."""
    pages = [skill for skill in load_library().skills if skill.language in ("python", "any")]
    skills = [skill for skill in pages if skill.is_operator]
    pythons = sorted({gain.python for skill in skills for gain in gains_on(skill, ALL)}, key=_version)
    families = (line for family in _families(skills) for line in _family(family, pythons))
    strategies = _strategies([skill for skill in pages if not skill.is_operator])
    others = (line for language in OTHER_LANGUAGES for line in _other_language(*language))
    return "\n".join([*SKILLS_HEAD, *families, *strategies, *OTHERS_HEAD, *others]) + "\n"


SKILLS_HEAD = (
    "<!-- Generated from analyzers/speedwright/skills/library/ by `make docs`. -->",
    "# Skills",
    "",
    "What `check` finds, by family. The figures are how many times as fast the rewrite of one of the page's own",
    "cases is, at the largest size tried, with a 95 % interval; `speedwright skills measure` took them, and",
    "`evidence.json` beside each page has all sizes, the machine and the date. Where no interval of your version",
    "of Python leaves a gain, the skill is silent.",
)


OTHERS_HEAD = (
    "",
    "## Other languages",
    "",
    "What was measured of these stands in their pages (`speedwright explain NAME`), with the version it was",
    "measured on. Their rewrites are shown and never applied: only Python can be verified.",
)
OTHER_LANGUAGES = (
    ("javascript", "JavaScript and TypeScript"),
    ("java", "Java"),
    ("cpp", "C++"),
    ("go", "Go"),
    ("ruby", "Ruby"),
)


def _other_language(language: str, title: str) -> Iterator[str]:
    yield from ("", f"### {title}", "", "| skill | growth | what it tells | |", "| --- | --- | --- | --- |")
    for skill in load_library().skills:
        if skill.language == language:
            growth = f"{skill.before} to {skill.after}" if skill.before != skill.after else skill.before
            kind = "rewrite shown" if skill.has_rewrite else "advice"
            yield f"| `{skill.name}` | {_cell(growth)} | {_cell(skill.description)} | {kind} |"


def _families(skills: Sequence[Skill]) -> list[tuple[str, list[Skill]]]:
    names = sorted({skill.mechanism for skill in skills})
    return [(name, [skill for skill in skills if skill.mechanism == name]) for name in names]


def _family(family: tuple[str, list[Skill]], pythons: Sequence[str]) -> Iterator[str]:
    name, skills = family
    yield from ("", f"## {name}", "", f"| skill | growth | {' | '.join(f'Python {each}' for each in pythons)} |")
    yield "| --- | --- |" + " --- |" * len(pythons)
    for skill in skills:
        gains = {gain.python: faster(gain) for gain in gains_on(skill, ALL)}
        growth = f"{skill.before} to {skill.after}" if skill.before != skill.after else skill.before
        known = " | ".join(gains.get(each) or ("" if skill.has_rewrite else "advice") for each in pythons)
        yield f"| `{skill.name}` | {_cell(growth)} | {known} |"


def _strategies(skills: Sequence[Skill]) -> Iterator[str]:
    """The meta pages, with the mechanisms of the skills that each puts together."""
    yield from ("", "## Strategies", "", "How skills are put together into [plans](plans.md).", "")
    yield from ("| strategy | of the mechanisms | |", "| --- | --- | --- |")
    for skill in skills:
        yield f"| `{skill.name}` | {', '.join(skill.mechanism.split())} | {_cell(skill.description)} |"


def _version(python: str) -> tuple[int, ...]:
    return tuple(int(part) for part in python.split("."))


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


PAGES: Mapping[str, Callable[[], str]] = {
    "guards.md": guards_page,
    "settings.md": settings_page,
    "skills.md": skills_page,
}


def main() -> None:
    """Writes all pages."""
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
