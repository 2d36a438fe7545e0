"""Use case: find proven speedups in files, functions or a workspace, and apply them when asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from speedwright.errors import SpeedwrightError
from speedwright.model.candidate import Candidate
from speedwright.model.improvement import Improvement, StepGain, Worth, step_gains, worth
from speedwright.model.problem import Problem
from speedwright.model.profile import Profile
from speedwright.model.verdict import Verdict
from speedwright.model.work import Cancellation, Listener, Progress, unheard
from speedwright.pipeline.files import source_files
from speedwright.pipeline.heating import FileHeat, Heats
from speedwright.pipeline.judging import judged, wants_time
from speedwright.pipeline.model_profile import profile_text
from speedwright.pipeline.model_search import ModelSearch
from speedwright.pipeline.model_session import ModelSession
from speedwright.pipeline.model_use import ModelUse
from speedwright.pipeline.objective import is_better
from speedwright.pipeline.patches import unified_diff
from speedwright.pipeline.pricing import price_of
from speedwright.pipeline.proposals import Proposals
from speedwright.pipeline.reading import UnreadableFile
from speedwright.pipeline.searching import Search
from speedwright.pipeline.second_look import PATIENCE, Waiting, place_of
from speedwright.pipeline.skills import library, page_problems
from speedwright.pipeline.verify import Bench
from speedwright.pipeline.writing import NotWritten, write_over
from speedwright.settings import Settings
from speedwright.skills.registry import Library
from speedwright.verification.examples import CallsError

SUFFIXES = (".py",)
# Of the budget: how long those candidates are counted that it was too short for.
COUNTING_SHARE = 0.5
# Of the time that is left: what is kept for a model's versions while the library's are tried.
MODEL_SHARE = 0.5

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
    so is always cumulative. Paths in diffs are relative to `diff_base` (default: the root). With a `profile`, the
    hottest function of all targets comes first, and what is accepted tells its worth to the whole program. With a
    `model`, that is asked for each function, too, and the best of all accepted versions is taken.
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
    profile: Profile | None = None
    model: ModelUse | None = None


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


def proposals_of(
    request: ImproveRequest, skills: Library, texts: Mapping[Path, bytes], tell: Teller, heats: Heats | None = None
) -> Iterator[Proposals]:
    """What there is to try in each file of the request, read when its turn comes. `texts` are those in memory."""
    for target in request.targets:
        for path in source_files([target.path], request.root, request.settings, SUFFIXES):
            content, with_model = texts.get(path.absolute()), request.model is not None
            try:
                yield Proposals.open(path, content, target.qualname, skills, request.settings, heats, with_model)
            except UnreadableFile as error:
                tell(error.problem)
            except SpeedwrightError:
                raise
            except Exception as error:
                # A fault of our own, on one file: it is told, and the other files have their turn.
                tell(Problem(path, f"could not be looked at: {type(error).__name__}: {error}"))


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
        self._heats = None if request.profile is None else Heats(request.profile, request.root)
        self._heat_of: dict[Path, FileHeat] = {}
        self._unused_calls: list[CallsError] = []
        self._judged = 0
        self._untried = 0
        self._each_s = request.settings.budget
        self._waiting = Waiting()
        self._told: set[tuple[Path, bytes]] = set()
        self._reserved_s = 0.0
        self._session = (
            None if request.model is None else ModelSession(request.model, self._bench, listener, self._budget)
        )

    def __enter__(self) -> _Run:
        return self

    def __exit__(self, *_: object) -> None:
        if self._session is not None:
            self._session.close()

    def improvements(self) -> Iterator[Improvement]:
        files = self._files() if self._heats is None else self._hottest_first()
        for proposals in files:
            yield from self._improved(proposals)
            if self._budget.remaining_s <= 0:
                self._budget.check()
                self._tell_untried(proposals, files)
                break
        yield from self._second_look()
        if self._judged and len(self._unused_calls) == self._judged:
            self._tell(Problem(self._request.calls, str(self._unused_calls[0])))

    def _files(self) -> Iterator[Proposals]:
        for opened in proposals_of(self._request, self._skills, self._texts, self._tell, self._heats):
            if opened.heat is not None:
                self._heat_of[opened.source.path] = opened.heat
            yield opened

    def _hottest_first(self) -> Iterator[Proposals]:
        """The files by their hottest function that was not searched; a file comes once for each of its functions, and
        at last those of which nothing is left are gone.
        """
        files = list(self._files())
        for each in files:
            self._tell_problems(each)
        while files := [each for each in files if each.next_share >= 0]:
            hottest = max(files, key=lambda each: each.next_share)
            yield hottest
            if self._budget.remaining_s <= 0:
                yield from (each for each in files if each is not hottest)
                return

    def _improved(self, proposals: Proposals) -> Iterator[Improvement]:
        self._tell_problems(proposals)
        while self._budget.remaining_s > 0 and (search := proposals.next(self._verdict)) is not None:
            asked = self._asked(search)
            try:
                for refused in search.refusals():
                    yield from self._refusal(refused)
            except _OutOfTime:
                self._untried += search.untried()
            self._reserved_s = 0.0
            for refused in () if asked is None else asked.refusals():
                yield self._improvement(refused)
            for verdict, steps in self._chosen(search, asked):
                unwritten = self._write(verdict.candidate) if self._request.apply else None
                yield self._improvement(verdict, step_gains(steps), unwritten)
                if unwritten is not None:
                    self._tell(unwritten)
                    return
                self._accept(proposals, verdict.candidate)
                if not self._is_cumulative():
                    # Whatever else were found there could not be added to it.
                    yield from self._waiting.take(place_of(verdict.candidate))
            if self._heats is not None:
                # Another file may have a hotter function now.
                return

    def _tell_problems(self, proposals: Proposals) -> None:
        """Once for each file."""
        for problem in proposals.problems:
            self._tell(problem)
        proposals.problems = ()

    def _refusal(self, verdict: Verdict) -> Iterator[Improvement]:
        improvement = self._improvement(verdict)
        if self._request.budget_s is not None and wants_time(verdict, self._each_s):
            self._waiting.add(improvement)
        elif (identity := (verdict.candidate.path, verdict.candidate.result)) not in self._told:
            self._told.add(identity)
            yield improvement

    def _second_look(self) -> Iterator[Improvement]:
        """Searches again where verdicts wanted more time, with what is left of the budget."""
        first_s, untried = self._each_s, self._untried
        for place in self._waiting.promising():
            self._each_s = min(self._budget.remaining_s / len(self._waiting), PATIENCE * first_s)
            kept = self._waiting.take(place)
            if self._each_s > first_s:
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
        profile = profile_text(source, search.function, self._heat_of.get(source.path))
        found = self._session.search(source, search.function, self._skills, profile)
        if isinstance(found, Problem):
            self._tell(found)
            return None
        if found is not None and self._budget.remaining_s < float("inf"):
            self._reserved_s = MODEL_SHARE * self._budget.remaining_s
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
        return Improvement(verdict, diff, applied, steps, self._worth(verdict), price_of(verdict.candidate))

    def _worth(self, verdict: Verdict) -> Worth | None:
        """By the function's share of the time; of several that are called from outside, by the hottest."""
        heat = self._heat_of.get(verdict.candidate.path)
        if heat is None or not verdict.accepted or verdict.measurement is None:
            return None
        found = [each for each in map(heat.function, verdict.candidate.entry_points) if each is not None]
        hottest = max(found, key=lambda each: each.share, default=None)
        if hottest is None:
            return worth(0.0, verdict.measurement)
        return worth(hottest.share, verdict.measurement, hottest.stale)

    def _verdict(self, candidate: Candidate) -> Verdict:
        if self._budget.remaining_s <= self._reserved_s:
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
        seconds = min(self._each_s, self._budget.remaining_s)
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
