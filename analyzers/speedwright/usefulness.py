"""Verdicts in favour of skills and against them, counted in the workspace's ignored cache (see `skills.standing`)."""

from __future__ import annotations

import hashlib
import json
import logging
from pathlib import Path

from speedwright.cache import put_ignored
from speedwright.model.verdict import Verdict
from speedwright.skills.standing import PLACE, Standings, sealed

logger = logging.getLogger(__name__)

KEPT = 64
"""Verdicts of one skill, the newest: code changes, and an estimate that never forgets would not notice."""


def count(verdict: Verdict, root: Path) -> None:
    """Counts a verdict for or against the skills behind it; each rewrite once, by its newest verdict.

    One that several skills made speaks for all of them when it is accepted, and against none when it fails: which of
    them was wrong shows when the parts are tried alone. Where nothing can be written, nothing is kept and nothing is
    lost.
    """
    skills = frozenset(verdict.candidate.skills)
    if not verdict.candidate.findings or (len(skills) > 1 and not verdict.accepted):
        return
    key, outcome = _identity(verdict), verdict.outcome.value
    known = Standings(root).outcomes()
    if all(known.get(name, {}).get(key) == outcome for name in skills):
        return
    changed = {name: {**_without(known.get(name, {}), key), key: outcome} for name in sorted(skills)}
    kept = {name: dict(list(each.items())[-KEPT:]) for name, each in {**known, **changed}.items()}
    try:
        put_ignored(root, PLACE, sealed(kept))
    except OSError as error:
        logger.warning("what verdicts say of skills is not kept: %s: %s", PLACE, error.strerror or error)


def _identity(verdict: Verdict) -> str:
    """What makes a rewrite itself, wherever it stands in its file."""
    candidate = verdict.candidate
    spans = [each.span for each in candidate.findings]
    places = [candidate.source[span.start : span.end].decode("utf-8", "replace") for span in spans]
    edits = [each.text for each in candidate.edits]
    parts = [candidate.path.name, candidate.entry_points, candidate.skills, places, edits]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]


def _without(outcomes: dict[str, str], key: str) -> dict[str, str]:
    return {each: outcome for each, outcome in outcomes.items() if each != key}
