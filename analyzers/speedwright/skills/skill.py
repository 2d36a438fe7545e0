"""A skill as a value: what a page says, checked."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from speedwright.model.finding import Severity
from speedwright.skills.case import Case, read_cases
from speedwright.skills.page import Page
from speedwright.skills.required_text import required_texts
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


@dataclass(frozen=True)
class Skill:
    """One known way in which code is slow, and what to write instead.

    `title` and `message` are templates over captures: the name of the edit, and what a diagnostic says.
    Meta skills have prose only: no query, guards, steps or cases.
    """

    name: str
    description: str
    kind: str
    language: str
    mechanism: str
    before: str
    after: str
    severity: Severity
    page: Page
    message: Template
    title: Template
    query: str = ""
    query_line: int = 1
    guards: tuple[GuardUse, ...] = ()
    steps: tuple[Step, ...] = ()
    mined: bool = False
    support: int = 0
    bound: frozenset[str] = field(default_factory=frozenset)

    @property
    def path(self) -> Path:
        """The page's file."""
        return self.page.path

    @property
    def has_rewrite(self) -> bool:
        """Whether the page can make candidates, and not only give advice."""
        return bool(self.steps)

    @property
    def is_operator(self) -> bool:
        """Whether the skill matches code by itself."""
        return self.kind == "operator"

    def can_match(self, content: bytes) -> bool:
        """Whether a file has the texts that some pattern of the query needs; without them it need not be run."""
        return any(all(text in content for text in texts) for texts in self._required_texts)

    @cached_property
    def _required_texts(self) -> tuple[frozenset[bytes], ...]:
        return required_texts(self.query, self.language)

    @cached_property
    def cases(self) -> tuple[Case, ...]:
        """The tests on the page, read when first asked for. Raises PageError."""
        return read_cases(self.page, self.has_rewrite) if self.is_operator else ()
