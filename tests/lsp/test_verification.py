"""Long work ends when it is told to, one piece at a time, and leaves no progress behind."""

import asyncio
import threading
from collections.abc import AsyncIterator

import pytest
from pygls.lsp.server import LanguageServer

from speedwright.errors import Cancelled
from speedwright.model.work import Cancellation, Listener, Progress
from speedwright_server.lsp.progress import ProgressReport
from speedwright_server.lsp.verification import Verification

WAIT_S = 60


@pytest.fixture
async def verification() -> AsyncIterator[Verification]:
    each = Verification()
    yield each
    await each.close()


def report(token: str | None) -> ProgressReport:
    return ProgressReport(LanguageServer("test", "0"), token)


class Endless:
    """Work that ends by being cancelled alone."""

    def __init__(self) -> None:
        self.begun = threading.Event()
        self.ended = threading.Event()

    def __call__(self, listener: Listener, cancellation: Cancellation) -> None:
        listener(Progress("begun", 0.5))
        self.begun.set()
        told = threading.Event()
        cancellation.on_cancel(told.set)
        told.wait(WAIT_S)
        self.ended.set()
        cancellation.check()


async def begun(work: Endless) -> None:
    assert await asyncio.to_thread(work.begun.wait, WAIT_S)


async def ended(work: Endless) -> None:
    assert await asyncio.to_thread(work.ended.wait, WAIT_S)


async def test_the_result_comes_back_to_the_loop(verification: Verification) -> None:
    thread = await verification.run(lambda listener, cancellation: threading.current_thread().name, report("a"))

    assert thread.startswith("speedwright-verification")


async def test_cancelling_the_request_ends_the_work(verification: Verification) -> None:
    work = Endless()
    request = asyncio.create_task(verification.run(work, report("a")))
    await begun(work)
    request.cancel()

    with pytest.raises(asyncio.CancelledError):
        await request
    await ended(work)


async def test_cancelling_by_token_ends_the_work_and_answers_the_request(verification: Verification) -> None:
    work = Endless()
    request = asyncio.create_task(verification.run(work, report("a")))
    await begun(work)
    verification.cancel("another")
    assert not work.ended.is_set()
    verification.cancel("a")

    with pytest.raises(Cancelled):
        await request


async def test_closing_ends_what_runs_and_what_waits(verification: Verification) -> None:
    first, second = Endless(), Endless()
    requests = [asyncio.create_task(verification.run(work, report(None))) for work in (first, second)]
    await begun(first)
    await verification.close()

    assert first.ended.is_set()
    assert not second.begun.is_set()
    results = await asyncio.gather(*requests, return_exceptions=True)
    assert isinstance(results[0], Cancelled)
    assert isinstance(results[1], asyncio.CancelledError)


async def test_work_takes_turns(verification: Verification) -> None:
    together = []
    running = threading.Lock()

    def work(listener: Listener, cancellation: Cancellation) -> None:
        together.append(running.acquire(blocking=False))
        threading.Event().wait(0.01)
        running.release()

    await asyncio.gather(*(verification.run(work, report(None)) for _ in range(5)))
    assert together == [True] * 5
