"""Use case: find proven speedups in files, functions or a workspace, and apply them when asked."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from pathlib import Path

from speedwright.model.candidate import Candidate
from speedwright.model.improvement import Improvement, step_gains
from speedwright.model.problem import Problem
from speedwright.model.verdict import Verdict
from speedwright.model.work import Cancellation, Listener, unheard
from speedwright.pipeline.file_versions import FileVersions
from speedwright.pipeline.improve_files import Files, not_tried
from speedwright.pipeline.improve_request import ImproveRequest, Target, Teller, untold
from speedwright.pipeline.improvements import improvement_of
from speedwright.pipeline.judging import wants_time
from speedwright.pipeline.language_model.profiled import profile_text
from speedwright.pipeline.language_model.search import ModelSearch
from speedwright.pipeline.language_model.session import ModelSession
from speedwright.pipeline.objective import is_better
from speedwright.pipeline.patches import file_diff
from speedwright.pipeline.proposals import Proposals
from speedwright.pipeline.reading import UnreadableFile
from speedwright.pipeline.searching import Search
from speedwright.pipeline.second_look import PATIENCE, Waiting, place_of
from speedwright.pipeline.skills import library, page_problems
from speedwright.pipeline.timed_judge import OutOfTime, TimedJudge
from speedwright.pipeline.writing import NotWritten, write_over
from speedwright.skills.registry import Library

__all__ = ["ImproveRequest", "Target", "improve"]

# Of the time that is left: what is kept for a model's versions while the library's are tried.
MODEL_SHARE = 0.5


def improve(
    request: ImproveRequest,
    listener: Listener = unheard,
    cancellation: Cancellation | None = None,
    tell: Teller = untold,
) -> Iterator[Improvement]:
    """The verdicts function by function: on what was refused as soon as it is there, then on the best plan.

    A plan of several steps, each verified on what the one before it left, is verified once more as one edit. With
    `apply`, that is written at once and the next function is searched on top of it, so that every edit was verified
    in the version it was applied to. Ends early when the budget is used up; the steps proven until then count. What
    is left of it in the end is for candidates that the time for one was too short for: their verdicts come last.

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
        with _Run(request, skills, listener, tell, budget) as run:
            yield from run.improvements()
    finally:
        if forget is not None:
            forget()


