"""Requests under way: one thread with one event loop, and as many at the same time as the user allows."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from concurrent.futures import TimeoutError as TooLate
from typing import TYPE_CHECKING

from speedwright.generation.language_model.chat import ChatRequest, Completion, Dialect
from speedwright.generation.language_model.client import attempt, client_of
from speedwright.generation.language_model.completions import Completions
from speedwright.generation.language_model.endpoint import Endpoint
from speedwright.generation.language_model.retrying import Manners, Sleep, answered
from speedwright.generation.language_model.spending import TokenBudget
from speedwright.generation.language_model.unanswered import FOR_ALL, End, Unanswered

if TYPE_CHECKING:
    from openai import AsyncOpenAI

# Requests that are ended may close their connections for so long.
GRACE_S = 10.0

Done = Callable[[Completion | Unanswered], None]
Heard = Callable[[str], None]


def unheard(_: str) -> None:
    """For requests that nobody watches."""


class Asker:
    """Asks one endpoint. Every request that is handed in is done once: with an answer, or with how it ended.

    `done` is called in the asker's own thread. A key or a model that is refused once is not tried again.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        budget: TokenBudget,
        completions: Completions,
        heard: Heard = unheard,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._endpoint = endpoint
        self._budget = budget
        self._completions = completions
        self._heard = heard
        self._sleep = sleep
        self._manners = Manners()
        self._hopeless: Unanswered | None = None
        self._loop = asyncio.new_event_loop()
        self._slots = asyncio.Semaphore(endpoint.concurrency)
        self._client: AsyncOpenAI | None = None
        self._futures: set[Future[Completion]] = set()
        self._thread = threading.Thread(target=self._loop.run_forever, name="asker", daemon=True)
        self._thread.start()

    def __enter__(self) -> Asker:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def ask(self, request: ChatRequest, done: Done) -> None:
        """Has the request under way; returns at once."""
        future = asyncio.run_coroutine_threadsafe(self._answer(request), self._loop)
        self._futures.add(future)

        def end(finished: Future[Completion]) -> None:
            self._futures.discard(finished)
            done(_outcome(finished))

        future.add_done_callback(end)

    def cancel(self) -> None:
        """Ends all requests, from any thread; each is done with `End.CANCELLED`."""
        for future in tuple(self._futures):
            future.cancel()

    def close(self) -> None:
        """Ends what is under way, closes the connections and the thread."""
        self.cancel()
        with contextlib.suppress(TooLate):
            asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(GRACE_S)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(GRACE_S)
        if not self._thread.is_alive():
            self._loop.close()

    async def _close(self) -> None:
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        if self._client is not None:
            await self._client.close()

    async def _answer(self, request: ChatRequest) -> Completion:
        known = self._completions.load(request)
        if known is not None:
            return known
        async with self._slots:
            if self._hopeless is not None:
                raise self._hopeless
            try:
                completion = await answered(request, self._manners, self._attempt, self._sleep)
            except Unanswered as error:
                self._hopeless = error if error.end in FOR_ALL else self._hopeless
                raise
        self._completions.save(request, completion)
        return completion

    async def _attempt(self, request: ChatRequest, dialect: Dialect) -> Completion:
        reserved = self._budget.reserve(request)
        usage = None
        try:
            if self._client is None:
                self._client = client_of(self._endpoint)
            self._budget.count_request()
            completion = await attempt(self._client, request, dialect, self._tell)
            usage = completion.usage
            return completion
        finally:
            self._budget.settle(reserved, usage)

    def _tell(self, characters: int) -> None:
        self._heard(f"{self._endpoint.model} is writing ({characters:,} characters)")


def _outcome(finished: Future[Completion]) -> Completion | Unanswered:
    """What became of a request. A fault of our own is told like one of the endpoint's: it is one more result."""
    try:
        return finished.result()
    except CancelledError:
        return Unanswered(End.CANCELLED)
    except Unanswered as error:
        return error
    except Exception as error:
        return Unanswered(End.GARBLED, type(error).__name__)
