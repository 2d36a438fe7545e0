"""What a model is asked: the templates beside this file, filled in. They are text to be read, and carry a version."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Template

from speedwright.generation.language_model.chat import Message
from speedwright.generation.language_model.excerpts import Excerpt
from speedwright.generation.language_model.masking import Masking
from speedwright.model.measurement import Measurement
from speedwright.model.verdict import Outcome, Verdict

TEMPLATES = Path(__file__).with_name("templates")

LONGEST_PLAN = 12_000
"""Characters of brief and plan each: a page of every skill of a set, and some room."""
LONGEST_INPUT = 2_000
"""Characters of one input or result that goes back; more of it says nothing more."""
LONGEST_PROFILE = 4_000


@dataclass(frozen=True, slots=True)
class Style:
    """How far to go, with the temperature that EffiSkill (arXiv:2603.27850) has for it."""

    name: str
    temperature: float


STYLES = (Style("balanced", 0.75), Style("aggressive", 1.0), Style("conservative", 0.5))


@dataclass(frozen=True, slots=True)
class Task:
    """What is asked about one function: `brief` and `plan` in words, `profile` the lines of a profile, or nothing.

    `masking` knows the secrets of the excerpt.
    """

    function: str
    brief: str
    plan: str
    excerpt: Excerpt
    profile: str
    masking: Masking


@cache
def template(name: str) -> str:
    """The text of a template, without the line that has its version."""
    return (TEMPLATES / f"{name}.md").read_text(encoding="utf-8").partition("\n")[2]


def first_messages(task: Task, style: Style) -> tuple[Message, ...]:
    """The first request for a task."""
    boundary = _boundary(task)
    mask = task.masking
    code, context = mask.code(task.excerpt.code), mask.code(task.excerpt.context)
    asked = filled(
        "first",
        function=task.function,
        line=str(task.excerpt.line),
        brief=cut(mask.text(task.brief), LONGEST_PLAN),
        plan=cut(mask.text(task.plan), LONGEST_PLAN),
        style=template(style.name).strip(),
        code=code,
        context=filled("context", context=context, boundary=boundary) if context else "",
        profile=_profile(task, boundary),
        boundary=boundary,
    )
    system = filled("system", boundary=boundary)
    return Message("system", system), Message("user", asked)


def feedback_messages(
    task: Task, before: tuple[Message, ...], said: str, reason: str, verdict: Verdict | None
) -> tuple[Message, ...]:
    """The request that follows an answer (`said`): what was wrong with it, by its verdict where it has one."""
    boundary = _boundary(task)
    return (*before, Message("assistant", said), Message("user", _feedback(task, reason, verdict, boundary)))


def _feedback(task: Task, reason: str, verdict: Verdict | None, boundary: str) -> str:
    mask = task.masking
    found = None if verdict is None else verdict.evidence.counterexample
    if found is not None:
        return filled(
            "different",
            difference=found.difference.value,
            call=cut(mask.text(found.call), LONGEST_INPUT),
            original=cut(mask.text(found.original), LONGEST_INPUT),
            candidate=cut(mask.text(found.candidate), LONGEST_INPUT),
            profile=_profile(task, boundary),
            boundary=boundary,
        )
    if verdict is not None and verdict.outcome is Outcome.NOT_FASTER:
        measurement = verdict.measurement
        return filled(
            "slow",
            reason=mask.text(reason),
            sizes="" if measurement is None else _sizes(measurement),
            call=cut(mask.text("" if measurement is None else measurement.slowest_call), LONGEST_INPUT),
            profile=_profile(task, boundary),
            boundary=boundary,
        )
    return filled("rejected", reason=mask.text(reason), function=task.function)


def _profile(task: Task, boundary: str) -> str:
    lines = cut(task.masking.text(task.profile), LONGEST_PROFILE)
    return filled("profile", profile=lines, boundary=boundary) if lines else ""


def _sizes(measurement: Measurement) -> str:
    rows = [
        f"| {size.n:,} | {size.original_s:.3g} | {size.candidate_s:.3g} | {size.ratio:.3g} |"
        for size in measurement.sizes
    ]
    return "\n".join(["| size | original, s | yours, s | ratio |", "| --- | --- | --- | --- |", *rows, ""])


def _boundary(task: Task) -> str:
    """A line that does not stand in the data, and that the data cannot foresee: it depends on all of it."""
    whole = "\0".join((task.function, task.excerpt.code, task.excerpt.context, task.profile))
    return f"DATA-{hashlib.sha256(whole.encode()).hexdigest()[:16]}"


def filled(name: str, **values: str) -> str:
    """A template with its places filled; what is put in is not read again."""
    return Template(template(name)).substitute(values)


def cut(text: str, longest: int) -> str:
    """A text of at most so many characters, and how many are missing."""
    return text if len(text) <= longest else f"{text[:longest]} [... {len(text) - longest:,} characters left out]"
