"""Use case of the editors: versions that a model wrote, offered as long as what proved them holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from speedwright.errors import SpeedwrightError
from speedwright.model.candidate import Candidate
from speedwright.model.text import Span
from speedwright.pipeline.judging import stored_verdict
from speedwright.pipeline.offers import Offer
from speedwright.pipeline.verify import Bench
from speedwright.settings import Settings
from speedwright.syntax.functions import functions
from speedwright.syntax.source_file import SourceFile


def model_offers(
    versions: Iterable[Candidate], source: SourceFile, settings: Settings, root: Path, span: Span
) -> tuple[Offer, ...]:
    """Those that were accepted for just this text, in a function that `span` touches, by their receipts; each under
    its plan in words. Starts no process.
    """
    touched = {each.qualname for each in functions(source) if each.span.touches(span)}
    found = []
    for candidate in versions:
        if candidate.source != source.content or not touched.intersection(candidate.entry_points):
            continue
        try:
            verdict = stored_verdict(candidate, Bench(root, settings))
        except SpeedwrightError:
            continue
        if verdict is not None and verdict.accepted:
            plan = candidate.explanation.rstrip(".")
            shown = replace(candidate, title=f"{plan} ({candidate.title})") if plan else candidate
            found.append(Offer(shown, replace(verdict, candidate=shown)))
    return tuple(found)
