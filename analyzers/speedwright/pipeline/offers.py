"""Use case of the editors: what can be offered here and now, without running anything."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from speedwright.detection.detector import detect
from speedwright.detection.selecting import wanted
from speedwright.errors import SpeedwrightError
from speedwright.model.candidate import Candidate
from speedwright.model.finding import Finding
from speedwright.model.improvement import StepGain, step_gains
from speedwright.model.text import Span
from speedwright.model.verdict import Verdict
from speedwright.pipeline.judging import stored_verdict
from speedwright.pipeline.pricing import simpler_first
from speedwright.pipeline.searching import Judge, Search, is_part_of_any
from speedwright.pipeline.verify import Bench
from speedwright.settings import Settings
from speedwright.skills.registry import Library
from speedwright.syntax.source_file import SourceFile


@dataclass(frozen=True, slots=True)
class Offer:
    """A candidate at a place; without a verdict it was not verified in this version of the document.

    `steps` are what an accepted one is made of, in order, with the share of each in the speedup.
    """

    candidate: Candidate
    verdict: Verdict | None
    steps: tuple[StepGain, ...] = ()


def offers(source: SourceFile, library: Library, settings: Settings, root: Path, span: Span) -> tuple[Offer, ...]:
    """The candidates with a finding that touches `span`, each with the verdict of its receipt. Starts no process.

    A plan of several steps comes before these, where all of it was verified as one. Parts of a proven candidate that
    nobody verified are left out: the whole has their speedups.
    """
    found = wanted(_detected(source, library), settings)
    judge = recalling(Bench(root, settings))
    known = []
    # A plan may settle all findings of a function, so those elsewhere in it take part.
    for function in dict.fromkeys(each.function for each in found if each.span.touches(span)):
        search = Search(source, [each for each in found if each.function == function], library, settings, judge)
        known += [each for each in _offers(search, judge) if _touches(each.candidate, span)]
    proven = [each.candidate for each in known if each.verdict is not None and each.verdict.accepted]
    return tuple(each for each in known if each.verdict is not None or not is_part_of_any(each.candidate, proven))


def _offers(search: Search, judge: Judge) -> Iterator[Offer]:
    """The best plan that receipts tell of, then its parts and all others."""
    for _ in search.refusals():
        pass
    whole = search.whole()
    proof = None if whole is None else judge(whole)
    if whole is not None and proof is not None and proof.accepted:
        yield Offer(whole, proof, step_gains(search.best.steps))
    judged = [(candidate, judge(candidate)) for candidate in search.candidates()]
    # In the order of the plans, but of proven ones that are equally fast the simpler comes first.
    accepted = iter(simpler_first(verdict for _, verdict in judged if verdict is not None and verdict.accepted))
    for candidate, verdict in judged:
        if verdict is not None and verdict.accepted:
            best = next(accepted)
            yield Offer(best.candidate, best, step_gains([best]))
        else:
            yield Offer(candidate, verdict)


def _touches(candidate: Candidate, span: Span) -> bool:
    return any(finding.span.touches(span) for finding in candidate.findings)


@lru_cache(maxsize=4)
def _detected(source: SourceFile, library: Library) -> tuple[Finding, ...]:
    """One look for all places of a version: an editor asks for each lens, hover and menu by itself."""
    return detect(source, library)


def recalling(bench: Bench) -> Judge:
    """A judge that knows receipts alone, and looks up each once."""
    known: dict[tuple[bytes, bytes], Verdict | None] = {}

    def judge(candidate: Candidate) -> Verdict | None:
        key = candidate.source, candidate.result
        if key not in known:
            known[key] = _stored(candidate, bench)
        return known[key]

    return judge


def _stored(candidate: Candidate, bench: Bench) -> Verdict | None:
    try:
        return stored_verdict(candidate, bench)
    except SpeedwrightError:
        return None
