"""Use case: what is slow in a function and which ways there are to make it faster, in words; nothing is run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from speedwright.detection.detector import inspect
from speedwright.detection.selecting import wanted
from speedwright.generation.briefing import brief_of
from speedwright.generation.planning import compose
from speedwright.generation.routing import route
from speedwright.generation.wording import brief_text, plan_text
from speedwright.model.brief import Brief
from speedwright.model.plan import Plan
from speedwright.settings import Settings
from speedwright.skills.registry import Library
from speedwright.syntax.source_file import SourceFile


@dataclass(frozen=True, slots=True)
class Outlook:
    """The brief on a function and up to three plans of different mechanisms, the most promising first."""

    brief: Brief
    plans: tuple[Plan, ...]


def outlook(source: SourceFile, function: str, library: Library, settings: Settings) -> Outlook | None:
    """The outlook on a function by its qualified name; None where the source has none of that name."""
    findings = wanted(inspect(source, library).findings, settings)
    own = [each for each in findings if each.function == function]
    brief = brief_of(source, function, own, library)
    if brief is None:
        return None
    return Outlook(brief, compose(source, route(brief, own, library, settings.plans), own, library))


def texts(found: Outlook, library: Library) -> Sequence[str]:
    """One text for each plan: the brief, then the plan with its skills. Whoever writes code needs no more."""
    return [f"{brief_text(found.brief)}\n\n{plan_text(plan, library)}" for plan in found.plans]
