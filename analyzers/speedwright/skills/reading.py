"""Pages to skills: every rule of the format is checked here, and every error names file and line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from speedwright.languages.registry import LANGUAGES
from speedwright.model.finding import Severity
from speedwright.skills.guard_lines import read_guards
from speedwright.skills.page import Page, PageError, fences, parse_page
from speedwright.skills.skill import GuardUse, Skill
from speedwright.skills.steps import read_steps
from speedwright.skills.template import Template, TemplateError, parse_template
from speedwright.syntax.query import capture_names

SECTIONS = ("Why it is slow", "When not to use it", "Match", "Guards", "Rewrite", "Cases")
"""The sections of an operator page, in this order and no others."""

HERE = "slow"
"""The capture that every query must have: the place the finding is reported at."""

SIZE_LIMIT = 256 * 1024
QUERY_LIMIT = 8 * 1024
"""Bytes of a page and of its query: pages come from any repository."""

_NAME = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*$")
_KINDS = ("operator", "meta")


def read_skill(path: Path) -> Skill:
    """The skill on a page. Raises PageError."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise PageError(path, 1, f"cannot be read: {error.strerror}") from error
    if len(content) > SIZE_LIMIT:
        raise PageError(path, 1, f"larger than {SIZE_LIMIT} bytes")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise PageError(path, content.count(b"\n", 0, error.start) + 1, "not UTF-8") from error
    return skill_of(parse_page(path, text))


def skill_of(page: Page) -> Skill:
    """The skill on a parsed page. Raises PageError."""
    front = _FrontMatter(page, page.front_matter)
    name = front.text("name")
    if not _NAME.match(name) or len(name) > 64:
        raise front.error("name", "a name is lower-case words with hyphens, at most 64 characters")
    if name != page.path.parent.name:
        raise front.error("name", f"the name must be that of the folder, {page.path.parent.name!r}")
    description = front.text("description")
    if len(description) > 1024:
        raise front.error("description", "at most 1024 characters")
    metadata = front.mapping("metadata")
    kind = metadata.choice("kind", _KINDS)
    if kind == "meta":
        return _meta(page, name, description, metadata)
    return _operator(page, name, description, metadata)


def _meta(page: Page, name: str, description: str, metadata: _FrontMatter) -> Skill:
    nothing = Template(())
    language = metadata.text("language", default="any")
    mechanism = metadata.text("mechanism", default="strategy")
    return Skill(name, description, "meta", language, mechanism, "", "", Severity.HINT, page, nothing, nothing)


def _operator(page: Page, name: str, description: str, metadata: _FrontMatter) -> Skill:
    _check_sections(page)
    query, query_line = _query(page)
    captured = capture_names(query)
    guards = read_guards(page, page.sections["Guards"], captured)
    bound = captured | {guard.binds for guard in guards if guard.binds}
    steps = read_steps(page, page.sections["Rewrite"], frozenset(bound))
    return Skill(
        name=name,
        description=description,
        kind="operator",
        language=metadata.choice("language", tuple(language.name for language in LANGUAGES)),
        mechanism=metadata.text("mechanism"),
        before=metadata.text("from"),
        after=metadata.text("to"),
        severity=Severity(metadata.choice("severity", tuple(each.value for each in Severity), default="warning")),
        page=page,
        message=metadata.template("message", _certain(captured, guards)),
        title=metadata.template("title", frozenset(bound)) if steps else Template(()),
        query=query,
        query_line=query_line,
        guards=guards,
        steps=steps,
        mined=metadata.flag("mined"),
        support=metadata.number("support"),
        bound=frozenset(bound),
    )


def _certain(captured: frozenset[str], guards: tuple[GuardUse, ...]) -> frozenset[str]:
    return captured | {guard.binds for guard in guards if guard.binds and not guard.optional}


def _check_sections(page: Page) -> None:
    found = tuple(page.sections)
    if found == SECTIONS:
        return
    for title in SECTIONS:
        if title not in found:
            raise page.error(1, f"section '## {title}' is missing")
    for title, section in page.sections.items():
        if title not in SECTIONS:
            raise page.error(section.line - 1, f"unknown section {title!r}; the sections are {', '.join(SECTIONS)}")
    raise page.error(1, f"the sections must come in this order: {', '.join(SECTIONS)}")


def _query(page: Page) -> tuple[str, int]:
    section = page.sections["Match"]
    blocks = [fence for fence in fences(page.path, section) if fence.info == "query"]
    if len(blocks) != 1:
        raise page.error(section.line, f"expected one block ```query under Match, found {len(blocks)}")
    query = blocks[0].text
    if len(query) > QUERY_LIMIT:
        raise page.error(blocks[0].line, f"the query is longer than {QUERY_LIMIT} characters")
    if HERE not in capture_names(query):
        raise page.error(blocks[0].line, f"the query must capture @{HERE}, the place to report")
    return query, blocks[0].line


class _FrontMatter:
    """Typed access to front matter, with errors on the line of the key."""

    def __init__(self, page: Page, data: Mapping[Any, Any]) -> None:
        self._page = page
        self._data = data

    def error(self, key: str, message: str) -> PageError:
        return self._page.error(self._page.line_of(f"{key}:"), f"{key}: {message}")

    def text(self, key: str, default: str | None = None) -> str:
        value = self._data.get(key, default)
        if value is None:
            raise self._page.error(1, f"the front matter has no {key!r}")
        if not isinstance(value, str) or not value.strip():
            raise self.error(key, "expected a text")
        return " ".join(value.split())

    def choice(self, key: str, choices: tuple[str, ...], default: str | None = None) -> str:
        value = self.text(key, default)
        if value not in choices:
            raise self.error(key, f"{value!r} is none of {', '.join(choices)}")
        return value

    def flag(self, key: str) -> bool:
        value = self._data.get(key, False)
        if not isinstance(value, bool):
            raise self.error(key, "expected true or false")
        return value

    def number(self, key: str) -> int:
        value = self._data.get(key, 0)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise self.error(key, "expected a whole number")
        return value

    def mapping(self, key: str) -> _FrontMatter:
        value = self._data.get(key)
        if not isinstance(value, dict):
            raise self._page.error(1, f"the front matter needs {key!r} with kind, language, mechanism, from and to")
        return _FrontMatter(self._page, value)

    def template(self, key: str, names: frozenset[str]) -> Template:
        try:
            found = parse_template(self.text(key))
        except TemplateError as error:
            raise self.error(key, str(error)) from error
        for name in sorted(found.names - names):
            raise self.error(key, f"nothing captures @{name}")
        return found
