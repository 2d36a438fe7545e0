"""The lines under Rewrite.

- replace @x: `template`          - insert before @x: `template`      - ensure import: `from collections import deque`
- wrap @x: `template with {x}`    - insert after @x: `template`       - fresh {name}: `{base}_set`
- delete @x                       - indent @x (one level further, all its lines)
- need @x (no rewrite without it)

`when @y` before the colon leaves a step out where @y is not captured, `unless @y` where it is. A longer template goes
into a fenced block indented under the line. A section without such lines is advice: the page reports and proposes
nothing.
"""

from __future__ import annotations

import re

from speedwright.skills.page import Bullet, Page, Section, bullets
from speedwright.skills.rules import Action, Step
from speedwright.skills.template import Placeholder, Template, TemplateError, parse_template

_STEP = re.compile(
    r"^(replace|insert before|insert after|wrap|delete|indent|need|ensure import|fresh)"
    r"(?: +(?:@([\w-]+)|\{(\w+)\}))?(?: +when +@([\w-]+))?(?: +unless +@([\w-]+))?\s*(:?)\s*(.*)$"
)
_IMPORT = re.compile(r"(?:import [\w.]+|from [\w.]+ import \w+)")
_QUOTED = re.compile(r"^(`+)(.+)\1$")


MOST_STEPS = 64


def read_steps(page: Page, section: Section, captured: frozenset[str]) -> tuple[Step, ...]:
    """The rewrite of a page. Raises PageError."""
    lines = bullets(page.path, section)
    if len(lines) > MOST_STEPS:
        raise page.error(lines[MOST_STEPS].line, f"more than {MOST_STEPS} steps")
    steps = tuple(_read(page, bullet) for bullet in lines)
    fresh: set[str] = set()
    for step in steps:
        _check(page, step, captured, frozenset(fresh))
        if step.action is Action.FRESH:
            fresh.add(step.target)
    return steps


def _read(page: Page, bullet: Bullet) -> Step:
    match = _STEP.match(bullet.text)
    if match is None:
        raise page.error(
            bullet.line, f"not a step: {bullet.text!r}; steps are {', '.join(each.value for each in Action)}"
        )
    verb, capture, name, when, unless, colon, rest = match.groups()
    action = Action(verb)
    _check_shape(page, bullet, action, capture, name)
    text = _template_text(page, bullet, action, colon, rest)
    try:
        return Step(action, capture or name or "", parse_template(text), when, unless, bullet.line)
    except TemplateError as error:
        raise page.error(bullet.line, str(error)) from error


def _check_shape(page: Page, bullet: Bullet, action: Action, capture: str | None, name: str | None) -> None:
    wants_capture = action not in (Action.ENSURE_IMPORT, Action.FRESH)
    if wants_capture and capture is None:
        raise page.error(bullet.line, f"{action.value} needs a capture: `{action.value} @name`")
    if (action is Action.FRESH) != (name is not None):
        raise page.error(bullet.line, "a fresh name is written `fresh {name}: ...`, and only there")


def _template_text(page: Page, bullet: Bullet, action: Action, colon: str, rest: str) -> str:
    if action in (Action.DELETE, Action.INDENT, Action.NEED):
        if rest or colon:
            raise page.error(bullet.line, f"{action.value} takes no template")
        return ""
    if bullet.fence is not None and not rest:
        return bullet.fence.text
    quoted = _QUOTED.match(rest.strip())
    if not colon or quoted is None:
        raise page.error(bullet.line, "the template goes after the colon, between backticks, or in a block below")
    return quoted[2]


def _check(page: Page, step: Step, captured: frozenset[str], fresh: frozenset[str]) -> None:
    if step.action not in (Action.ENSURE_IMPORT, Action.FRESH) and step.target not in captured:
        raise page.error(step.line, f"nothing captures @{step.target}")
    for condition in (step.when, step.unless):
        if condition is not None and condition not in captured:
            raise page.error(step.line, f"nothing captures @{condition}")
    if step.action is Action.FRESH and step.target in captured | fresh:
        raise page.error(step.line, f"{step.target} is taken already")
    for name in sorted(step.template.names - captured - fresh):
        raise page.error(step.line, f"{{{name}}} is neither captured nor a fresh name above")
    if step.action is Action.ENSURE_IMPORT and not _is_import(step.template):
        raise page.error(step.line, "ensure import takes one plain import of one name")
    if step.action is Action.WRAP and not _wraps(step.template, step.target):
        raise page.error(step.line, f"wrap needs {{{step.target}}} exactly once in its template")


def _is_import(template: Template) -> bool:
    text = " ".join("".join("x" if isinstance(part, Placeholder) else part for part in template.parts).split())
    return _IMPORT.fullmatch(text) is not None


def _wraps(template: Template, target: str) -> bool:
    return [part for part in template.parts if isinstance(part, Placeholder) and part.name == target] == [
        Placeholder(target)
    ]
