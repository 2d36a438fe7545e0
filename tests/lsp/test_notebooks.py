"""Notebooks: names reach across cells, what is found is told in its cell, and edits are made there."""

from pathlib import Path
from typing import Any

import pytest

from speedwright.model.verdict import Outcome
from speedwright.pipeline.notebooks.joining import join_cells
from tests.lsp.applying import changed
from tests.lsp.client import PULLING, PUSHED, Client, cell_item, notebook_cell
from tests.lsp.conftest import Connect
from tests.lsp.receipts import store
from tests.lsp.slow_code import FASTER, MEMBERSHIP, SKILL

BANNED = 'banned = list("abcdefghijklmnopqrstuvwxyz" * 40)'
LOOP = """\
%time
def shown(names: list[str]) -> None:
    for name in names:
        if name not in banned:
            print(name)"""


@pytest.fixture
def notebook(tmp_path: Path) -> Path:
    path = tmp_path / "study.ipynb"
    path.write_text('{"cells": []}')
    return path


def cell(notebook: Path, number: int) -> str:
    return f"vscode-notebook-cell:{notebook}#C{number}"


def opened(client: Client, notebook: Path, *texts: str) -> list[str]:
    cells = {cell(notebook, number): text for number, text in enumerate(texts)}
    client.open_notebook(notebook.as_uri(), cells)
    return list(cells)


async def codes(client: Client, uri: str) -> list[str]:
    return [item["code"] for item in (await client.pull(uri))["items"]]


async def test_the_server_takes_notebooks_of_python(address: tuple[str, int], connect: Connect) -> None:
    from tests.lsp.client import connected

    async with connected(*address) as client:
        capabilities = (await client.initialize(PULLING))["capabilities"]
    (selected,) = capabilities["notebookDocumentSync"]["notebookSelector"]
    assert selected["cells"] == [{"language": "python"}]


async def test_names_reach_across_cells_and_positions_stay(connect: Connect, notebook: Path) -> None:
    async with connect(PULLING, notebook.parent) as client:
        first, prose, second = opened(client, notebook, BANNED, "# %md A loop (", LOOP)
        assert await codes(client, first) == []
        assert await codes(client, prose) == []
        (item,) = (await client.pull(second))["items"]
        alone = opened(client, notebook.with_name("other.ipynb"), LOOP)[0]
        assert await codes(client, alone) == []

    assert item["code"] == SKILL
    line = LOOP.splitlines()[item["range"]["start"]["line"]]
    assert "not in banned" in line
    related = [each["location"] for each in item.get("relatedInformation", [])]
    assert all(each["uri"] in (first, second) for each in related)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
async def test_cells_are_edited_in_any_encoding(connect: Connect, notebook: Path, encoding: str) -> None:
    capabilities = {**PULLING, "general": {"positionEncodings": [encoding]}}
    units = {"utf-8": 4, "utf-16": 2, "utf-32": 1}[encoding]
    async with connect(capabilities, notebook.parent) as client:
        uri = notebook.as_uri()
        first, second = opened(client, notebook, "'🐍'; " + BANNED, LOOP)
        assert await codes(client, second) == [SKILL]
        start = {"line": 0, "character": 2 + units + len("; banned = ")}
        change = {"range": {"start": start, "end": {**start, "character": start["character"] + 4}}, "text": "set"}
        text = {"document": {"uri": first, "version": 2}, "changes": [change]}
        client.change_notebook(uri, 2, textContent=[text])

        assert await codes(client, second) == []


async def test_a_change_in_one_cell_makes_the_client_ask_for_the_others(connect: Connect, notebook: Path) -> None:
    async with connect(PULLING, notebook.parent) as client:
        first, second = opened(client, notebook, BANNED, LOOP)
        assert await codes(client, second) == [SKILL]
        assert await codes(client, first) == []
        text = {"document": {"uri": first, "version": 2}, "changes": [{"text": "banned = set('abc')"}]}
        client.change_notebook(notebook.as_uri(), 2, textContent=[text])
        assert await codes(client, first) == []
        await client.until(lambda each: each["method"] == "workspace/diagnostic/refresh")

        assert await codes(client, second) == []
        assert await codes(client, first) == []
        assert len(client.named("workspace/diagnostic/refresh")) <= 2


async def test_cells_are_moved_removed_and_put_in(connect: Connect, notebook: Path) -> None:
    uri = notebook.as_uri()
    async with connect(PULLING, notebook.parent) as client:
        first, second = opened(client, notebook, MEMBERSHIP, LOOP)
        moved = {
            "start": 0,
            "deleteCount": 2,
            "cells": [notebook_cell(second, LOOP), notebook_cell(first, MEMBERSHIP)],
        }
        client.change_notebook(uri, 2, structure={"array": moved})
        assert await codes(client, first) == [SKILL]
        assert await codes(client, second) == []
        new = cell(notebook, 9)
        put = {"start": 0, "deleteCount": 0, "cells": [notebook_cell(new, BANNED)]}
        client.change_notebook(uri, 3, structure={"array": put, "didOpen": [cell_item(new, BANNED)]})
        assert await codes(client, second) == [SKILL]
        gone = {"start": 0, "deleteCount": 1, "cells": []}
        client.change_notebook(uri, 4, structure={"array": gone, "didClose": [{"uri": new}]})
        assert await codes(client, second) == []
        client.notify("notebookDocument/didClose", {"notebookDocument": {"uri": uri}, "cellTextDocuments": []})
        assert await codes(client, first) == []


