"""Verdicts on the candidates of one run, within its budget."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial

from speedwright.model.candidate import Candidate
from speedwright.model.problem import Problem
from speedwright.model.verdict import Verdict
from speedwright.model.work import Cancellation, Listener, Progress
from speedwright.pipeline.improve_request import ImproveRequest
from speedwright.pipeline.judging import judged
from speedwright.pipeline.verify import Bench
from speedwright.verification.examples import CallsError


class OutOfTime(Exception):
    """The budget ended before a candidate had its turn."""


class TimedJudge:
    """Gives each candidate `each_s` seconds, or what is left of the budget but for `reserved_s` of it."""

    def __init__(self, request: ImproveRequest, listener: Listener, budget: Cancellation) -> None:
        self.bench = Bench(request.root, request.settings, request.python, request.recorded_calls())
        self.each_s = float(request.settings.budget)
        self.reserved_s = 0.0
        self._request = request
        self._listener = listener
        self._budget = budget
        self._judged = 0
        self._unused_calls: list[CallsError] = []

    def verdict(self, candidate: Candidate) -> Verdict:
        """The verdict on a candidate. Raises OutOfTime and Cancelled."""
        if self._budget.remaining_s <= self.reserved_s:
            self._budget.check()
            raise OutOfTime
        self._tell(candidate, Progress(candidate.title))
        self._judged += 1
        try:
            return self._judge(candidate, self.bench)
        except CallsError as error:
            # A file of calls is for the whole run: that some candidates find none of theirs in it is to be expected.
            self._unused_calls.append(error)
            return self._judge(candidate, replace(self.bench, calls=None))

    @contextmanager
    def patiently(self, each_s: float) -> Iterator[None]:
        """Gives each candidate another time for a while."""
        before, self.each_s = self.each_s, each_s
        try:
            yield
        finally:
            self.each_s = before

    def problem_of_calls(self) -> Problem | None:
        """That a file of calls has none of any candidate that was judged."""
        if not self._judged or len(self._unused_calls) < self._judged:
            return None
        return Problem(self._request.calls, str(self._unused_calls[0]))

    def _judge(self, candidate: Candidate, bench: Bench) -> Verdict:
        seconds = min(self.each_s, self._budget.remaining_s)
        return judged(candidate, bench, seconds, partial(self._tell, candidate), self._budget)

    def _tell(self, candidate: Candidate, progress: Progress) -> None:
        """Each step of a verification is about the same function."""
        self._listener(replace(progress, subject=(candidate.path.name, candidate.entry_points[0])))
