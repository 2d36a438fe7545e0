"""Use case of the editors: what can be offered here and now, without running anything."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from speedwright.detection.detector import detect
from speedwright.detection.selecting import wanted
from speedwright.errors import SpeedwrightError
from speedwright.generation.registry import candidates
from speedwright.model.candidate import Candidate
from speedwright.model.text import Span
from speedwright.model.verdict import Verdict
from speedwright.pipeline.judging import stored_verdict
from speedwright.pipeline.proposals import is_part_of_any
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
    """The candidates with a finding that touches `span`, each with the verdict of its receipt. Starts no process.

    Parts of a proven candidate that nobody verified are left out: the whole has their speedups.
    """
    found = wanted(detect(source, library), settings)
    # A candidate may join all findings of a function, so those elsewhere in it take part.
    functions = {each.function for each in found if each.span.touches(span)}
    made = candidates(source, [each for each in found if each.function in functions], library)
    bench = Bench(root, settings)
    known = [Offer(each, _known(each, bench)) for each in made if _touches(each, span)]
    proven = [each.candidate for each in known if each.verdict is not None and each.verdict.accepted]
    return tuple(each for each in known if each.verdict is not None or not is_part_of_any(each.candidate, proven))


def _touches(candidate: Candidate, span: Span) -> bool:
    return any(finding.span.touches(span) for finding in candidate.findings)


def _known(candidate: Candidate, bench: Bench) -> Verdict | None:
    try:
        return stored_verdict(candidate, bench)
    except SpeedwrightError:
        return None