async def test_clients_that_cannot_pull_get_each_cell(connect: Connect, notebook: Path) -> None:
    uri = notebook.as_uri()
    async with connect({**PUSHED, "notebookDocument": {"synchronization": {}}}, notebook.parent) as client:
        first, second = opened(client, notebook, BANNED, LOOP)
        assert await client.published(first, 1) == []
        assert [each["code"] for each in await client.published(second, 1)] == [SKILL]
        gone = {"start": 1, "deleteCount": 1, "cells": []}
        client.change_notebook(uri, 2, structure={"array": gone, "didClose": [{"uri": second}]})

        assert await client.published(second, None) == []


async def actions(client: Client, uri: str, line: int, only: list[str] | None = None) -> list[dict[str, Any]]:
    items = (await client.pull(uri))["items"]
    place = {"line": line, "character": 12}
    context = {"diagnostics": items, **({"only": only} if only else {})}
    params = {"textDocument": {"uri": uri}, "range": {"start": place, "end": place}, "context": context}
    found: list[dict[str, Any]] = await client.request("textDocument/codeAction", params)
    return found


def proven(cache: Path, notebook: Path, *texts: str) -> None:
    joined = join_cells(texts).content.decode()
    store(cache, notebook.parent, notebook, joined, Outcome.ACCEPTED, language="python")


async def test_a_proof_is_applied_in_its_cell(connect: Connect, notebook: Path, cache: Path) -> None:
    texts = ("%matplotlib inline\nx = '🐍'", "!ls\n" + MEMBERSHIP)
    proven(cache, notebook, *texts)
    async with connect(PULLING, notebook.parent) as client:
        _, second = opened(client, notebook, *texts)
        (action,) = await actions(client, second, 5)
        resolved = await client.request("codeAction/resolve", action)
        everything = [
            await client.request("codeAction/resolve", each)
            for kind in ("source.fixAll", "notebook.source.fixAll")
            for each in await actions(client, second, 5, [kind])
        ]
        hover = {"textDocument": {"uri": second}, "position": {"line": 5, "character": 12}}
        shown = (await client.request("textDocument/hover", hover))["contents"]["value"]
        (lens,) = await client.request("textDocument/codeLens", {"textDocument": {"uri": second}})
        lens = await client.request("codeLens/resolve", lens)

    assert action["kind"] == "quickfix"
    assert action["diagnostics"][0]["code"] == SKILL
    assert len(everything) == 2
    for edit in (resolved["edit"], *(each["edit"] for each in everything)):
        (change,) = edit["documentChanges"]
        assert change["textDocument"] == {"uri": second, "version": 1}
        assert changed(texts[1], change["edits"]) == "!ls\n" + FASTER
    assert shown.startswith("**Proven faster**")
    assert lens["range"]["start"] == {"line": 1, "character": 0}
    assert lens["command"]["title"] == "14.2x proven"


async def test_a_proof_that_is_for_another_order_of_cells_is_not_resolved(
    connect: Connect, notebook: Path, cache: Path
) -> None:
    texts = ("names = []\n", MEMBERSHIP)
    proven(cache, notebook, *texts)
    async with connect(PULLING, notebook.parent) as client:
        first, second = opened(client, notebook, *texts)
        (action,) = await actions(client, second, 4)
        cells = [notebook_cell(second, MEMBERSHIP), notebook_cell(first, "names = []\n")]
        moved = {"start": 0, "deleteCount": 2, "cells": cells}
        client.change_notebook(notebook.as_uri(), 2, structure={"array": moved})
        resolved = await client.request("codeAction/resolve", action)

    assert "edit" not in resolved
    assert resolved["disabled"]["reason"]


async def test_a_function_in_a_cell_is_verified_for_real(connect: Connect, notebook: Path, cache: Path) -> None:
    notebook.with_name("pyproject.toml").write_text("[tool.speedwright]\nbudget = 8\n")
    async with connect(PULLING, notebook.parent) as client:
        _, second = opened(client, notebook, "import math\n%load_ext autoreload", "%%time\n" + MEMBERSHIP)
        (search,) = await actions(client, second, 5)
        assert search["command"]["arguments"][0] == second
        (result,) = await client.request("workspace/executeCommand", search["command"])

    assert result["function"] == "study.allowed"
    assert result["path"] == str(notebook)
    # It is imported with its magics, and how fast this machine is today decides the rest.
    assert "import" not in result["reason"]
    assert result["verdict"] in ("accepted", "not-faster", "undecided")
