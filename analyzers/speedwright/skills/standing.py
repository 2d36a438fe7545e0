"""How useful each skill has been in one workspace, as far as its verdicts there tell.

The estimate is the posterior of the share of its rewrites that are accepted: Beta(1 + accepted, 1 + failed), from a
uniform prior. An undecided verdict says more about inputs than about the skill, and is counted apart.
"""

from __future__ import annotations

import math
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from speedwright.model.thresholds import FAILING_BELOW, FAILING_SURELY

PLACE = Path(".speedwright", "cache", "usefulness.json")
SCHEMA = 1
SIZE_LIMIT = 4 * 1024 * 1024
"""Bytes that are read: a checkout may bring anything along."""
OUTCOMES = ("accepted", "different", "not-faster", "undecided")
"""Those of `model.verdict.Outcome`, which takes longer to import than a small file takes to check."""

Outcomes = dict[str, dict[str, str]]
"""By skill and rewrite, the newest last."""


class Standing(NamedTuple):
    """The verdicts on one skill's rewrites in one workspace."""

    accepted: int = 0
    different: int = 0
    not_faster: int = 0
    undecided: int = 0

    @property
    def failed(self) -> int:
        """Those against the skill."""
        return self.different + self.not_faster

    @property
    def known(self) -> int:
        """All of them."""
        return self.accepted + self.failed + self.undecided

    @property
    def usefulness(self) -> float:
        """The mean of the posterior: the share of rewrites (0 to 1) that is to be expected accepted."""
        return (1 + self.accepted) / (2 + self.accepted + self.failed)

    @property
    def is_failing(self) -> bool:
        """Whether it is nearly certain that most of the skill's rewrites fail here."""
        return _beta_below(1 + self.accepted, 1 + self.failed, FAILING_BELOW) >= FAILING_SURELY

    @property
    def text(self) -> str:
        """The verdicts in words: `1 of 6 rewrites accepted here (4 not faster, 1 different)`; empty without any."""
        if not self.known:
            return ""
        kinds = (("not faster", self.not_faster), ("different", self.different), ("undecided", self.undecided))
        others = ", ".join(f"{number} {kind}" for kind, number in kinds if number)
        noun = "rewrite" if self.known == 1 else "rewrites"
        return f"{self.accepted} of {self.known} {noun} accepted here" + (f" ({others})" if others else "")


UNTRIED = Standing()


class Standings:
    """The standing of every skill in the workspace at `root`; None for code without one.

    The file is read again when it has changed, so that a server sees what the terminal found. A damaged one is told
    and counts as none: the next verdict writes it anew.
    """

    def __init__(self, root: Path | None) -> None:
        self._file = None if root is None else root / PLACE
        self._stamp: tuple[int, int, int] | None = None
        self._outcomes: Outcomes = {}

    def of(self, skill: str) -> Standing:
        """What is known of a skill."""
        outcomes = self.outcomes().get(skill)
        if not outcomes:
            return UNTRIED
        counts = Counter(outcomes.values())
        return Standing(*(counts[each] for each in OUTCOMES))

    def outcomes(self) -> Outcomes:
        """All that is known."""
        stamp = None if self._file is None else _stamp(self._file)
        if stamp != self._stamp:
            self._stamp = stamp
            self._outcomes = {} if stamp is None or self._file is None else _loaded(self._file)
        return self._outcomes


def sealed(outcomes: Outcomes) -> str:
    """The text of the file."""
    import hashlib
    import json

    body = json.dumps({"schema": SCHEMA, "outcomes": outcomes})
    return f"{hashlib.sha256(body.encode()).hexdigest()}\n{body}\n"


def _loaded(file: Path) -> Outcomes:
    import hashlib
    import json

    try:
        with file.open("rb") as opened:
            digest, _, body = opened.read(SIZE_LIMIT).decode("utf-8").rstrip("\n").partition("\n")
        if hashlib.sha256(body.encode()).hexdigest() != digest:
            raise ValueError("not what was written")
        return _checked(json.loads(body))
    except OSError:
        return {}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        import logging  # the first file that a cold check meets would pay for it

        logging.getLogger(__name__).warning(
            "what was known of the usefulness of skills was damaged (%s): it begins anew", file
        )
        return {}


def _checked(data: object) -> Outcomes:
    """Raises ValueError and its relatives for what is no file of this schema."""
    if not isinstance(data, dict) or data["schema"] != SCHEMA:
        raise ValueError("another schema")
    for outcomes in data["outcomes"].values():
        if not set(OUTCOMES).issuperset(outcomes.values()):
            raise ValueError("an outcome that there is not")
    return dict(data["outcomes"])


def _stamp(file: Path) -> tuple[int, int, int] | None:
    """What changes when the file does; None where there is none, or a link, which may lead anywhere."""
    try:
        found = file.lstat()
    except OSError:
        return None
    return None if file.is_symlink() else (found.st_mtime_ns, found.st_ino, found.st_size)


def _beta_below(a: int, b: int, x: float) -> float:
    """The probability that Beta(a, b) lies below `x`: that of `a` heads at least in a + b - 1 throws."""
    throws = a + b - 1
    return sum(math.comb(throws, heads) * x**heads * (1 - x) ** (throws - heads) for heads in range(a, throws + 1))
