"""The requests for one function: K answers over distinct plans and styles, then what was wrong with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from speedwright.generation.language_model.chat import ChatRequest
from speedwright.generation.language_model.excerpts import excerpt_of
from speedwright.generation.language_model.masking import Masking
from speedwright.generation.language_model.prompting import STYLES, Style, Task, feedback_messages, first_messages
from speedwright.generation.wording import brief_text, plan_text
from speedwright.model.verdict import Verdict
from speedwright.pipeline.plans import outlook
from speedwright.settings import Settings
from speedwright.skills.registry import Library
from speedwright.syntax.source_file import SourceFile

NO_PLAN = "No known pattern was found in it: look for what grows fastest."


@dataclass(frozen=True, slots=True)
class Turn:
    """One request with what it is about. `plan` is the mechanism of its plan; `round` counts from 0."""

    task: Task
    plan: str
    style: Style
    request: ChatRequest
    round: int = 0


def first_turns(
    source: SourceFile, function: str, library: Library, settings: Settings, profile: str = ""
) -> tuple[Turn, ...]:
    """The first requests; none where the function is too long or not there. Raises Rejected for a broken module.

    Neighbouring requests have different plans: where only few are wanted, they are as different as they can be.
    """
    found = outlook(source, function, library, settings)
    excerpt = excerpt_of(source, function)
    if found is None or excerpt is None:
        return ()
    plans = [(plan.skills.mechanism, plan_text(plan, library)) for plan in found.plans]
    return turns_over(plans, Task(function, brief_text(found.brief), NO_PLAN, excerpt, profile, Masking()), settings)


def turns_over(plans: Sequence[tuple[str, str]], task: Task, settings: Settings) -> tuple[Turn, ...]:
    """As many requests as the settings have candidates, over plans (mechanism and text); that of the task without."""
    tasks = [(name, replace(task, plan=text)) for name, text in plans] or [("", task)]
    return tuple(_turn(number, tasks, settings) for number in range(settings.model_candidates))


def _turn(number: int, tasks: list[tuple[str, Task]], settings: Settings) -> Turn:
    plan, task = tasks[number % len(tasks)]
    style = STYLES[number // len(tasks) % len(STYLES)]
    request = ChatRequest(
        settings.model_name, first_messages(task, style), style.temperature, settings.model_answer_tokens, number
    )
    return Turn(task, plan, style, request)


def next_turn(turn: Turn, said: str, reason: str, verdict: Verdict | None) -> Turn:
    """The request that follows an answer."""
    messages = feedback_messages(turn.task, turn.request.messages, said, reason, verdict)
    return replace(turn, request=replace(turn.request, messages=messages), round=turn.round + 1)
