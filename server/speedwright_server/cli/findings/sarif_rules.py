"""Skills as the rules of a SARIF run, each with its whole page as help."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from speedwright.model.finding import Severity
from speedwright.pipeline.skills import article

if TYPE_CHECKING:
    from speedwright.pipeline.skills import Library, Skill

LEVELS = {Severity.WARNING: "warning", Severity.INFORMATION: "note", Severity.HINT: "note"}
# The two words that GitHub has for what is no error.
_PROBLEM_SEVERITIES = {"warning": "warning", "note": "recommendation"}
# GitHub knows very-high, high, medium and low. Of the findings in code that the filters were not made by, 44 % were
# judged worth telling (docs/noise.md).
PRECISION = "medium"
# GitHub refuses longer descriptions.
LONGEST = 1024


def rule(name: str, skills: Library) -> dict[str, Any]:
    """The rule of a skill; only its id for a name that the library does not have."""
    skill = skills.skill(name)
    return {"id": name} if skill is None else _rule(skill)


def _rule(skill: Skill) -> dict[str, Any]:
    level = LEVELS[skill.severity]
    page = article(skill)
    return {
        "id": skill.name,
        "name": "".join(word.capitalize() for word in skill.name.split("-")),
        "shortDescription": {"text": skill.page.title[:LONGEST]},
        "fullDescription": {"text": skill.description[:LONGEST]},
        "help": {"text": page, "markdown": page},
        "defaultConfiguration": {"level": level},
        "properties": {
            "tags": ["performance", *skill.mechanism.split(), skill.language],
            "precision": PRECISION,
            "problem.severity": _PROBLEM_SEVERITIES[level],
        },
    }
