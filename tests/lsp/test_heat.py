"""Heat in documents: hints, lenses, hovers and diagnostics, and what edits leave of it. No program runs for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.lsp.client import PULLING, PUSHED, Client
from tests.lsp.conftest import Connect
from tests.lsp.slow_code import MEMBERSHIP, SKILL

CODE = (
    MEMBERSHIP
    + """

def busy(rounds: int) -> int:
    return pow(rounds, 3, 7)


def main() -> None:
    allowed(["a"], [])
    busy(3)
"""
)
# Of 200 samples: 62 % in the membership test, 36 % in `busy`, 1 % in the loop, 1 % elsewhere.
HOT = """\
main (report.py:15);allowed (report.py:5) 124
main (report.py:15);allowed (report.py:4) 2
main (report.py:16);busy (report.py:11) 72
elsewhere (other.py:1) 2
"""
COLD = """\
main (report.py:15);allowed (report.py:5) 1
main (report.py:16);busy (report.py:11) 199
"""


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.py"
    path.write_text(CODE)
    return path


async def load(client: Client, report: Path, stacks: str) -> Any:
    """Loads a profile of samples, in the format of `py-spy record --format raw`."""
    file = report.with_name("stacks.raw")
    file.write_text(stacks)
    asked = {"command": "speedwright.loadProfile", "arguments": [str(file)]}
    return await client.request("workspace/executeCommand", asked)


async def hints(client: Client, report: Path) -> dict[int, str]:
    """By line, from 0."""
    everything = {"start": {"line": 0, "character": 0}, "end": {"line": 99, "character": 0}}
    asked = {"textDocument": {"uri": report.as_uri()}, "range": everything}
    found = await client.request("textDocument/inlayHint", asked)
    return {each["position"]["line"]: each["label"] for each in found}


async def lenses(client: Client, report: Path) -> dict[int, str]:
    found = await client.request("textDocument/codeLens", {"textDocument": {"uri": report.as_uri()}})
    return {each["range"]["start"]["line"]: each["command"]["title"] for each in found if "command" in each}


def coded(code: str, items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [each for each in items if each["code"] == code]


async def hover(client: Client, report: Path, line: int) -> Any:
    asked = {"textDocument": {"uri": report.as_uri()}, "position": {"line": line, "character": 5}}
    return await client.request("textDocument/hover", asked)


async def test_heat_shows_at_lines_and_functions_until_it_is_cleared(connect: Connect, report: Path) -> None:
    async with connect(PULLING, report.parent) as client:
        client.open(report.as_uri(), CODE)
        assert await hints(client, report) == {}
        assert await lenses(client, report) == {}
        await load(client, report, HOT)

        assert await hints(client, report) == {
            3: "1 % · 20 ms",
            4: "62 % · 1.2 s",
            10: "36 % · 720 ms",
            14: "63 % · 1.3 s",
            15: "36 % · 720 ms",
        }
        assert await lenses(client, report) == {0: "63 % · 1.3 s", 9: "36 % · 720 ms", 13: "99 % · 2.0 s"}
        for method in ("workspace/inlayHint/refresh", "workspace/codeLens/refresh", "workspace/diagnostic/refresh"):
            assert len(client.named(method)) == 1

        await client.request("workspace/executeCommand", {"command": "speedwright.clearProfile"})
        assert await hints(client, report) == {}
        assert await lenses(client, report) == {}
        assert len(client.named("workspace/inlayHint/refresh")) == 2


async def test_heat_moves_with_its_lines_and_is_stale_where_the_function_changed(
    connect: Connect, report: Path
) -> None:
    async with connect(PULLING, report.parent) as client:
        client.open(report.as_uri(), CODE)
        await load(client, report, HOT)
        top = {"line": 0, "character": 0}
        client.change(report.as_uri(), 2, {"range": {"start": top, "end": top}, "text": "import os\n\n\n"})
        assert (await hints(client, report))[7] == "62 % · 1.2 s"
        assert (await lenses(client, report))[3] == "63 % · 1.3 s"

        inside = {"line": 13, "character": 15}
        client.change(report.as_uri(), 3, {"range": {"start": inside, "end": inside}, "text": " "})
        assert 13 not in await hints(client, report)
        assert (await lenses(client, report))[12] == "36 % · 720 ms · stale"
        assert (await hints(client, report))[7] == "62 % · 1.2 s"
        assert "changed since" in (await hover(client, report, 12))["contents"]["value"]

        name = {"start": {"line": 12, "character": 4}, "end": {"line": 12, "character": 8}}
        client.change(report.as_uri(), 4, {"range": name, "text": "idle"})
        assert 12 not in await lenses(client, report)


async def test_findings_follow_heat(connect: Connect, report: Path) -> None:
    async with connect(PULLING, report.parent) as client:
        client.open(report.as_uri(), CODE)
        (before,) = coded(SKILL, (await client.pull(report.as_uri()))["items"])
        await load(client, report, HOT)
        items = (await client.pull(report.as_uri()))["items"]
        (hot,), (spot,) = coded(SKILL, items), coded("hotspot", items)
        await load(client, report, COLD)
        items = (await client.pull(report.as_uri()))["items"]

    assert (hot["code"], hot["severity"]) == (SKILL, before["severity"])
    assert hot["message"] == before["message"] + " (62 % of the time)"
    assert (spot["code"], spot["severity"]) == ("hotspot", 4)
    assert spot["message"].startswith("`busy` itself takes 36 % of the time, 720 ms")
    assert spot["range"]["start"] == {"line": 9, "character": 0}
    (cold,) = coded(SKILL, items)
    assert cold["severity"] > hot["severity"]


async def test_heat_of_findings_follows_edits(connect: Connect, report: Path) -> None:
    async with connect(PULLING, report.parent) as client:
        client.open(report.as_uri(), CODE)
        await load(client, report, HOT)
        await client.pull(report.as_uri())
        inside = {"line": 2, "character": 15}
        client.change(report.as_uri(), 2, {"range": {"start": inside, "end": inside}, "text": "  # what is left"})
        found = (await client.pull(report.as_uri()))["items"]

    (finding,) = coded(SKILL, found)
    assert finding["message"].endswith("(63 % of the time, stale)")


async def test_hovers_tell_the_split(connect: Connect, report: Path) -> None:
    async with connect(PULLING, report.parent) as client:
        client.open(report.as_uri(), CODE)
        assert await hover(client, report, 10) is None
        await load(client, report, HOT)
        line, function = [(await hover(client, report, each))["contents"]["value"] for each in (14, 9)]

    assert "0 % in itself" in line
    assert "63 % with what it calls (1.3 s)" in line
    assert "`busy`" in function
    assert "72 samples" in function


async def test_files_that_the_run_did_not_meet_stay_as_they_are(connect: Connect, report: Path) -> None:
    async with connect(PULLING, report.parent) as client:
        other = report.with_name("other_report.py").as_uri()
        client.open(other, MEMBERSHIP)
        before = (await client.pull(other))["items"]
        await load(client, report, HOT)

        assert (await client.pull(other))["items"] == before


async def test_the_setting_heat_switches_it_off(connect: Connect, report: Path) -> None:
    report.with_name("pyproject.toml").write_text("[tool.speedwright]\nheat = false\n")
    async with connect(PULLING, report.parent) as client:
        client.open(report.as_uri(), CODE)
        assert (await load(client, report, HOT))["functions"][0]["function"] == "allowed"

        assert await hints(client, report) == {}
        assert await lenses(client, report) == {}
        items = (await client.pull(report.as_uri()))["items"]
        assert coded("hotspot", items) == []
        assert not any("of the time" in each["message"] for each in items)


async def test_old_clients_are_pushed_the_diagnostics_of_a_profile(connect: Connect, report: Path) -> None:
    async with connect(PUSHED, report.parent) as client:
        client.open(report.as_uri(), CODE)
        await client.published(report.as_uri(), 1)
        await load(client, report, HOT)
        told = await client.until(lambda each: "% of the time" in str(each) and "publish" in each["method"])

    assert {each["code"] for each in told["params"]["diagnostics"]} >= {SKILL, "hotspot"}
