"""From which accepted rewrites there is something to learn."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from pathlib import Path

from speedwright.accepted_rewrites import AcceptedRewrite
from speedwright.model.text import apply_edits
from speedwright.skills.matching import Match, found_in
from speedwright.skills.registry import Library
from speedwright.skills.rewriting import rewrite
from speedwright.syntax.functions import functions
from speedwright.syntax.source_file import SourceFile


def lessons(accepted: Iterable[AcceptedRewrite], skills: Library) -> tuple[AcceptedRewrite, ...]:
    """Those that no skill of the library made; of several for one text of a function, the fastest."""
    best: dict[tuple[str, str, str], AcceptedRewrite] = {}
    for each in accepted:
        if each.skills and all(skills.skill(name) is not None for name in each.skills):
            continue
        place = each.path, each.function, each.before
        if place not in best or each.ratio > best[place].ratio:
            best[place] = each
    return tuple(best.values())


def known_page(accepted: AcceptedRewrite, skills: Library) -> str | None:
    """The page that makes of the function what was accepted, or a page of the team that changes it at all; None for
    what is new. A page that comes with Speedwright was tried there before, and something better was found.
    """
    source = SourceFile.parse(accepted.before.encode(), Path(accepted.path))
    spans = [each.span for each in functions(source) if each.qualname == accepted.function]
    team = {skill.name for skill in skills.team}
    for match in (each for span in spans for each in found_in(source, skills.matcher("python"), span)):
        if not isinstance(match, Match) or not match.skill.has_rewrite:
            continue
        if match.skill.name in team or _makes(match, source, accepted.after):
            return match.skill.name
    return None


def _makes(match: Match, source: SourceFile, after: str) -> bool:
    """Whether the rewrite of one match leaves what was accepted, whatever its layout."""
    edits = rewrite(source, match.skill, match.spans)
    try:
        return edits is not None and _meaning(apply_edits(source.content, edits).decode()) == _meaning(after)
    except (ValueError, SyntaxError):
        return False


def _meaning(text: str) -> str:
    return ast.dump(ast.parse(text))
