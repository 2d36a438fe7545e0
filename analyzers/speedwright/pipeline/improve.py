"""Use case: find proven speedups in files, functions or a workspace, and apply them when asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from speedwright.errors import SpeedwrightError
from speedwright.model.candidate import Candidate
from speedwright.model.improvement import Improvement, StepGain, step_gains
from speedwright.model.problem import Problem
from speedwright.model.verdict import Verdict
from speedwright.model.work import Cancellation, Listener, Progress, unheard
from speedwright.pipeline.files import source_files
from speedwright.pipeline.judging import judged
from speedwright.pipeline.patches import unified_diff
from speedwright.pipeline.proposals import Proposals
from speedwright.pipeline.reading import UnreadableFile
from speedwright.pipeline.searching import Search
from speedwright.pipeline.skills import library, page_problems
from speedwright.pipeline.verify import Bench
from speedwright.pipeline.writing import NotWritten, write_over
from speedwright.settings import Settings
from speedwright.skills.registry import Library
from speedwright.verification.examples import CallsError

SUFFIXES = (".py",)
# Of the budget: how long those candidates are counted that it was too short for.
COUNTING_SHARE = 0.5

Teller = Callable[[Problem], None]


def untold(problem: Problem) -> None:
    """For runs whose problems nobody asks for."""


@dataclass(frozen=True, slots=True)
class Target:
    """A file or folder, or one function, method or class of a file."""

    path: Path
    qualname: str | None = None


@dataclass(frozen=True, slots=True)
class ImproveRequest:
    """What to improve and how. `overlay` holds the unsaved texts of editors by absolute path.

    With `cumulative`, each function builds on what was accepted before it, so that the diffs of a file are a series
    to be applied one after the other; without, each is for the text as it is. `apply` writes what is accepted, and
    so is always cumulative. Paths in diffs are relative to `diff_base` (default: the root).
    """

    targets: tuple[Target, ...]
    root: Path
    settings: Settings
    apply: bool = False
    calls: Path | None = None
    python: str | None = None
    budget_s: float | None = None
    overlay: Mapping[Path, bytes] = field(default_factory=dict)
    cumulative: bool = False
    diff_base: Path | None = None


def improve(
    request: ImproveRequest,
    listener: Listener = unheard,
    cancellation: Cancellation | None = None,
    tell: Teller = untold,
) -> Iterator[Improvement]:
    """The verdicts function by function: on what was refused as soon as it is there, then on the best plan.

    A plan of several steps, each verified on what the one before it left, is verified once more as one edit. With
    `apply`, that is written at once and the next function is searched on top of it, so that every edit was verified
    in the version it was applied to. Ends early when the budget is used up; the steps proven until then count.

    What keeps part of the work from being done (a file that cannot be read or written, a refused page of the team,
    a budget too short for all candidates) goes to `tell`, and the rest is done. Raises SpeedwrightError for targets
    that do not exist, and Cancelled.
    """
    skills = library(request.root, request.python or request.settings.python)
    for problem in page_problems(skills):
        tell(problem)
    budget = Cancellation(request.budget_s)
    forget = cancellation.on_cancel(budget.cancel) if cancellation is not None else None
    try:
        yield from _Run(request, skills, listener, tell, budget).improvements()
    finally:
        if forget is not None:
            forget()


def _calls(request: ImproveRequest) -> str | None:
    if request.calls is None:
        return None
    try:
        return request.calls.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SpeedwrightError(f"{request.calls}: cannot be read: {error}") from error


class _OutOfTime(Exception):
    """The budget ended while a function was searched."""


class _Run:
    """One run over all targets, and what it has met so far."""

    def __init__(
        self, request: ImproveRequest, skills: Library, listener: Listener, tell: Teller, budget: Cancellation
    ) -> None:
        self._request = request
        self._skills = skills
        self._listener = listener
        self._tell = tell
        self._budget = budget
        self._bench = Bench(request.root, request.settings, request.python, _calls(request))
        self._texts = dict(request.overlay)
        self._unused_calls: list[CallsError] = []
        self._judged = 0
        self._untried = 0

    def improvements(self) -> Iterator[Improvement]:
        files = self._files()
        for proposals in files:
            yield from self._improved(proposals)
            if self._budget.remaining_s <= 0:
                self._budget.check()
                self._tell_untried(proposals, files)
        if self._judged and len(self._unused_calls) == self._judged:
            self._tell(Problem(self._request.calls, str(self._unused_calls[0])))

    def _files(self) -> Iterator[Proposals]:
        request = self._request
        for target in request.targets:
            for path in source_files([target.path], request.root, request.settings, SUFFIXES):
                try:
                    yield Proposals.open(
                        path, self._texts.get(path.absolute()), target.qualname, self._skills, request.settings
                    )
                except UnreadableFile as error:
                    self._tell(error.problem)
                except SpeedwrightError:
                    raise
                except Exception as error:
                    # A fault of our own, on one file: it is told, and the other files have their turn.
                    self._tell(Problem(path, f"could not be looked at: {type(error).__name__}: {error}"))

    def _improved(self, proposals: Proposals) -> Iterator[Improvement]:
        for problem in proposals.problems:
            self._tell(problem)
        while self._budget.remaining_s > 0 and (search := proposals.next(self._verdict)) is not None:
            try:
                for refused in search.refusals():
                    yield self._improvement(refused)
            except _OutOfTime:
                self._untried += search.untried()
            for verdict, steps in self._proven(search):
                unwritten = self._write(verdict.candidate) if self._request.apply else None
                yield self._improvement(verdict, step_gains(steps), unwritten)
                if unwritten is not None:
                    self._tell(unwritten)
                    return
                self._accept(proposals, verdict.candidate)

    def _proven(self, search: Search) -> Iterator[tuple[Verdict, Sequence[Verdict]]]:
        """The best plan as one edit where that was proven as a whole, else step by step; each with its steps."""
        steps = search.best.steps
        whole = search.whole()
        if whole is not None and self._budget.remaining_s > 0:
            verdict = self._verdict(whole)
            if verdict.accepted:
                yield verdict, steps
                return
        # A step is for the text that the one before it left.
        for step in steps if self._is_cumulative() else steps[:1]:
            yield step, (step,)

    def _improvement(
        self, verdict: Verdict, steps: tuple[StepGain, ...] = (), unwritten: Problem | None = None
    ) -> Improvement:
        diff = unified_diff(verdict.candidate, self._request.diff_base or self._request.root)
        applied = verdict.accepted and self._request.apply and unwritten is None
        return Improvement(verdict, diff, applied, steps)

    def _verdict(self, candidate: Candidate) -> Verdict:
        if self._budget.remaining_s <= 0:
            self._budget.check()
            raise _OutOfTime
        self._listener(Progress(f"{candidate.path.name}: {candidate.title} in {candidate.entry_points[0]}"))
        self._judged += 1
        try:
            return self._judge(candidate, self._bench)
        except CallsError as error:
            # A file of calls is for the whole run: that some candidates find none of theirs in it is to be expected.
            self._unused_calls.append(error)
            return self._judge(candidate, replace(self._bench, calls=None))

    def _judge(self, candidate: Candidate, bench: Bench) -> Verdict:
        seconds = min(self._request.settings.budget, self._budget.remaining_s)
        return judged(candidate, bench, seconds, self._listener, self._budget)

    def _accept(self, proposals: Proposals, candidate: Candidate) -> None:
        if not self._is_cumulative():
            return
        proposals.build_on(candidate)
        if not self._request.apply:
            self._texts[candidate.path.absolute()] = candidate.result

    def _is_cumulative(self) -> bool:
        return self._request.apply or self._request.cumulative

    def _write(self, candidate: Candidate) -> Problem | None:
        try:
            write_over(candidate.path, candidate.source, candidate.result)
        except NotWritten as error:
            return Problem(candidate.path, str(error))
        return None

    def _tell_untried(self, current: Proposals, rest: Iterator[Proposals]) -> None:
        """Says what the budget was too short for. Takes what is left of the files."""
        assert self._request.budget_s is not None
        patience = Cancellation(self._request.budget_s * COUNTING_SHARE)
        untried, unread = self._untried + current.untried(), 0
        for proposals in rest:
            if patience.remaining_s > 0:
                untried += proposals.untried()
            else:
                unread += 1
        left = [f"{untried} {'candidate was' if untried == 1 else 'candidates were'} not tried"] if untried else []
        left += [f"{unread} {'file was' if unread == 1 else 'files were'} not looked at"] if unread else []
        if left:
            self._tell(Problem(None, f"the budget of {self._request.budget_s:g} s was used up: {', '.join(left)}"))
