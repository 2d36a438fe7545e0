"""The lines under Guards: `- [optionally] [certainly] [not] guard @capture "text" [as @new] [— reason]`."""

from __future__ import annotations

import re

from speedwright.skills.guards.base import Guard
from speedwright.skills.guards.registry import guard_named, guard_names, suits
from speedwright.skills.page import Bullet, Page, Section, bullets
from speedwright.skills.rules import GuardUse

_TOKEN = re.compile(r'\s*(?:@([\w-]+)|"((?:[^"\\]|\\.)*)"|([\w-]+))')
MOST_GUARDS = 64
"""Each is asked at every match, and pages come from any repository."""

_PREFIXES = ("optionally", "certainly", "not")


def read_guards(page: Page, section: Section, captured: frozenset[str]) -> tuple[GuardUse, ...]:
    """The guards of a page; each may use what the query or an earlier guard captures. Raises PageError."""
    known = set(captured)
    found: list[GuardUse] = []
    lines = bullets(page.path, section)
    if len(lines) > MOST_GUARDS:
        raise page.error(lines[MOST_GUARDS].line, f"more than {MOST_GUARDS} guards")
    for bullet in lines:
        use = _read(page, bullet)
        _check(page, use, frozenset(known))
        known |= {use.binds} if use.binds else set()
        found.append(use)
    return tuple(found)


def _read(page: Page, bullet: Bullet) -> GuardUse:
    condition, _, reason = bullet.text.partition(" — ")
    words, captures, texts, binds = _tokens(page, bullet, condition)
    prefixes = []
    while words and words[0] in _PREFIXES:
        prefixes.append(words.pop(0))
    if len(words) != 1:
        raise page.error(bullet.line, f"expected one guard's name in {condition!r}")
    return GuardUse(
        name=words[0],
        captures=tuple(captures),
        texts=tuple(texts),
        binds=binds,
        negated="not" in prefixes,
        certain="certainly" in prefixes,
        optional="optionally" in prefixes,
        reason=reason.strip(),
        line=bullet.line,
    )


def _tokens(page: Page, bullet: Bullet, condition: str) -> tuple[list[str], list[str], list[str], str | None]:
    words: list[str] = []
    captures: list[str] = []
    texts: list[str] = []
    binds: str | None = None
    position = 0
    condition = condition.rstrip()
    while position < len(condition):
        token = _TOKEN.match(condition, position)
        if token is None:
            raise page.error(bullet.line, f"cannot read {condition[position:].strip()!r}")
        position = token.end()
        capture, text, word = token.groups()
        if capture is not None and words and words[-1] == "as":
            words.pop()
            binds = capture
        elif capture is not None:
            captures.append(capture)
        elif text is not None:
            texts.append(re.sub(r"\\(.)", r"\1", text))
        else:
            words.append(word)
    return words, captures, texts, binds


def _check(page: Page, use: GuardUse, known: frozenset[str]) -> None:
    guard = guard_named(use.name)
    if guard is None:
        raise page.error(use.line, f"unknown guard {use.name!r}; known are {', '.join(guard_names())}")
    language = str(page.front_matter["metadata"].get("language", ""))
    if not suits(use.name, language):
        raise page.error(use.line, f"{use.name} cannot read {language}: docs/guards.md says which guards can")
    for capture in use.captures:
        if capture not in known:
            raise page.error(use.line, f"nothing above captures @{capture}")
    if use.binds and not guard.binds:
        raise page.error(use.line, f"{use.name} binds no capture: drop `as @{use.binds}`")
    if use.binds and use.negated:
        raise page.error(use.line, "a negated guard has nothing to bind")
    if use.binds and use.binds in known:
        raise page.error(use.line, f"@{use.binds} is captured already")
    if use.optional and not use.binds:
        raise page.error(use.line, "an optional guard must bind a capture: `as @name`")
    _check_arity(page, use, guard)


def _check_arity(page: Page, use: GuardUse, guard: Guard) -> None:
    if not guard.takes(len(use.captures), len(use.texts)):
        raise page.error(use.line, f"write it so: {guard.usage}")
