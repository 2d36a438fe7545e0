"""Pages to skills: every rule of the format is checked here, and every error names file and line."""

from __future__ import annotations

from itertools import accumulate
from pathlib import Path

from speedwright.languages.registry import LANGUAGES
from speedwright.model.finding import Severity
from speedwright.model.late_pattern import late_pattern
from speedwright.skills.metadata import Metadata
from speedwright.skills.page import Page, fences, read_page
from speedwright.skills.skill import Skill
from speedwright.syntax.query import capture_names

SECTIONS = ("Why it is slow", "When not to use it", "Match", "Guards", "Rewrite", "Cases")
"""The sections of an operator page, in this order and no others."""

HERE = "slow"
"""The capture that every query must have: the place the finding is reported at."""

QUERY_LIMIT = 8 * 1024
DEEPEST = 64
"""Characters of a query: pages come from any repository. How deep its brackets stand in one another: code for that is
deeper than people write it."""

_NAME = late_pattern(r"^[a-z0-9]+(-[a-z0-9]+)*$")
_KINDS = ("operator", "meta")


def read_skill(path: Path) -> Skill:
    """The skill on a page that nobody has tested: all of it is checked. Raises PageError."""
    skill = outlined_skill(path)
    _ = skill.rules
    return skill


def outlined_skill(path: Path) -> Skill:
    """The skill on a page of which rules and cases wait until they are needed. Raises PageError."""
    return skill_of(read_page(path))


def skill_of(page: Page) -> Skill:
    """The skill on a parsed page; its rules are read when they are asked for. Raises PageError."""
    front = Metadata(page, page.front_matter)
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


def _meta(page: Page, name: str, description: str, metadata: Metadata) -> Skill:
    language = metadata.text("language", default="any")
    mechanism = metadata.text("mechanism", default="strategy")
    return Skill(name, description, "meta", language, mechanism, "", "", Severity.HINT, page.path, read=page)


def _operator(page: Page, name: str, description: str, metadata: Metadata) -> Skill:
    _check_sections(page)
    query, query_line = _query(page)
    return Skill(
        name=name,
        description=description,
        kind="operator",
        language=metadata.choice("language", tuple(language.name for language in LANGUAGES)),
        mechanism=metadata.text("mechanism"),
        before=metadata.text("from"),
        after=metadata.text("to"),
        severity=Severity(metadata.choice("severity", tuple(each.value for each in Severity), default="warning")),
        path=page.path,
        query=query,
        query_line=query_line,
        mined=metadata.flag("mined"),
        support=metadata.number("support"),
        needs=metadata.text("needs") if metadata.has("needs") else "",
        read=page,
    )


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


def _depth(query: str) -> int:
    """How deep its brackets stand in one another, brackets in texts included."""
    steps = ((char in "([") - (char in ")]") for char in query)
    return max(accumulate(steps), default=0)


def _query(page: Page) -> tuple[str, int]:
    section = page.sections["Match"]
    blocks = [fence for fence in fences(page.path, section) if fence.info == "query"]
    if len(blocks) != 1:
        raise page.error(section.line, f"expected one block ```query under Match, found {len(blocks)}")
    query = blocks[0].text
    if _depth(query) > DEEPEST:
        raise page.error(blocks[0].line, f"the query has more than {DEEPEST} brackets in one another")
    if len(query) > QUERY_LIMIT:
        raise page.error(blocks[0].line, f"the query is longer than {QUERY_LIMIT} characters")
    if HERE not in capture_names(query):
        raise page.error(blocks[0].line, f"the query must capture @{HERE}, the place to report")
    return query, blocks[0].line
