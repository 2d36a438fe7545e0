"""What was measured of a page's own cases: `evidence.json` beside the page, written by `skills measure`.

It is data like the page and read when a finding, a hover or a table asks for it. Evidence about other cases than the
page has now is stale and counts as none.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from speedwright.cache import put
from speedwright.model.digests import sha256
from speedwright.skills.pythons import Pythons
from speedwright.skills.skill import Skill

NAME = "evidence.json"
SCHEMA = 1
_VERSION = re.compile(r"\d{1,4}(\.\d{1,4})*", re.ASCII)
SIZE_LIMIT = 64 * 1024
"""Bytes that are read: pages come from any repository."""


class SizeGain(NamedTuple):
    """How many times as fast the rewritten case is at size `n`, with the interval's bounds."""

    n: int
    ratio: float
    low: float
    high: float


class Gain(NamedTuple):
    """What was measured on one version of Python (`3.11`), sizes ascending; `reason` is why there are none.

    `case` is the place of the measured case among those of the page, from 1. `crossover` is the size from which the
    rewrite is ahead, None where it is so from the smallest on; `memory_ratio` is its peak memory by the original's.
    """

    python: str
    interpreter: str
    machine: str
    date: str
    case: int = 0
    sizes: tuple[SizeGain, ...] = ()
    crossover: int | None = None
    memory_ratio: float | None = None
    reason: str = ""

    @property
    def largest(self) -> SizeGain | None:
        """The gain at the largest size."""
        return self.sizes[-1] if self.sizes else None


class SkillEvidence(NamedTuple):
    """The gains of one page by version of Python; `cases` is the hash of the cases that were measured."""

    cases: str
    gains: Mapping[str, Gain]


def hash_of_cases(skill: Skill) -> str:
    """What evidence is about: the code of the cases. Prose and guards may change without making it stale."""
    code = [
        (case.before, case.after, case.calls) if case.calls else (case.before, case.after)
        for case in skill.cases
        if case.found
    ]
    return sha256(json.dumps(code).encode()).hexdigest()


def evidence_of(skill: Skill) -> SkillEvidence | None:
    """The evidence beside a page, None where there is none that is current."""
    found = load(skill.path.with_name(NAME))
    return found if found is not None and found.cases == hash_of_cases(skill) else None


def gains_on(skill: Skill, pythons: Pythons) -> tuple[Gain, ...]:
    """What is known of a skill on some versions of Python, ascending."""
    found = evidence_of(skill)
    gains = found.gains.values() if found is not None else ()
    return tuple(sorted((gain for gain in gains if pythons.have(gain.python)), key=_version))


def _version(gain: Gain) -> tuple[int, ...]:
    return tuple(int(part) for part in gain.python.split("."))


def load(path: Path) -> SkillEvidence | None:
    """Evidence from a file; None for one that is missing, or that nobody wrote in this form."""
    try:
        with path.open("rb") as file:
            data = json.loads(file.read(SIZE_LIMIT))
        return _decoded(data) if data["schema"] == SCHEMA else None
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError):
        return None


def save(path: Path, evidence: SkillEvidence) -> None:
    """Writes evidence, versions in order, so that a new measurement changes few lines."""
    ordered = sorted(evidence.gains.values(), key=_version)
    data = {"schema": SCHEMA, "cases": evidence.cases, "measured": [_encoded(gain) for gain in ordered]}
    put(path, json.dumps(data, indent=1) + "\n")
    # Whoever reads the page may read it.
    path.chmod(0o644)


def _encoded(gain: Gain) -> dict[str, Any]:
    sizes = [size._asdict() for size in gain.sizes]
    return {**{key: value for key, value in gain._asdict().items() if value not in ("", None, ())}, "sizes": sizes}


def _decoded(data: Mapping[str, Any]) -> SkillEvidence:
    gains = (_gain(each) for each in data["measured"])
    return SkillEvidence(str(data["cases"]), {gain.python: gain for gain in gains})


def _gain(data: Mapping[str, Any]) -> Gain:
    sizes = tuple(SizeGain(int(s["n"]), float(s["ratio"]), float(s["low"]), float(s["high"])) for s in data["sizes"])
    crossover, memory = data.get("crossover"), data.get("memory_ratio")
    return Gain(
        python=_numbered(str(data["python"])),
        interpreter=str(data["interpreter"]),
        machine=str(data["machine"]),
        date=str(data["date"]),
        case=int(data.get("case", 0)),
        sizes=sizes,
        crossover=None if crossover is None else int(crossover),
        memory_ratio=None if memory is None else float(memory),
        reason=str(data.get("reason", "")),
    )


def _numbered(version: str) -> str:
    """A version that can be put in order. Raises ValueError for anything else."""
    if not _VERSION.fullmatch(version):
        raise ValueError(version)
    return version
