"""A place where a skill matches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from speedwright.model.text import Span


class Answer(str, Enum):
    """What a guard says: only `NO` silences a finding, only `YES` leaves a rewrite without doubt."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Severity(str, Enum):
    """How loudly a finding is told."""

    HINT = "hint"
    INFORMATION = "information"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One match of one skill in one version of one file.

    `captures` maps the names of the skill's query to the spans they stand for, in source order.
    `doubts` are the guards that answered `UNKNOWN`: the verifier has to decide them.
    `function` is the qualified name of the outermost function around the match, None at module level.
    `quiet` is a match that is not worth telling by itself, because the function around it would hardly notice; who
    asks for faster code gets it tried all the same. `heat` is the share (0 to 1) that its lines took of the time of a
    profile, None without one; it is `stale` where the code has changed since.
    """

    skill: str
    path: Path
    span: Span
    message: str
    severity: Severity
    function: str | None
    captures: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)
    doubts: tuple[str, ...] = ()
    quiet: bool = False
    heat: float | None = None
    stale: bool = False
