"""A slice of what `tests/benchmarks/lsp_fuzz.py` does: nothing breaks a server, and it answers as a fresh one."""

from __future__ import annotations

from pathlib import Path

from tests.lsp.fuzzing import fuzzed


async def test_random_messages_leave_a_server_as_good_as_new(tmp_path: Path) -> None:
    report = await fuzzed(tmp_path, seed=1, messages=1000)

    assert report.rests == 4
    assert sum(report.sent.values()) == 1000
    assert {"edit", "request", "cancel", "nonsense"} <= set(report.sent)
