"""Findings as diagnostics: pulled, pushed, current, and in spite of whatever a document holds."""

from pathlib import Path
from typing import Any

import pytest

from tests.lsp.client import PULLING, PUSHED
from tests.lsp.conftest import Connect
from tests.lsp.slow_code import MEMBERSHIP, SKILL

URI = "untitled:report.py"


def edit(line: int, character: int, new: str, length: int = 0) -> dict[str, Any]:
    start = {"line": line, "character": character}
    return {"range": {"start": start, "end": {"line": line, "character": character + length}}, "text": new}


async def test_a_pulled_report_says_where_why_and_how_bad(connect: Connect) -> None:
    async with connect(PULLING) as client:
        client.open(URI, MEMBERSHIP)
        report = await client.pull(URI)

    (item,) = report["items"]
    assert report["kind"] == "full"
    assert item["source"] == "speedwright"
    assert item["code"] == SKILL
    assert item["severity"] in (2, 3, 4)
    assert "banned" in item["message"]
    line = MEMBERSHIP.splitlines()[item["range"]["start"]["line"]]
    assert "banned" in line
    for related in item.get("relatedInformation", []):
        assert related["location"]["uri"] == URI
        assert related["location"]["range"]["start"]["line"] != item["range"]["start"]["line"]


async def test_an_unchanged_report_is_named_and_not_sent_again(connect: Connect) -> None:
    async with connect(PULLING) as client:
        client.open(URI, MEMBERSHIP)
        first = await client.pull(URI)
        client.change(URI, 2, edit(0, 0, "# comment"), edit(0, 0, "", 9))
        same = await client.pull(URI, previousResultId=first["resultId"])
        client.change(URI, 3, edit(0, 0, "\n"))
        moved = await client.pull(URI, previousResultId=first["resultId"])

    assert same == {"kind": "unchanged", "resultId": first["resultId"]}
    assert moved["kind"] == "full"
    assert moved["resultId"] != first["resultId"]
    assert moved["items"][0]["range"]["start"]["line"] == first["items"][0]["range"]["start"]["line"] + 1


async def test_a_document_opened_again_is_not_taken_for_its_earlier_self(connect: Connect) -> None:
    async with connect(PULLING) as client:
        client.open(URI, MEMBERSHIP)
        first = await client.pull(URI)
        client.notify("textDocument/didClose", {"textDocument": {"uri": URI}})
        client.open(URI, "x = 1\n")
        again = await client.pull(URI, previousResultId=first["resultId"])

    assert again["kind"] == "full"
    assert again["items"] == []


async def test_clients_that_can_pull_get_nothing_pushed(connect: Connect) -> None:
    async with connect(PULLING) as client:
        client.open(URI, MEMBERSHIP)
        await client.pull(URI)

        assert client.named("textDocument/publishDiagnostics") == []


async def test_a_burst_of_edits_ends_in_the_diagnostics_of_its_last_version(connect: Connect) -> None:
    async with connect(PUSHED) as client:
        client.open(URI, MEMBERSHIP)
        for version in range(2, 60):
            client.change(URI, version, edit(0, 0, "\n"))
        items = await client.published(URI, 59)
        versions = [message["params"]["version"] for message in client.named("textDocument/publishDiagnostics")]

    lines = ("\n" * 58 + MEMBERSHIP).splitlines()
    assert ["banned" in lines[item["range"]["start"]["line"]] for item in items] == [True]
    assert versions == sorted(versions)


FAR_AWAY = """\
BANNED = list("abcdefghijklmnopqrstuvwxyz" * 40)


def allowed(names: list[str]) -> list[str]:
    return [name for name in names if name not in BANNED]


def shown(names: list[str]) -> None:
    for name in names:
        if name not in BANNED:
            print(name)
"""
TO_A_SET = [edit(0, 9, "set", 4)]


async def test_what_an_edit_means_far_away_is_pulled_when_typing_pauses(connect: Connect) -> None:
    async with connect(PULLING) as client:
        client.open(URI, FAR_AWAY)
        assert (await client.pull(URI))["items"]
        client.change(URI, 2, *TO_A_SET)
        report = await client.pull(URI)
        if report["items"]:
            await client.until(lambda each: each["method"] == "workspace/diagnostic/refresh")
            report = await client.pull(URI, previousResultId=report["resultId"])

        assert report["items"] == []


async def test_what_an_edit_means_far_away_is_pushed_when_typing_pauses(connect: Connect) -> None:
    async with connect(PUSHED) as client:
        client.open(URI, FAR_AWAY)
        assert await client.published(URI, 1)
        client.change(URI, 2, *TO_A_SET)

        await client.until(
            lambda each: (
                each["method"] == "textDocument/publishDiagnostics"
                and each["params"]["version"] == 2
                and each["params"]["diagnostics"] == []
            )
        )


async def test_clients_that_cannot_be_corrected_are_told_the_truth_at_once(connect: Connect) -> None:
    capabilities = {**PULLING, "workspace": {**PULLING["workspace"], "diagnostics": {}}}
    async with connect(capabilities) as client:
        client.open(URI, FAR_AWAY)
        assert (await client.pull(URI))["items"]
        client.change(URI, 2, *TO_A_SET)

        assert (await client.pull(URI))["items"] == []


