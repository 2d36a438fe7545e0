"""A skill as a value: what a page says. What only a match needs is read when it is asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from speedwright.model.finding import Severity
from speedwright.skills.page import Page, read_page
from speedwright.skills.patterns import Pattern, patterns_of

if TYPE_CHECKING:
    from speedwright.skills.case import Case
    from speedwright.skills.rules import GuardUse, Rules, Step
    from speedwright.skills.template import Template


LOOP_GUARDS = frozenset({"in-loop", "in-statement-loop", "unchanged-in-loop"})
"""Guards that say no where there is no loop around their first capture."""


@dataclass(frozen=True)
class Skill:
    """One known way in which code is slow, and what to write instead.

    A process that checks one file needs the queries of all pages and the rest of hardly any. So `page`, `rules`,
    `cases` and `patterns` are read when first asked for, where they are not known already (`read`, `outlined`), and
    raise PageError where the page is wrong; `read_skill` asks for the rules of a page that was never tested. Meta
    skills have prose only: no query, guards, steps or cases.
    """

    name: str
    description: str
    kind: str
    language: str
    mechanism: str
    before: str
    after: str
    severity: Severity
    path: Path
    query: str = ""
    query_line: int = 1
    mined: bool = False
    support: int = 0
    needs: str = ""
    read: Page | None = field(default=None, repr=False, compare=False)
    outlined: tuple[Pattern, ...] | None = field(default=None, repr=False, compare=False)

    @cached_property
    def page(self) -> Page:
        """The whole page. Raises PageError where its file has changed to what is none."""
        return self.read if self.read is not None else read_page(self.path)

    @property
    def has_rewrite(self) -> bool:
        """Whether the page can make candidates, and not only give advice."""
        return bool(self.steps)

    @property
    def is_operator(self) -> bool:
        """Whether the skill matches code by itself."""
        return self.kind == "operator"

    @property
    def message(self) -> Template:
        """What a diagnostic says: a template over captures."""
        return self.rules.message

    @property
    def title(self) -> Template:
        """The name of the edit: a template over captures."""
        return self.rules.title

    @property
    def changes_growth(self) -> bool:
        """Whether the rewrite makes the code's time grow in another way with size."""
        return changes_growth(self.before, self.after)

    @property
    def guards(self) -> tuple[GuardUse, ...]:
        """The conditions on a match, in order."""
        return self.rules.guards

    @property
    def steps(self) -> tuple[Step, ...]:
        """The rewrite; empty for advice."""
        return self.rules.steps

    @cached_property
    def rules(self) -> Rules:
        """Guards, steps and templates. Raises PageError."""
        from speedwright.skills.rule_reading import read_rules

        return read_rules(self.page, self.query)

    @cached_property
    def looped(self) -> tuple[tuple[str, ...], ...]:
        """The captures of each guard behind the first that holds in loops only, for the first of these captures: that
        is quickly seen, and spares what would be asked before. Raises PageError.
        """
        bound = [use.binds for use in self.guards]
        return tuple(
            use.captures
            for place, use in enumerate(self.guards)
            if place and use.name in LOOP_GUARDS and not (use.negated or use.optional)
            if use.captures[0] not in bound[:place]
        )

    @cached_property
    def patterns(self) -> tuple[Pattern, ...]:
        """The patterns of the query, one by one."""
        return self.outlined if self.outlined is not None else patterns_of(self.query, self.language)

    @cached_property
    def cases(self) -> tuple[Case, ...]:
        """The tests on the page. Raises PageError."""
        from speedwright.skills.case import read_cases

        return read_cases(self.page, self.has_rewrite) if self.is_operator else ()


def changes_growth(before: str, after: str) -> bool:
    """Whether a page's `from` and `to` are two orders of growth."""
    return before != after and before.startswith("O(") and after.startswith("O(")
