"""Findings in all files of the workspace: at once, in pieces, held back until there is news, and cancelled."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from tests.lsp.client import PULLING, Client, ResponseError
from tests.lsp.conftest import Connect
from tests.lsp.slow_code import MEMBERSHIP, SKILL

WATCHING: dict[str, Any] = {
    **PULLING,
    "workspace": {**PULLING["workspace"], "didChangeWatchedFiles": {"dynamicRegistration": True}},
}
TOKEN = "pieces"


async def pulled(client: Client, *previous: dict[str, Any], **more: Any) -> dict[str, dict[str, Any]]:
    """The reports by the names of their files."""
    known = [{"uri": each["uri"], "value": each["resultId"]} for each in previous]
    answer = await client.request("workspace/diagnostic", {"previousResultIds": known, **more})
    return {each["uri"].rpartition("/")[2]: each for each in answer["items"]}


def pieces(client: Client) -> list[dict[str, Any]]:
    told = (message["params"] for message in client.named("$/progress"))
    return [item for each in told if each["token"] == TOKEN for item in each["value"]["items"]]


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / "report.py").write_text(MEMBERSHIP)
    (tmp_path / "fast.py").write_text("x = 1\n")
    (tmp_path / "made").mkdir()
    (tmp_path / "made" / "copy.py").write_text(MEMBERSHIP)
    (tmp_path / "pyproject.toml").write_text('[tool.speedwright]\nexclude = ["made/"]\n')
    return tmp_path


async def test_files_that_are_not_open_are_told_and_excluded_ones_are_not(connect: Connect, shop: Path) -> None:
    async with connect(PULLING, shop) as client:
        reports = await pulled(client)
        again = await pulled(client, *reports.values())

    assert [item["code"] for item in reports["report.py"]["items"]] == [SKILL]
    assert reports["report.py"]["version"] is None
    assert set(reports) == {"report.py"}
    assert again["report.py"]["kind"] == "unchanged"
    assert again["report.py"]["resultId"] == reports["report.py"]["resultId"]


async def test_of_open_files_the_editor_is_right(connect: Connect, shop: Path) -> None:
    uri = (shop / "report.py").as_uri()
    async with connect(PULLING, shop) as client:
        before = await pulled(client)
        client.open(uri, "\n" + MEMBERSHIP, version=3)
        open_report = (await pulled(client, *before.values()))["report.py"]
        own = await client.pull(uri)
        client.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
        closed = (await pulled(client, open_report))["report.py"]

    assert open_report["version"] == 3
    assert open_report["items"] == own["items"]
    assert open_report["resultId"] == own["resultId"]
    assert closed["items"] == before["report.py"]["items"]


async def test_files_that_are_gone_or_mended_are_told_to_be_empty(connect: Connect, shop: Path) -> None:
    (shop / "other.py").write_text(MEMBERSHIP)
    async with connect(PULLING, shop) as client:
        before = await pulled(client)
        (shop / "report.py").unlink()
        (shop / "other.py").write_text("x = 1\n")
        after = await pulled(client, *before.values())

    assert set(before) == set(after) == {"report.py", "other.py"}
    assert [each["items"] for each in after.values()] == [[], []]


async def test_a_client_that_takes_pieces_gets_all_of_them_and_an_empty_end(connect: Connect, shop: Path) -> None:
    async with connect(PULLING, shop) as client:
        end = await client.request("workspace/diagnostic", {"previousResultIds": [], "partialResultToken": TOKEN})

        assert end["items"] == []
        assert [item["code"] for each in pieces(client) for item in each["items"]] == [SKILL]


async def test_without_news_the_answer_waits_for_some(connect: Connect, shop: Path) -> None:
    async with connect(WATCHING, shop) as client:
        before = (await pulled(client))["report.py"]
        known = [{"uri": before["uri"], "value": before["resultId"]}]
        asked = {"previousResultIds": known, "partialResultToken": TOKEN}
        _, answer = client.start("workspace/diagnostic", asked)
        await client.until(lambda each: each["method"] == "$/progress")
        assert not answer.done()
        (shop / "other.py").write_text(MEMBERSHIP)
        changes = [{"uri": (shop / "other.py").as_uri(), "type": 1}]
        client.notify("workspace/didChangeWatchedFiles", {"changes": changes})
        assert (await asyncio.wait_for(answer, 60))["items"] == []

    unchanged, new = pieces(client)
    assert unchanged["kind"] == "unchanged"
    assert new["uri"].endswith("other.py")
    assert [item["code"] for item in new["items"]] == [SKILL]


async def test_an_answer_that_waits_can_be_cancelled_and_ends_with_the_server(connect: Connect, shop: Path) -> None:
    async with connect(WATCHING, shop) as client:
        before = (await pulled(client))["report.py"]
        known = [{"uri": before["uri"], "value": before["resultId"]}]
        asked = {"previousResultIds": known, "partialResultToken": TOKEN}
        number, cancelled = client.start("workspace/diagnostic", asked)
        _, waiting = client.start("workspace/diagnostic", {**asked, "partialResultToken": "others"})
        await client.until(lambda each: each["method"] == "$/progress" and each["params"]["token"] == "others")
        client.notify("$/cancelRequest", {"id": number})
        with pytest.raises(ResponseError) as refused:
            await asyncio.wait_for(cancelled, 60)
        assert not waiting.done()
        await client.leave()

        # One that still looks at files is ended, one that waits for news has none.
        (ended,) = await asyncio.wait_for(asyncio.gather(waiting, return_exceptions=True), 60)
    assert ended.code == -32800 if isinstance(ended, ResponseError) else ended["items"] == []
    assert refused.value.code == -32800


async def test_a_file_belongs_to_the_innermost_folder(connect: Connect, shop: Path) -> None:
    inner = shop / "inner"
    inner.mkdir()
    (inner / "pyproject.toml").write_text(f'[tool.speedwright]\nignore = ["{SKILL}"]\n')
    (inner / "quiet.py").write_text(MEMBERSHIP)
    folders = [{"uri": each.as_uri(), "name": each.name} for each in (shop, inner)]
    async with connect(PULLING, shop) as client:
        assert set(await pulled(client)) == {"report.py", "quiet.py"}
    async with connect(PULLING, workspaceFolders=folders) as client:
        assert set(await pulled(client)) == {"report.py"}


async def test_the_setting_switches_it_off(connect: Connect, shop: Path) -> None:
    async with connect(PULLING, shop, initializationOptions={"workspaceDiagnostics": False}) as client:
        assert await pulled(client) == {}


async def test_whatever_a_file_holds_the_others_are_told(connect: Connect, shop: Path) -> None:
    (shop / "a.py").write_bytes(b"\xff\xfe")
    (shop / "b.py").write_text("def broken(:\n" + "(" * 5000)
    (shop / "c.py").symlink_to(shop / "nowhere.py")
    (shop / "d.py").write_bytes(b"\x00" * 100)
    async with connect(PULLING, shop) as client:
        assert set(await pulled(client)) == {"report.py"}


async def test_the_code_of_a_diagnostic_leads_to_its_page(connect: Connect, shop: Path) -> None:
    describing = {**PULLING, "textDocument": {**PULLING["textDocument"], "publishDiagnostics": {}}}
    describing["textDocument"]["publishDiagnostics"] = {"codeDescriptionSupport": True}
    async with connect(describing, shop) as client:
        (item,) = (await pulled(client))["report.py"]["items"]

    href = item["codeDescription"]["href"]
    assert href.endswith(f"{SKILL}/SKILL.md")
    assert Path(href.removeprefix("file://")).read_text().startswith("---")
