"""Candidates are verified side by side, and no more of them than there are processors for."""

from __future__ import annotations

import queue
from pathlib import Path

import pytest

from speedwright.errors import SpeedwrightError
from speedwright.generation.language_model.answers import Answer
from speedwright.generation.language_model.grafting import grafted
from speedwright.model.verdict import Outcome, Verdict
from speedwright.model.work import Cancellation
from speedwright.pipeline.language_model.verifying import Verifiers
from speedwright.pipeline.verify import Bench
from speedwright.settings import Settings
from speedwright.syntax.source_file import SourceFile
from tests.model import workspace

OTHERWISE = workspace.WRONG.replace("seen = set()", "seen = {*[]}")


def test_two_at_a_time_and_the_third_when_one_is_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPEEDWRIGHT_CACHE", str(tmp_path / "cache"))
    source = SourceFile.parse(workspace.MODULE.encode(), workspace.write(tmp_path))
    done: queue.SimpleQueue[Verdict | SpeedwrightError] = queue.SimpleQueue()

    with Verifiers(Bench(tmp_path, Settings(budget=600)), Cancellation(), jobs=2) as verifiers:
        for code in (workspace.WRONG, workspace.WRONG_IN_THE_SAME_WAY, OTHERWISE):
            verifiers.submit(grafted(source, "pairs_with_sum", Answer("", code), ""), done.put)
        # Nobody has said by then that one is finished, so that both were begun together.
        first = [done.get(timeout=300), done.get()]
        waits = verifiers.drop()

    assert [each.outcome for each in first if isinstance(each, Verdict)] == [Outcome.DIFFERENT] * 2
    assert waits == 1 and done.empty()


def test_the_next_one_begins_when_one_is_finished(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPEEDWRIGHT_CACHE", str(tmp_path / "cache"))
    source = SourceFile.parse(workspace.MODULE.encode(), workspace.write(tmp_path))
    done: queue.SimpleQueue[Verdict | SpeedwrightError] = queue.SimpleQueue()

    with Verifiers(Bench(tmp_path, Settings(budget=600)), Cancellation(), jobs=1) as verifiers:
        for code in (workspace.WRONG, OTHERWISE):
            verifiers.submit(grafted(source, "pairs_with_sum", Answer("", code), ""), done.put)
        done.get(timeout=300)
        verifiers.finished()
        second = done.get(timeout=300)

    assert isinstance(second, Verdict) and second.outcome is Outcome.DIFFERENT
