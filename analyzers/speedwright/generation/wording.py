"""Briefs and plans in words, for people and for whoever writes code from them."""

from __future__ import annotations

from collections.abc import Iterator

from speedwright.model.brief import Brief
from speedwright.model.plan import Plan
from speedwright.skills.registry import Library
from speedwright.skills.skill import Skill

CARRIED_OUT = ("How to carry it out", "What to put together")


def brief_text(brief: Brief) -> str:
    """The brief in Markdown."""
    return "\n".join(_brief_lines(brief))


def plan_text(plan: Plan, library: Library) -> str:
    """One plan in Markdown: its strategy, the skills to use with their reasons and limits, and the steps known."""
    return "\n\n".join(_plan_paragraphs(plan, library))


def _brief_lines(brief: Brief) -> Iterator[str]:
    yield f"Function: `{brief.function}`"
    yield f"Growth: {brief.growth}, so the {brief.level.value} has to change"
    if brief.operations:
        yield f"The innermost code does: {', '.join(brief.operations)}"
    for bottleneck in brief.bottlenecks:
        depth = f"{bottleneck.depth} {'loop' if bottleneck.depth == 1 else 'loops'} deep"
        skill = f" [{bottleneck.skill}]" if bottleneck.skill else ""
        yield f"Bottleneck: line {bottleneck.line}, {depth}: {bottleneck.reason}{skill}"
    for risk in brief.risks:
        yield f"Risk: {risk}"


def _plan_paragraphs(plan: Plan, library: Library) -> Iterator[str]:
    strategy = library.skill(plan.skills.strategy)
    yield f"# Plan: {strategy.page.title if strategy is not None else plan.skills.mechanism}"
    if strategy is not None:
        yield strategy.description
        for title in CARRIED_OUT:
            if title in strategy.page.sections:
                yield f"## {title}\n\n{strategy.page.sections[title].text}"
    skills = [skill for name in plan.skills.skills if (skill := library.skill(name)) is not None]
    if skills:
        yield "## Skills" if plan.skills.matched else "## Skills whose pages read like this"
        yield from (_skill_text(skill) for skill in skills)
    if plan.steps:
        titles = dict.fromkeys(step.title for step in plan.steps)
        yield "## Known steps\n\n" + "\n".join(f"{number}. {title}" for number, title in enumerate(titles, 1))


def _skill_text(skill: Skill) -> str:
    limits = skill.page.sections["When not to use it"].text
    growth = f" ({skill.before} to {skill.after})" if skill.before != skill.after else ""
    return f"### {skill.page.title}{growth}\n\n{skill.description}\n\nNot where:\n\n{limits}"
