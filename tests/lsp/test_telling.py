"""What commands tell without running anything: the evidence of receipts, and the flame graph of the last profile."""

from __future__ import annotations

from pathlib import Path

import pytest

from speedwright.model.verdict import Outcome
from tests.lsp.client import PULLING, ResponseError
from tests.lsp.conftest import Connect
from tests.lsp.receipts import store
from tests.lsp.slow_code import MEMBERSHIP, SKILL


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.py"
    path.write_text(MEMBERSHIP)
    return path


@pytest.mark.parametrize("outcome", [Outcome.ACCEPTED, Outcome.DIFFERENT])
async def test_evidence_is_that_of_receipts(connect: Connect, cache: Path, report: Path, outcome: Outcome) -> None:
    store(cache, report.parent, report, MEMBERSHIP, outcome)
    async with connect(PULLING, report.parent) as client:
        client.open(report.as_uri(), MEMBERSHIP)
        asked = {"command": "speedwright.evidence", "arguments": [report.as_uri()]}
        (told,) = await client.request("workspace/executeCommand", asked)
    assert (told["function"], told["verdict"], told["skills"]) == ("report.allowed", outcome.value, [SKILL])
    assert "+    banned_set = set(banned)" in told["diff"]
    assert (told["evidence"]["counterexample"] is None) == (outcome is Outcome.ACCEPTED)


async def test_without_receipts_there_is_no_evidence(connect: Connect, report: Path) -> None:
    text = MEMBERSHIP.replace("banned", "unverified")
    async with connect(PULLING, report.parent) as client:
        client.open(report.as_uri(), text)
        asked = {"command": "speedwright.evidence", "arguments": [report.as_uri()]}
        assert await client.request("workspace/executeCommand", asked) == []


async def test_a_flame_graph_is_that_of_the_last_profile(connect: Connect, report: Path) -> None:
    stacks = report.with_name("stacks.raw")
    stacks.write_text("main (report.py:1);allowed (report.py:5) 9\n")
    async with connect(PULLING, report.parent) as client:
        with pytest.raises(ResponseError, match="no profile yet"):
            await client.request("workspace/executeCommand", {"command": "speedwright.flameGraph"})
        loaded = {"command": "speedwright.loadProfile", "arguments": [str(stacks)]}
        await client.request("workspace/executeCommand", loaded)
        told = await client.request("workspace/executeCommand", {"command": "speedwright.flameGraph"})
    assert told["html"].startswith("<!DOCTYPE html>")
    assert '"name":"allowed"' in told["html"]