async def test_closing_a_document_takes_pushed_diagnostics_back(connect: Connect) -> None:
    async with connect(PUSHED) as client:
        client.open(URI, MEMBERSHIP)
        assert await client.published(URI, 1)
        client.notify("textDocument/didClose", {"textDocument": {"uri": URI}})

        assert await client.published(URI, None) == []


ODD_TEXTS = {
    "empty": "",
    "null": "\x00",
    "byte order mark": "\ufeff" + MEMBERSHIP,
    "broken": "def broken(:\n  if (((",
    "nested": "(" * 5_000,
    "indented": "".join(f"{' ' * depth}if x:\n" for depth in range(500)),
    "surrogates": "\ud83d\udc0d \udc0d",
}


@pytest.mark.parametrize("text", ODD_TEXTS.values(), ids=ODD_TEXTS.keys())
async def test_any_text_gets_a_report(connect: Connect, text: str) -> None:
    async with connect(PULLING) as client:
        client.open(URI, text)
        assert (await client.pull(URI))["kind"] == "full"
        client.change(URI, 2, {"text": MEMBERSHIP})

        assert len((await client.pull(URI))["items"]) == 1


async def test_a_finding_survives_broken_code_elsewhere(connect: Connect) -> None:
    async with connect(PULLING) as client:
        client.open(URI, MEMBERSHIP + "\n\ndef broken(:\n    return (\n")

        assert [item["code"] for item in (await client.pull(URI))["items"]] == [SKILL]


async def test_other_languages_are_left_alone(connect: Connect) -> None:
    async with connect(PULLING) as client:
        client.open("untitled:notes", "in banned", language="plaintext")

        assert (await client.pull("untitled:notes"))["items"] == []


async def test_the_settings_of_the_folder_and_the_editor_hold(connect: Connect, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(f'[tool.speedwright]\nignore = ["{SKILL}"]\n')
    uri = (tmp_path / "report.py").as_uri()
    async with connect(PULLING, tmp_path) as client:
        client.open(uri, MEMBERSHIP)
        assert (await client.pull(uri))["items"] == []

        client.configuration = {"ignore": [], "path": "/somewhere/speedwright", "memoryLimit": None}
        client.notify("workspace/didChangeConfiguration", {"settings": None})
        await client.until(lambda each: each["method"] == "workspace/diagnostic/refresh")
        assert len((await client.pull(uri))["items"]) == 1


async def test_excluded_files_are_left_alone(connect: Connect, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.speedwright]\nexclude = ["made/"]\n')
    async with connect(PULLING, tmp_path) as client:
        for name, findings in (("made/report.py", 0), ("report.py", 1)):
            client.open((tmp_path / name).as_uri(), MEMBERSHIP)

            assert len((await client.pull((tmp_path / name).as_uri()))["items"]) == findings


async def test_settings_may_come_with_initialize(connect: Connect, tmp_path: Path) -> None:
    uri = (tmp_path / "report.py").as_uri()
    for options in ({"ignore": [SKILL]}, {"settings": {"ignore": [SKILL]}}):
        async with connect(PULLING, tmp_path, initializationOptions=options) as client:
            client.open(uri, MEMBERSHIP)

            assert (await client.pull(uri))["items"] == []


async def test_broken_settings_are_told_and_the_rest_goes_on(connect: Connect, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.speedwright]\nbudget = 'much'\n")
    uri = (tmp_path / "report.py").as_uri()
    async with connect(PULLING, tmp_path) as client:
        client.open(uri, MEMBERSHIP)
        assert len((await client.pull(uri))["items"]) == 1
        told = await client.until(lambda each: each["method"] == "window/showMessage")

    assert "budget" in told["params"]["message"]


async def test_changed_settings_files_are_read_again(connect: Connect, tmp_path: Path) -> None:
    settings = tmp_path / "pyproject.toml"
    uri = (tmp_path / "report.py").as_uri()
    async with connect(PULLING, tmp_path) as client:
        client.open(uri, MEMBERSHIP)
        assert len((await client.pull(uri))["items"]) == 1
        settings.write_text(f'[tool.speedwright]\nignore = ["{SKILL}"]\n')
        client.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": settings.as_uri(), "type": 1}]})

        assert (await client.pull(uri))["items"] == []


async def test_folders_come_and_go_with_their_settings(connect: Connect, tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    (inner / "pyproject.toml").write_text(f'[tool.speedwright]\nignore = ["{SKILL}"]\n')
    uri = (inner / "report.py").as_uri()
    folder = {"uri": inner.as_uri(), "name": "inner"}
    async with connect(PULLING, tmp_path) as client:
        client.open(uri, MEMBERSHIP)
        assert len((await client.pull(uri))["items"]) == 1
        for added, removed, expected in (([folder], [], 0), ([], [folder], 1)):
            event = {"event": {"added": added, "removed": removed}}
            client.notify("workspace/didChangeWorkspaceFolders", event)
            assert len((await client.pull(uri))["items"]) == expected


async def test_a_team_page_that_is_refused_is_told(connect: Connect, tmp_path: Path) -> None:
    page = tmp_path / ".speedwright" / "skills" / "ours" / "SKILL.md"
    page.parent.mkdir(parents=True)
    page.write_text("no page at all\n")
    uri = (tmp_path / "report.py").as_uri()
    async with connect(PULLING, tmp_path) as client:
        client.open(uri, MEMBERSHIP)
        assert len((await client.pull(uri))["items"]) == 1
        told = await client.until(lambda each: each["method"] == "window/showMessage")

    assert str(page) in told["params"]["message"]
