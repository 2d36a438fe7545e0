"""Settings of editors: per folder, above those of the folder; what is unknown is told once, and the rest holds."""

import json
from pathlib import Path
from typing import Any

import pytest

from speedwright.settings import settings_fields
from speedwright_server.lsp.from_lsp import OF_EDITORS, options_of
from tests.lsp.client import PULLING, PUSHED, Client, ResponseError
from tests.lsp.conftest import Connect
from tests.lsp.slow_code import MEMBERSHIP, SKILL

MANIFEST = Path(__file__).parents[2] / "vscode-extension" / "package.json"
IN_LOOP = {"line": 4, "character": 12}


def folders(*roots: Path) -> list[dict[str, str]]:
    for root in roots:
        root.mkdir(exist_ok=True)
    return [{"uri": root.as_uri(), "name": root.name} for root in roots]


async def found(client: Client, path: Path) -> int:
    client.open(path.as_uri(), MEMBERSHIP)
    return len((await client.pull(path.as_uri()))["items"])


async def test_each_folder_has_the_settings_that_the_editor_holds_for_it(connect: Connect, tmp_path: Path) -> None:
    quiet, loud = tmp_path / "quiet", tmp_path / "loud"
    async with connect(PULLING, workspaceFolders=folders(quiet, loud)) as client:
        client.configuration_of[quiet.as_uri()] = {"ignore": [SKILL]}
        client.notify("workspace/didChangeConfiguration", {"settings": None})
        await client.until(lambda each: each["method"] == "workspace/diagnostic/refresh")

        assert await found(client, quiet / "a.py") == 0
        assert await found(client, loud / "a.py") == 1


async def test_each_folder_has_an_interpreter_of_its_own(connect: Connect, tmp_path: Path) -> None:
    here, gone = tmp_path / "here", tmp_path / "gone"
    roots = folders(here, gone)
    (here / "pyproject.toml").write_text("[tool.speedwright]\nbudget = 2\n")
    (gone / "pyproject.toml").write_text('[tool.speedwright]\npython = "/nowhere/python"\n')
    async with connect(PULLING, workspaceFolders=roots) as client:
        for root in (here, gone):
            path = root / "report.py"
            path.write_text(MEMBERSHIP)
            client.open(path.as_uri(), MEMBERSHIP)
        asked = {"command": "speedwright.improveFunction"}
        with pytest.raises(ResponseError) as refused:
            await client.request(
                "workspace/executeCommand", {**asked, "arguments": [(gone / "report.py").as_uri(), IN_LOOP]}
            )
        (result,) = await client.request(
            "workspace/executeCommand", {**asked, "arguments": [(here / "report.py").as_uri(), IN_LOOP]}
        )

    assert "/nowhere/python" in refused.value.message
    assert result["function"] == "report.allowed"


UNKNOWN = [
    ({"initializationOptions": {"settings": {"bugdet": 3, "ignore": [SKILL]}}}, None, ""),
    ({"initializationOptions": {"bugdet": 3, "ignore": [SKILL], "trusted": True}}, None, ""),
    ({}, {"bugdet": 3, "ignore": [SKILL]}, ""),
    ({}, None, f'bugdet = 3\nignore = ["{SKILL}"]\n'),
]


@pytest.mark.parametrize(
    ("options", "configuration", "written"), UNKNOWN, ids=["initialize", "beside", "configuration", "pyproject"]
)
async def test_an_unknown_setting_is_told_once_and_the_others_hold(
    connect: Connect, tmp_path: Path, options: dict[str, Any], configuration: dict[str, Any] | None, written: str
) -> None:
    (tmp_path / "pyproject.toml").write_text(f"[tool.speedwright]\n{written}")
    async with connect(PULLING, tmp_path, **options) as client:
        client.configuration = configuration or {}
        for _ in range(3):
            client.notify("workspace/didChangeConfiguration", {"settings": None})
            changes = [{"uri": (tmp_path / "pyproject.toml").as_uri(), "type": 2}]
            client.notify("workspace/didChangeWatchedFiles", {"changes": changes})
            await client.pull((tmp_path / "other.py").as_uri())
        if configuration is not None:
            await client.until(lambda each: each["method"] == "workspace/diagnostic/refresh")
            await client.request("workspace/executeCommand", {"command": "speedwright.clearProfile"})
        assert await found(client, tmp_path / "a.py") == 0
        (told,) = await client.told()

    assert "unknown setting 'bugdet'" in told


async def test_clients_that_cannot_be_asked_send_their_settings(connect: Connect, tmp_path: Path) -> None:
    async with connect(PUSHED, tmp_path) as client:
        path = tmp_path / "a.py"
        client.open(path.as_uri(), MEMBERSHIP)
        assert len(await client.published(path.as_uri(), 1)) == 1
        told = {"settings": {"speedwright": {"ignore": [SKILL], "bugdet": 3}}}
        client.notify("workspace/didChangeConfiguration", told)
        client.change(path.as_uri(), 2, {"text": MEMBERSHIP})

        assert await client.published(path.as_uri(), 2) == []
        assert "unknown setting 'bugdet'" in (await client.told())[0]


def test_what_the_extension_keeps_for_itself_is_none_of_the_unknown() -> None:
    properties = json.loads(MANIFEST.read_text())["contributes"]["configuration"]["properties"]
    names = {key.partition(".")[2] for key in properties}
    known = {each.name.replace("_", "-") for each in settings_fields()}

    assert set(options_of(dict.fromkeys(names, 1))) == known
    assert not known & OF_EDITORS
