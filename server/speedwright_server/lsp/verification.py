"""Runs the engine's long part: one piece of work at a time, with progress, until it ends or is cancelled."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from lsprotocol.types import ProgressToken

from speedwright.model.work import Cancellation, Listener, Progress
from speedwright_server.lsp.progress import ProgressReport

T = TypeVar("T")

# Cancelled work ends its child processes and returns; the server waits no longer than this for it to do so.
ENDING_S = 5.0


class Verification:
    """Verifications of one session. They take turns: two at once would disturb each other's timings."""

    def __init__(self) -> None:
        self._worker = ThreadPoolExecutor(1, "speedwright-verification")
        self._running: dict[Future[Any], Cancellation] = {}
        self._by_token: dict[ProgressToken, Cancellation] = {}

    async def run(self, work: Callable[[Listener, Cancellation], T], report: ProgressReport) -> T:
        """The result of `work`, which runs in a thread of ours and is cancelled together with this coroutine."""
        loop = asyncio.get_running_loop()
        cancellation = Cancellation()

        def listen(progress: Progress) -> None:
            # RuntimeError: the loop is closed, so nobody is left to be told.
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(report.tell, progress)

        future = self._worker.submit(work, listen, cancellation)
        self._running[future] = cancellation
        future.add_done_callback(self._running.pop)
        if report.token is not None:
            self._by_token[report.token] = cancellation
        try:
            return await asyncio.wrap_future(future)
        except asyncio.CancelledError:
            cancellation.cancel()
            raise
        finally:
            if report.token is not None:
                del self._by_token[report.token]
            report.end()

    def cancel(self, token: ProgressToken) -> None:
        """Cancels the work behind a progress token; an unknown one belongs to work that just ended."""
        if (cancellation := self._by_token.get(token)) is not None:
            cancellation.cancel()

    async def close(self) -> None:
        """Cancels all work, and waits a little for it to end its child processes."""
        running = dict(self._running)
        for cancellation in running.values():
            cancellation.cancel()
        self._worker.shutdown(wait=False, cancel_futures=True)
        if ending := [asyncio.wrap_future(future) for future in running]:
            await asyncio.wait(ending, timeout=ENDING_S)
