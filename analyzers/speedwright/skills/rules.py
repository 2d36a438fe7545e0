"""What a page says beyond its query, as values: guards, rewrite steps, and the templates of its texts."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from speedwright.skills.template import Template


class GuardUse(NamedTuple):
    """One line under Guards: the guard, the captures and texts it gets, the capture it binds.

    `negated` exchanges yes and no; `certain` makes unknown a no; an `optional` guard never silences, it only binds.
    """

    name: str
    captures: tuple[str, ...]
    texts: tuple[str, ...]
    binds: str | None
    negated: bool
    certain: bool
    optional: bool
    reason: str
    line: int


class Action(str, Enum):
    """What a rewrite step does; the values are the words pages use."""

    REPLACE = "replace"
    INSERT_BEFORE = "insert before"
    INSERT_AFTER = "insert after"
    WRAP = "wrap"
    DELETE = "delete"
    INDENT = "indent"
    NEED = "need"
    ENSURE_IMPORT = "ensure import"
    FRESH = "fresh"


class Step(NamedTuple):
    """One line under Rewrite. `target` is a capture, or the fresh name; `when` names a capture without which the step
    is left out, `unless` one with which it is.
    """

    action: Action
    target: str
    template: Template
    when: str | None
    unless: str | None
    line: int


class Rules(NamedTuple):
    """What is needed once the query of a page matches. `title` and `message` are templates over captures: the name of
    the edit, and what a diagnostic says; `bound` are the captures of query and guards.
    """

    message: Template = Template(())
    title: Template = Template(())
    guards: tuple[GuardUse, ...] = ()
    steps: tuple[Step, ...] = ()
    bound: frozenset[str] = frozenset()
