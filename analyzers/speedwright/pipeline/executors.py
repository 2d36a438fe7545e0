"""Where work that comes in many equal parts is done: in processes here, or on a Dask cluster that exists already."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from types import FrameType
from typing import Any, TypeVar

from speedwright.errors import SpeedwrightError
from speedwright.model.work import Cancellation

# A worker that is told to end may put away its things for so long.
GRACE_S = 1.0
# One that has no parent any more, for so long: nobody waits for it.
ORPHAN_GRACE_S = 3.0

Part = TypeVar("Part")
Result = TypeVar("Result")


class ExecutorError(SpeedwrightError):
    """There is nobody to do the work; the text says why."""


@contextlib.contextmanager
def executor(
    jobs: int | None, scheduler: str | None, cancellation: Cancellation, forked: bool = False
) -> Iterator[Executor]:
    """`jobs` processes (default: one for each processor), or the workers of the Dask scheduler at an address.

    With `forked`, the processes know what this one does (see `may_fork`). Cancelling ends the work. Raises
    ExecutorError.
    """
    with _cluster(scheduler) if scheduler else _processes(jobs, forked) as (found, end):
        forget = cancellation.on_cancel(end)
        try:
            yield found
        finally:
            forget()


def may_fork() -> bool:
    """Whether processes may be forks of this one: a fork of a process with threads may hang, not every system has
    forks that its libraries survive, and before 3.11 a pool forks when it has threads already.
    """
    return sys.platform == "linux" and sys.version_info >= (3, 11) and threading.active_count() == 1


def results(
    found: Executor, work: Callable[[Part], Result], parts: Sequence[Part], cancellation: Cancellation
) -> Iterator[tuple[Part, Result]]:
    """Each part with its result, as soon as it is there. `work` and parts travel by pickle. Raises Cancelled."""
    cancellation.check()
    futures = {found.submit(work, part): part for part in parts}
    try:
        for future in as_completed(futures):
            yield futures[future], future.result()
    except (Exception, SystemExit) as error:
        cancellation.check()
        if isinstance(error, SpeedwrightError):
            raise
        raise ExecutorError(f"a worker failed: {type(error).__name__}: {error}") from error
    finally:
        for future in futures:
            future.cancel()
    cancellation.check()


@contextlib.contextmanager
def _processes(jobs: int | None, forked: bool) -> Iterator[tuple[Executor, Callable[[], None]]]:
    context = multiprocessing.get_context("fork" if forked else "spawn")
    with ProcessPoolExecutor(jobs or os.cpu_count() or 1, mp_context=context, initializer=_begin) as pool:
        yield pool, _end_children


def _end_children() -> None:
    children = multiprocessing.active_children()
    for child in children:
        child.terminate()
    for child in children:
        child.join(GRACE_S)
        # As in `_leave_with_parent`.
        child.kill()


def _begin() -> None:
    """In a worker: the main process decides when to end, and an end leaves nothing behind."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _leave)
    threading.Thread(target=_leave_with_parent, name="parent", daemon=True).start()


def _leave_with_parent() -> None:
    """Ends this worker when the main process is gone, however that ended: workers hold both ends of the queue they
    wait at, so nothing else would ever tell them.
    """
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    parent.join()
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(ORPHAN_GRACE_S)
    # The part that was interrupted has put away its things; the worker would go on with the next one.
    os._exit(1)


def _leave(_number: int, _frame: FrameType | None) -> None:
    sys.exit(1)


def _connected(client: Any, scheduler: str) -> Any:
    """The library has no types."""
    return client(scheduler, timeout="10s", set_as_default=False)


@contextlib.contextmanager
def _cluster(scheduler: str) -> Iterator[tuple[Executor, Callable[[], None]]]:
    try:
        from distributed import Client
    except ImportError as error:
        raise ExecutorError("--scheduler needs Dask: pip install 'speedwright[cluster]'") from error
    try:
        client: Any = _connected(Client, scheduler)
    except (OSError, ValueError) as error:
        raise ExecutorError(f"no Dask scheduler answers at {scheduler}: {error}") from error
    with client:
        # What failed once fails again: no part is tried on another worker.
        yield client.get_executor(pure=False, retries=0), client.close