class _Run:
    """One run over all targets, and what it has met so far."""

    def __init__(
        self, request: ImproveRequest, skills: Library, listener: Listener, tell: Teller, budget: Cancellation
    ) -> None:
        self._request = request
        self._skills = skills
        self._tell = tell
        self._budget = budget
        self._texts = dict(request.overlay)
        self._versions = FileVersions(request.overlay)
        self._files = Files(request, skills, self._texts, tell, budget)
        self._judge = TimedJudge(request, listener, budget)
        self._waiting = Waiting()
        self._told: set[tuple[Path, bytes]] = set()
        self._untried = 0
        self._session = (
            None if request.model is None else ModelSession(request.model, self._judge.bench, listener, budget)
        )

    def __enter__(self) -> _Run:
        return self

    def __exit__(self, *_: object) -> None:
        if self._session is not None:
            self._session.close()

    def improvements(self) -> Iterator[Improvement]:
        files = iter(self._files)
        for proposals in files:
            yield from self._improved(proposals)
            if self._budget.remaining_s <= 0:
                self._budget.check()
                self._tell_untried(proposals, files)
                break
        yield from self._second_look()
        problem = self._judge.problem_of_calls()
        if problem is not None:
            self._tell(problem)

    def _improved(self, proposals: Proposals) -> Iterator[Improvement]:
        self._files.tell_problems(proposals)
        while self._budget.remaining_s > 0 and (search := proposals.next(self._judge.verdict)) is not None:
            asked = self._asked(search)
            try:
                for refused in search.refusals():
                    yield from self._refusal(refused)
            except OutOfTime:
                self._untried += search.untried()
            self._judge.reserved_s = 0.0
            for refused in () if asked is None else asked.refusals():
                yield self._improvement(refused)
            for verdict, steps in self._chosen(search, asked):
                unwritten = yield from self._offer(proposals, verdict, steps)
                if unwritten:
                    return
            if proposals.heat is not None:
                # Another file may have a hotter function now.
                return

    def _offer(
        self, proposals: Proposals, verdict: Verdict, steps: Sequence[Verdict]
    ) -> Generator[Improvement, None, bool]:
        """Tells of what was accepted, and goes on with it; whether the file is another by now, and has to be left."""
        candidate, change = verdict.candidate, self._versions.change(verdict.candidate)
        unwritten = self._unwritten(candidate, change)
        # A patch that cannot be applied would keep all others of the run from being applied.
        diff = "" if change is None else file_diff(candidate.path, *change, self._diff_base)
        heat = self._files.heat_of(candidate.path)
        applied = self._request.apply and unwritten is None
        yield improvement_of(verdict, diff, heat, step_gains(steps), applied)
        if unwritten is not None:
            self._tell(unwritten)
            return change is not None or not self._versions.is_current(candidate)
        if self._request.is_cumulative:
            self._build_on(proposals, verdict.candidate)
        else:
            # Whatever else were found there could not be added to it.
            yield from self._waiting.take(place_of(verdict.candidate))
        return False

    def _refusal(self, verdict: Verdict) -> Iterator[Improvement]:
        improvement = self._improvement(verdict)
        if self._request.budget_s is not None and wants_time(verdict, self._judge.each_s):
            self._waiting.add(improvement)
        elif (identity := (verdict.candidate.path, verdict.candidate.result)) not in self._told:
            self._told.add(identity)
            yield improvement

    def _second_look(self) -> Iterator[Improvement]:
        """Searches again where verdicts wanted more time, with what is left of the budget."""
        first_s, untried = self._judge.each_s, self._untried
        for place in self._waiting.promising():
            each_s = min(self._budget.remaining_s / len(self._waiting), PATIENCE * first_s)
            kept = self._waiting.take(place)
            if each_s > first_s:
                with self._judge.patiently(each_s):
                    yield from self._again(*place)
                kept = self._waiting.take(place) or (kept if self._budget.remaining_s <= 0 else [])
            yield from kept
        self._untried = untried

    def _again(self, path: Path, function: str) -> Iterator[Improvement]:
        request = self._request
        try:
            content = self._texts.get(path.absolute())
            proposals = Proposals.open(path, content, function, self._skills, request.settings)
            proposals.problems = ()
            yield from self._improved(proposals)
        except UnreadableFile as error:
            self._tell(error.problem)

    def _asked(self, search: Search) -> ModelSearch | None:
        """The search with a model in the same function: its requests are under way while known rewrites are tried."""
        if self._session is None or search.function is None:
            return None
        source = search.start.source
        profile = profile_text(source, search.function, self._files.heat_of(source.path))
        found = self._session.search(source, search.function, self._skills, profile)
        if isinstance(found, Problem):
            self._tell(found)
            return None
        if found is not None and self._budget.remaining_s < float("inf"):
            self._judge.reserved_s = MODEL_SHARE * self._budget.remaining_s
        return found

    def _chosen(self, search: Search, asked: ModelSearch | None) -> Iterable[tuple[Verdict, Sequence[Verdict]]]:
        """What is offered for a function: the model's best version where that beats the library's."""
        best = None if asked is None else asked.best
        if best is None:
            return self._proven(search)
        proven = list(self._proven(search))
        return [(best, (best,))] if is_better(best, [verdict for verdict, _ in proven]) else proven

    def _proven(self, search: Search) -> Iterator[tuple[Verdict, Sequence[Verdict]]]:
        """The best plan as one edit where that was proven as a whole, else step by step; each with its steps."""
        steps = search.best.steps
        whole = search.whole()
        if whole is not None and self._budget.remaining_s > 0:
            verdict = self._judge.verdict(whole)
            if verdict.accepted:
                yield verdict, steps
                return
        # A step is for the text that the one before it left.
        for step in steps if self._request.is_cumulative else steps[:1]:
            yield step, (step,)

    def _improvement(self, verdict: Verdict) -> Improvement:
        candidate = verdict.candidate
        change = self._versions.change(candidate) or (candidate.source, candidate.result)
        diff = file_diff(candidate.path, *change, self._diff_base)
        return improvement_of(verdict, diff, self._files.heat_of(candidate.path))

    @property
    def _diff_base(self) -> Path:
        return self._request.diff_base or self._request.root

    def _build_on(self, proposals: Proposals, candidate: Candidate) -> None:
        proposals.build_on(candidate)
        self._versions.take(candidate)
        if not self._request.apply:
            self._texts[candidate.path.absolute()] = candidate.result

    def _unwritten(self, candidate: Candidate, change: tuple[bytes, bytes] | None) -> Problem | None:
        """Writes an accepted edit where that is asked for; why its file cannot have it."""
        if change is None:
            return self._versions.refusal(candidate)
        try:
            if self._request.apply:
                write_over(candidate.path, *change)
        except NotWritten as error:
            return Problem(candidate.path, str(error))
        return None

    def _tell_untried(self, current: Proposals, rest: Iterator[Proposals]) -> None:
        assert self._request.budget_s is not None
        problem = not_tried(self._request.budget_s, self._untried + current.untried(), rest)
        if problem is not None:
            self._tell(problem)
