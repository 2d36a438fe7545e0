"""What a model is asked to make a skill page of a rewrite: templates beside the others, filled in."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from speedwright.generation.language_model.chat import Message
from speedwright.generation.language_model.excerpts import excerpt_of
from speedwright.generation.language_model.masking import Masking
from speedwright.generation.language_model.prompting import cut, filled
from speedwright.skills.guards.registry import guard_named, guard_names, suits
from speedwright.skills.registry import Library
from speedwright.syntax.functions import functions
from speedwright.syntax.node import node_at
from speedwright.syntax.source_file import SourceFile

EXAMPLE = "list-membership-in-loop"
"""The page that is shown: it has guards, a fresh name and an insertion."""
LEAST_CHANGED, LEAST_UNCHANGED = 2, 2
"""Cases of each sort that a page needs. Fewer prove nothing of a pattern: one is its own origin."""
LONGEST_TREE, LONGEST_GUARD, LONGEST_REASON = 6_000, 160, 3_000
"""Characters."""


@dataclass(frozen=True, slots=True)
class PageTask:
    """A proven rewrite as a model is shown it: `before` and `after` are excerpts, `tree` is the grammar's.

    `speedup` is in words.
    """

    function: str
    plan: str
    speedup: str
    before: str
    after: str
    tree: str
    masking: Masking = field(default_factory=Masking)


def page_task(function: str, plan: str, ratio: float, before: SourceFile, after: SourceFile) -> PageTask | None:
    """The task; None where the function is too long to be sent. Raises Rejected for a broken module."""
    excerpts = excerpt_of(before, function), excerpt_of(after, function)
    nodes = [node_at(before.root, each.span) for each in functions(before) if each.qualname == function]
    if excerpts[0] is None or excerpts[1] is None or not nodes:
        return None
    old, new = ("\n\n".join(part for part in (each.context, each.code) if part) for each in excerpts if each)
    speedup = f"at least {ratio:.3g} times as fast" if ratio else "faster"
    return PageTask(function, plan, speedup, old, new, str(nodes[0]))


def page_messages(task: PageTask, library: Library) -> tuple[Message, ...]:
    """The first request for a page."""
    boundary, mask = _boundary(task), task.masking
    before, after = mask.code(task.before), mask.code(task.after)
    system = filled(
        "learn_system",
        boundary=boundary,
        example=_example(library),
        guards="\n".join(guard_lines()),
        changed=str(LEAST_CHANGED),
        unchanged=str(LEAST_UNCHANGED),
    )
    asked = filled(
        "learn",
        function=task.function,
        speedup=task.speedup,
        plan=mask.text(task.plan or "Nothing."),
        before=before,
        after=after,
        tree=cut(mask.text(task.tree), LONGEST_TREE),
        boundary=boundary,
    )
    return Message("system", system), Message("user", asked)


def page_feedback(task: PageTask, before: tuple[Message, ...], said: str, reason: str) -> tuple[Message, ...]:
    """The request that follows a page (`said`) that was not taken."""
    boundary = _boundary(task)
    told = filled("learn_again", reason=cut(task.masking.text(reason), LONGEST_REASON), boundary=boundary)
    return (*before, Message("assistant", said), Message("user", told))


def guard_lines() -> list[str]:
    """Each guard that can answer for Python, in a line."""
    found = (guard_named(name) for name in guard_names() if suits(name, "python"))
    return [f"  - `{each.usage}`: {_shortened(each.documentation)}" for each in found if each is not None]


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_GUARD else f"{text[: LONGEST_GUARD - 3]}..."


def _example(library: Library) -> str:
    skill = library.skill(EXAMPLE)
    assert skill is not None, "it comes with Speedwright"
    return skill.page.text.strip()


def _boundary(task: PageTask) -> str:
    """A line that the data cannot foresee: it depends on all of it."""
    whole = "\0".join((task.function, task.plan, task.before, task.after))
    return f"DATA-{hashlib.sha256(whole.encode()).hexdigest()[:16]}"
