"""Work in many parts: on processes, ended early, and where nobody is there to do it."""

from __future__ import annotations

import multiprocessing
import sys
import time

import pytest

from speedwright.errors import Cancelled
from speedwright.model.work import Cancellation
from speedwright.pipeline.executors import ExecutorError, executor, results


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


def test_a_cluster_needs_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)

    with (
        pytest.raises(ExecutorError, match=r"speedwright\[cluster\]"),
        executor(None, "tcp://here:1", Cancellation()),
    ):
        pass
