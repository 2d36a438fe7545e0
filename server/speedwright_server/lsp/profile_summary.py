"""A profile in one line, and as the answer of the command that took it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from speedwright.model.profile import FunctionCost, Profile
from speedwright.model.thresholds import COLD
from speedwright_server.lsp.heat_text import percent, seconds

# As many names as one reads in a message.
NAMED = 3


def profile_summary(profile: Profile, subject: str, notes: Sequence[str] = ()) -> str:
    """For example `run.py: 2.1 s measured by py-spy. Hottest: totals 62 %, parse 21 %.`"""
    hottest = [each for each in _hot(profile) if profile.share(each.cost.self_s) >= COLD][:NAMED]
    named = ", ".join(f"{each.qualname} {percent(profile.share(each.cost.self_s))}" for each in hottest)
    told = [f"{subject}: {seconds(profile.total_s)} measured by {profile.backend.name}."]
    told += [f"Hottest: {named}."] if named else []
    return " ".join([*told, *sentences((*profile.notes, *notes))])


def sentences(notes: Iterable[str]) -> list[str]:
    """Notes as they stand in a message."""
    return [f"{note[:1].upper()}{note[1:]}." for note in notes]


def profile_to_json(profile: Profile, root: Path) -> dict[str, Any]:
    """The functions with a hundredth of the time or more, the hottest by their own time first; shares are 0 to 1."""
    return {
        "schema": 1,
        "backend": profile.backend.name,
        "total_s": profile.total_s,
        "samples": profile.samples,
        "status": profile.target.status,
        "notes": list(profile.notes),
        "functions": [_function(profile, each, root) for each in _hot(profile)],
    }


def _hot(profile: Profile) -> Iterator[FunctionCost]:
    return (
        each for each in profile.functions if profile.share(max(each.cost.self_s, each.cost.total_s or 0)) >= COLD
    )


def _function(profile: Profile, function: FunctionCost, root: Path) -> dict[str, Any]:
    cost = function.cost
    return {
        "path": str(root / function.path),
        "function": function.qualname,
        "line": function.line,
        "share": profile.share(cost.self_s if cost.total_s is None else cost.total_s),
        "self_share": profile.share(cost.self_s),
        "self_s": cost.self_s,
        "total_s": cost.total_s,
        "native": cost.native,
        "system": cost.system,
    }
