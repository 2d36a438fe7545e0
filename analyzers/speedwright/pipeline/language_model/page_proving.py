"""Whether a page that a model wrote may enter the team's library: everything that it claims is tried."""

from __future__ import annotations

import ast
import math
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from speedwright.accepted_rewrites import AcceptedRewrite
from speedwright.generation.language_model.excerpts import excerpt_of
from speedwright.generation.language_model.page_prompting import LEAST_CHANGED, LEAST_UNCHANGED
from speedwright.mining.pairs import Pair
from speedwright.model.candidate import Candidate, Origin
from speedwright.model.text import Span, TextEdit, apply_edits
from speedwright.model.verdict import Verdict
from speedwright.model.work import Cancellation, Listener, Progress
from speedwright.pipeline.circumstances import TEAM_PAGES
from speedwright.pipeline.language_model.page_writing import written_page
from speedwright.pipeline.measure_skills import measure_skills, pays
from speedwright.pipeline.negative_corpus import false_alarm, finds
from speedwright.pipeline.proving_pairs import placed
from speedwright.pipeline.reading import read_source
from speedwright.pipeline.verify import Bench, verify_candidate
from speedwright.sandbox.interpreter import find_interpreter
from speedwright.settings import Settings
from speedwright.skills.cases import rewritten, run_cases
from speedwright.skills.evidence import NAME
from speedwright.skills.matcher import Matcher
from speedwright.skills.matching import MatchProblem, found_in
from speedwright.skills.page import PageError
from speedwright.skills.registry import Library
from speedwright.skills.rewriting import rewrite
from speedwright.skills.skill import Skill
from speedwright.skills.vetting import vet
from speedwright.syntax.functions import functions
from speedwright.syntax.query import QueryTextError
from speedwright.syntax.source_file import SourceFile
from speedwright.verification.screening.screen import screen

REPRODUCED = 0.7
"""Of the logarithm of the accepted speedup, what the page's rewrite has to reach: what is missing may be noise of two
measurements, or what was particular to the one function."""


class PageFailed(Exception):
    """Why a page is not taken, in words that its author can use."""


@dataclass(frozen=True, slots=True)
class ProvenPage:
    """A page that may be written: `evidence` is the text that goes beside it, `ratio` what it reproduced."""

    skill: Skill
    text: str
    evidence: str
    ratio: float


