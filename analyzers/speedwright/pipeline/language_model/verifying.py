"""Candidates verified side by side: each in a process of its own, as many as there are processors."""

from __future__ import annotations

import contextlib
import os
from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import dataclass, replace

from speedwright.errors import SpeedwrightError
from speedwright.model.candidate import Candidate
from speedwright.model.verdict import Verdict
from speedwright.model.work import Cancellation, unheard
from speedwright.pipeline.executors import executor
from speedwright.pipeline.judging import judged, stored_verdict
from speedwright.pipeline.verify import Bench
from speedwright.verification.examples import CallsError

Done = Callable[[Verdict | SpeedwrightError], None]


@dataclass(frozen=True, slots=True)
class Work:
    """One verification; travels to another process."""

    candidate: Candidate
    bench: Bench
    seconds: float


class Verifiers:
    """A pool that is started with the first candidate. At most one for each processor is under way."""

    def __init__(self, bench: Bench, cancellation: Cancellation, jobs: int | None = None) -> None:
        self._bench = bench
        self._cancellation = cancellation
        self._jobs = jobs or processors()
        self._stack = contextlib.ExitStack()
        self._pool: Executor | None = None
        self._waiting: deque[tuple[Candidate, Done]] = deque()
        self._running = 0

    def __enter__(self) -> Verifiers:
        return self

    def __exit__(self, *_: object) -> None:
        self._waiting.clear()
        self._stack.close()

    def submit(self, candidate: Candidate, done: Done) -> None:
        """Verifies a candidate some time; `done` is called in whichever thread, once, unless it is dropped."""
        try:
            known = stored_verdict(candidate, self._bench)
        except SpeedwrightError as error:
            self._running += 1
            done(error)
            return
        if known is not None:
            self._running += 1
            done(known)
            return
        self._waiting.append((candidate, done))
        self.go_on()

    def go_on(self) -> None:
        """Starts what can be started. To be called when something was done, by the thread that submits."""
        while self._waiting and self._running < self._jobs and self._cancellation.remaining_s > 0:
            self._start(*self._waiting.popleft())

    def drop(self) -> int:
        """Forgets what was not started; how many that were."""
        dropped = len(self._waiting)
        self._waiting.clear()
        return dropped

    def finished(self) -> None:
        """To be called once for each that was done, by the thread that submits."""
        self._running = max(0, self._running - 1)
        self.go_on()

    def _start(self, candidate: Candidate, done: Done) -> None:
        if self._pool is None:
            self._pool = self._stack.enter_context(executor(self._jobs, None, self._cancellation))
        seconds = min(self._bench.settings.budget, self._cancellation.remaining_s)
        self._running += 1
        try:
            future = self._pool.submit(verified, Work(candidate, self._bench, seconds))
        except RuntimeError as error:
            done(SpeedwrightError(f"could not be verified: {error}"))
            return
        future.add_done_callback(lambda finished: done(_outcome(finished)))


def verified(work: Work) -> Verdict:
    """In a worker. A file of calls is for the whole run: a function that finds none of its own in it goes without."""
    cancellation = Cancellation()
    try:
        return judged(work.candidate, work.bench, work.seconds, unheard, cancellation)
    except CallsError:
        return judged(work.candidate, replace(work.bench, calls=None), work.seconds, unheard, cancellation)


def _outcome(finished: Future[Verdict]) -> Verdict | SpeedwrightError:
    if finished.cancelled():
        return SpeedwrightError("cancelled")
    error = finished.exception()
    if error is None:
        return finished.result()
    if isinstance(error, SpeedwrightError):
        return error
    return SpeedwrightError(f"could not be verified: {type(error).__name__}: {error}")


def processors() -> int:
    """How many this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)))
    return os.cpu_count() or 1
