"""Which candidates a guest may meet at all."""

from __future__ import annotations

from collections.abc import Sequence

from speedwright.errors import SpeedwrightError
from speedwright.model.candidate import Candidate, Origin
from speedwright.sandbox.isolation import Isolation
from speedwright.settings import Settings
from speedwright.verification.screening.screen import screen, screen_program, sentence
from speedwright.verification.screening.signs import Sign


class NotRun(SpeedwrightError):
    """A candidate that was not run, and why."""


def admit(candidate: Candidate, isolation: Isolation, settings: Settings) -> None:
    """Raises NotRun: for what anybody's candidate adds, and for a model's where nothing would hold it."""
    _check(screen(candidate.source, candidate.result), candidate, isolation, settings)


def admit_program(candidate: Candidate, isolation: Isolation, settings: Settings) -> None:
    """The same for a whole program: it may read its input as it likes, and what it keeps ends with it."""
    _check(screen_program(candidate.source, candidate.result), candidate, isolation, settings)


def _check(found: Sequence[Sign], candidate: Candidate, isolation: Isolation, settings: Settings) -> None:
    if found:
        raise NotRun(sentence(found))
    if candidate.origin is Origin.MODEL and not isolation.is_real and not settings.allow_weak_isolation:
        raise NotRun(
            "a model wrote the candidate and nothing here holds it: install bubblewrap, use a kernel with Landlock "
            "and seccomp, or set allow-weak-isolation"
        )
