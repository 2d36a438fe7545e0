"""Use case of the editors: what can be offered here and now, without running anything."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from speedwright.detection.detector import detect
from speedwright.errors import SpeedwrightError
from speedwright.generation.registry import candidates
from speedwright.model.candidate import Candidate
from speedwright.model.text import Span
from speedwright.model.verdict import Verdict
from speedwright.pipeline.judging import stored_verdict
from speedwright.pipeline.verify import Bench
from speedwright.settings import Settings
from speedwright.skills.registry import Library
from speedwright.syntax.source_file import SourceFile


@dataclass(frozen=True, slots=True)
class Offer:
    """A candidate at a place; without a verdict it was not verified in this version of the document."""

    candidate: Candidate
    verdict: Verdict | None


def offers(source: SourceFile, library: Library, settings: Settings, root: Path, span: Span) -> tuple[Offer, ...]:
    """The candidates whose findings touch `span`, each with the verdict of its receipt."""
    found = [
        each for each in detect(source, library) if each.span.touches(span) and each.skill not in settings.ignore
    ]
    bench = Bench(root, settings)
    return tuple(Offer(each, _known(each, bench)) for each in candidates(source, found, library))


def _known(candidate: Candidate, bench: Bench) -> Verdict | None:
    try:
        return stored_verdict(candidate, bench)
    except SpeedwrightError:
        return None