@dataclass(frozen=True, slots=True)
class PageProver:
    """Tries pages against one workspace: `library` is what its team has by now."""

    root: Path
    settings: Settings
    python: str | None
    library: Library

    def proven(
        self, text: str, accepted: AcceptedRewrite, listener: Listener, cancellation: Cancellation
    ) -> ProvenPage:
        """The page, after all trials, the cheap ones first. Raises PageFailed and Cancelled."""
        with tempfile.TemporaryDirectory(prefix="speedwright-page-") as folder:
            skill, ours = self._read(text, Path(folder))
            _check_cases(skill)
            candidate = self._candidate(skill, accepted)
            listener(Progress(f"{skill.name}: looking for it in code that is fast"))
            self._check_silence(skill, accepted)
            listener(Progress(f"{skill.name}: verifying what it makes of {accepted.function}"))
            ratio = self._reproduced(candidate, accepted, listener, cancellation)
            listener(Progress(f"{skill.name}: measuring its cases"))
            return ProvenPage(skill, ours, self._evidence(skill, ours, cancellation), ratio)

    def _read(self, text: str, folder: Path) -> tuple[Skill, str]:
        try:
            skill, ours = written_page(text, folder)
            if self._is_taken(skill.name):
                raise PageFailed(f"the name {skill.name!r} is taken by another page")
            if not skill.has_rewrite:
                raise PageFailed("the page has no rewrite")
            refusal = vet(skill)
        except PageError as error:
            raise PageFailed(f"line {error.line}: {error.message}") from error
        except QueryTextError as error:
            raise PageFailed(f"query: {error}") from error
        if refusal is not None:
            raise PageFailed(refusal)
        return skill, ours

    def _is_taken(self, name: str) -> bool:
        """Whether there is a page of this name, or whatever else stands where it would be written: a page of the
        team that was refused is in no library, and is theirs to mend.
        """
        return self.library.skill(name) is not None or os.path.lexists(self.root / TEAM_PAGES / name)

    def _candidate(self, skill: Skill, accepted: AcceptedRewrite) -> Candidate:
        """What the page makes of the function that it was learned from."""
        content = accepted.before.encode()
        source = SourceFile.parse(content, self.root / accepted.path)
        result = apply_edits(content, _edits(skill, source, accepted.function))
        if result == content:
            raise PageFailed(f"it finds nothing in {accepted.function}, which it is to be learned from")
        edit = TextEdit(Span(0, len(content)), result.decode())
        title = f"{skill.name} for {accepted.function}"
        return Candidate(source.path, content, (edit,), (accepted.function,), Origin.MODEL, title)

    def _check_silence(self, skill: Skill, accepted: AcceptedRewrite) -> None:
        if finds(Matcher((skill,)), accepted.after):
            raise PageFailed("it finds something in the faster version, too")
        alarm = false_alarm(skill, self.library)
        if alarm is not None:
            raise PageFailed(alarm)

    def _reproduced(
        self, candidate: Candidate, accepted: AcceptedRewrite, listener: Listener, cancellation: Cancellation
    ) -> float:
        verdict = self._verdict(candidate, accepted, listener, cancellation)
        cancellation.check()
        if not verdict.accepted or verdict.measurement is None:
            found = verdict.evidence.counterexample
            shown = "" if found is None else f"\n\n{found.call}\ngives {found.original}, then {found.candidate}"
            # The function alone: a model is told this, and the rest of the file was never shown to anybody.
            excerpt = excerpt_of(read_source(candidate.path, candidate.result), accepted.function)
            made = "" if excerpt is None else f"\n\n{excerpt.code}"
            raise PageFailed(
                f"what it makes of the function is {verdict.outcome.value}: {verdict.reason}{shown}{made}"
            )
        reached = verdict.measurement.low
        if accepted.ratio > 1 and math.log(reached) < REPRODUCED * math.log(accepted.ratio):
            raise PageFailed(
                f"what it makes of the function is only {reached:.3g} times as fast, where the version that it is "
                f"learned from is {accepted.ratio:.3g} times as fast"
            )
        return verdict.measurement.ratio

    def _verdict(
        self, candidate: Candidate, accepted: AcceptedRewrite, listener: Listener, cancellation: Cancellation
    ) -> Verdict:
        """In the file's place in the workspace; in a folder of its own where there is no such file any more."""
        is_there = (self.root / accepted.path).is_file()
        home = (str(self.root), accepted.path) if is_there else ("", "")
        name = accepted.function
        pair = Pair(name, name, accepted.before, accepted.after, name, home=home[0], path=home[1])
        python = find_interpreter(self.root, self.python or self.settings.python).executable
        with placed(pair, accepted.before) as (path, root):
            bench = Bench(root, self.settings, python, accepted.calls or None)
            return verify_candidate(
                replace(candidate, path=path), bench, self.settings.budget, listener, cancellation
            )

    def _evidence(self, skill: Skill, text: str, cancellation: Cancellation) -> str:
        """What `skills measure` says of the page's cases, as it goes beside the page."""
        skill.path.parent.mkdir()
        skill.path.write_text(text, encoding="utf-8")
        python = find_interpreter(self.root, self.python or self.settings.python)
        (measured,) = measure_skills((skill,), (python,), cancellation, budget_s=self.settings.budget)
        if not pays(measured.gain):
            why = measured.gain.reason or "none of them is faster for certain at any size"
            raise PageFailed(f"its cases show no gain: {why}")
        return skill.path.with_name(NAME).read_text(encoding="utf-8")


def _check_cases(skill: Skill) -> None:
    """The cases are enough, harmless, and hold. Raises PageFailed."""
    changed = sum(case.after is not None for case in skill.cases)
    unchanged = sum(not case.found for case in skill.cases)
    if changed < LEAST_CHANGED or unchanged < LEAST_UNCHANGED:
        needed = f"{LEAST_CHANGED} and {LEAST_UNCHANGED}"
        raise PageFailed(f"it has {changed} cases that change and {unchanged} that stay; it needs {needed}")
    for text in _texts(skill):
        _check_text(text)
    failures = run_cases(skill)
    if failures:
        raise PageFailed(f"line {failures[0].line}: {failures[0].message}")
    for case in skill.cases:
        if case.after is not None and rewritten(skill, case.after).strip() != case.after.strip():
            raise PageFailed(f"line {case.line}: what the rewrite leaves there is found and changed again")


def _texts(skill: Skill) -> Iterator[str]:
    for case in skill.cases:
        yield from (each for each in (case.before, case.after, case.calls) if each)


def _check_text(text: str) -> None:
    """Code of a case is run to measure it: nothing may be in it that would not be run of a candidate."""
    try:
        ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise PageFailed(f"code of a case does not parse: {error}") from error
    found = screen(b"", text.encode())
    if found:
        raise PageFailed(f"code of a case is not run: {found[0]}")


def _edits(skill: Skill, source: SourceFile, function: str) -> list[TextEdit]:
    spans = [each.span for each in functions(source) if each.qualname == function]
    edits: dict[TextEdit, None] = {}
    for span in spans:
        for match in found_in(source, Matcher((skill,)), span):
            if isinstance(match, MatchProblem):
                raise PageFailed(f"its guard {match.guard} fails: {match.message}")
            edits.update(dict.fromkeys(rewrite(source, skill, match.spans) or ()))
    try:
        apply_edits(source.content, edits)
    except ValueError as error:
        raise PageFailed(f"its edits do not fit together: {error}") from error
    return list(edits)
