"""Which candidates a guest may meet at all."""

from __future__ import annotations

from speedwright.errors import SpeedwrightError
from speedwright.model.candidate import Candidate, Origin
from speedwright.sandbox.isolation import Isolation
from speedwright.settings import Settings
from speedwright.verification.screening.screen import screen, sentence


class NotRun(SpeedwrightError):
    """A candidate that was not run, and why."""


def admit(candidate: Candidate, isolation: Isolation, settings: Settings) -> None:
    """Raises NotRun: for what anybody's candidate adds, and for a model's where nothing would hold it."""
    found = screen(candidate.source, candidate.result)
    if found:
        raise NotRun(sentence(found))
    if candidate.origin is Origin.MODEL and not isolation.is_real and not settings.allow_weak_isolation:
        raise NotRun(
            "a model wrote the candidate and nothing here holds it: install bubblewrap, use a kernel with Landlock "
            "and seccomp, or set allow-weak-isolation"
        )
