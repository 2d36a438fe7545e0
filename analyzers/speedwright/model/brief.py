"""What is known of a slow function before anything runs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Level(str, Enum):
    """What has to change: how much work grows, or how the same work is done."""

    ALGORITHM = "algorithm"
    IMPLEMENTATION = "implementation"


@dataclass(frozen=True, slots=True)
class Bottleneck:
    """A place where time goes: `line` from 1, in how many loops of the function (`depth`), and why, in words.

    `skill` names the page that matched there; empty where only the loops speak.
    """

    line: int
    depth: int
    reason: str
    skill: str = ""


@dataclass(frozen=True, slots=True)
class Brief:
    """The diagnosis of one function, from reading alone.

    `growth` is the order in its inputs (`O(n^2)`, `O(2^n)`), an upper estimate from loop nests and findings.
    `operations` are what the innermost loops do, the most frequent first; `bottlenecks` come the worst first.
    `risks` are what a rewrite may break unseen.
    """

    function: str
    growth: str
    operations: tuple[str, ...]
    bottlenecks: tuple[Bottleneck, ...]
    level: Level
    risks: tuple[str, ...]
