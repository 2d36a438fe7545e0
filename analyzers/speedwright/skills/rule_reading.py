"""The rules of a page: what its guards, its rewrite and its templates say, checked."""

from __future__ import annotations

from speedwright.skills.guard_lines import read_guards
from speedwright.skills.metadata import Metadata
from speedwright.skills.page import Page
from speedwright.skills.rules import Rules
from speedwright.skills.steps import read_steps
from speedwright.skills.template import Template, TemplateError, parse_template
from speedwright.syntax.query import capture_names


def read_rules(page: Page, query: str) -> Rules:
    """The rules of an operator page; none of a meta page. Raises PageError."""
    if not query:
        return Rules()
    metadata = Metadata(page, page.front_matter).mapping("metadata")
    captured = capture_names(query)
    guards = read_guards(page, page.sections["Guards"], captured)
    bound = captured | {guard.binds for guard in guards if guard.binds}
    certain = captured | {guard.binds for guard in guards if guard.binds and not guard.optional}
    steps = read_steps(page, page.sections["Rewrite"], bound)
    return Rules(
        message=_template(metadata, "message", certain),
        title=_template(metadata, "title", bound) if steps else Template(()),
        guards=guards,
        steps=steps,
        bound=bound,
    )


def _template(metadata: Metadata, key: str, names: frozenset[str]) -> Template:
    try:
        found = parse_template(metadata.text(key))
    except TemplateError as error:
        raise metadata.error(key, str(error)) from error
    for name in sorted(found.names - names):
        raise metadata.error(key, f"nothing captures @{name}")
    return found
