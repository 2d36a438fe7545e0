"""Work in many parts: on processes, ended early, and where nobody is there to do it."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import subprocess
import sys
import time

import pytest

from speedwright.errors import Cancelled
from speedwright.model.work import Cancellation
from speedwright.pipeline.executors import ExecutorError, executor, results
from tests.lsp.processes import ended


def doubled(number: int) -> int:
    return 2 * number


def divided(number: int) -> float:
    return 1 / number


def slept(seconds: float) -> None:
    time.sleep(seconds)


def test_every_part_has_its_result() -> None:
    with executor(2, None, Cancellation()) as found:
        assert dict(results(found, doubled, range(20), Cancellation())) == {n: 2 * n for n in range(20)}


def test_what_a_part_raises_is_told() -> None:
    with executor(1, None, Cancellation()) as found, pytest.raises(ExecutorError, match="ZeroDivisionError"):
        list(results(found, divided, [0], Cancellation()))


def test_cancelling_ends_the_workers() -> None:
    ending = Cancellation()

    with pytest.raises(Cancelled), executor(1, None, ending) as found:
        for _ in results(found, slept, [0.0, 3600.0, 3600.0], ending):
            ending.cancel()

    assert multiprocessing.active_children() == []


ENDLESS = """
from speedwright.model.work import Cancellation
from speedwright.pipeline.executors import executor
from tests.pipeline.test_executors import slept, told_pid

with executor(2, None, Cancellation()) as found:
    for future in [found.submit(told_pid, 0.5) for _ in range(2)]:
        print(future.result(), flush=True)
    found.submit(slept, 3600.0).result()
"""


def told_pid(seconds: float) -> int:
    """Slow enough for both workers to have one."""
    time.sleep(seconds)
    return os.getpid()


def test_workers_end_with_a_parent_that_was_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", ENDLESS], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        workers = {int(process.stdout.readline()) for _ in range(2)}
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL

    assert workers and asyncio.run(ended(workers)) == set()


def test_a_cluster_needs_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)

    with (
        pytest.raises(ExecutorError, match=r"speedwright\[cluster\]"),
        executor(None, "tcp://here:1", Cancellation()),
    ):
        pass
