"""After saving, harmless functions are verified where it is switched on, until somebody asks for something."""

from pathlib import Path
from typing import Any

import pytest

from tests.lsp.client import PULLING, Client
from tests.lsp.conftest import Connect
from tests.lsp.slow_code import MEMBERSHIP

SAVING: dict[str, Any] = {"settings": {"verifyOnSave": True, "budget": 4}}
HARMFUL = "import os\n" + MEMBERSHIP.replace("    result = []", "    os.remove('a')\n    result = []")


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.py"
    path.write_text(MEMBERSHIP)
    return path


def save(client: Client, path: Path) -> None:
    client.notify("textDocument/didSave", {"textDocument": {"uri": path.as_uri()}})


def titles(client: Client) -> list[str]:
    values = [message["params"]["value"] for message in client.named("$/progress")]
    return [each["title"] for each in values if each["kind"] == "begin"]


def is_end(message: dict[str, Any]) -> bool:
    return message["method"] == "$/progress" and message["params"]["value"]["kind"] == "end"


async def settle(client: Client, path: Path) -> None:
    """Whatever a save was to start has started by the time that later look-ups are answered."""
    place = {"line": 0, "character": 0}
    for _ in range(3):
        context = {"diagnostics": [], "only": ["source.fixAll"]}
        asked = {"textDocument": {"uri": path.as_uri()}, "range": {"start": place, "end": place}, "context": context}
        await client.request("textDocument/codeAction", asked)


async def test_a_harmless_function_is_verified(connect: Connect, report: Path) -> None:
    async with connect(PULLING, report.parent, initializationOptions=SAVING) as client:
        client.open(report.as_uri(), MEMBERSHIP)
        save(client, report)
        await client.until(is_end)
        await client.until(lambda each: each["method"] == "workspace/codeLens/refresh")

        assert titles(client) == ["Verifying report.py::allowed"]
        assert client.named("window/showMessage") == []


@pytest.mark.parametrize(
    ("text", "options"),
    [
        (MEMBERSHIP, {}),
        (MEMBERSHIP, {**SAVING, "trusted": False}),
        (HARMFUL, SAVING),
        ("def f(x):\n    return x\n", SAVING),
    ],
    ids=["off", "untrusted", "harmful", "nothing to verify"],
)
async def test_nothing_else_is_run(connect: Connect, report: Path, text: str, options: dict[str, Any]) -> None:
    async with connect(PULLING, report.parent, initializationOptions=options) as client:
        client.open(report.as_uri(), text)
        save(client, report)
        await settle(client, report)

        assert titles(client) == []


async def test_it_ends_when_somebody_asks_and_when_the_document_is_closed(connect: Connect, report: Path) -> None:
    endless = {"settings": {"verifyOnSave": True, "budget": 600}}
    async with connect(PULLING, report.parent, initializationOptions=endless) as client:
        client.open(report.as_uri(), MEMBERSHIP)
        for number in range(1, 4):
            save(client, report)
            await client.until(lambda _, number=number: len(titles(client)) == number)
            if number == 1:
                asked = {"command": "speedwright.profileFile", "arguments": ["untitled:a.py"]}
                client.start("workspace/executeCommand", asked)[1].add_done_callback(lambda done: done.exception())
            elif number == 2:
                token = client.named("window/workDoneProgress/create")[-1]["params"]["token"]
                client.notify("window/workDoneProgress/cancel", {"token": token})
            else:
                client.notify("textDocument/didClose", {"textDocument": {"uri": report.as_uri()}})
            await client.until(lambda _, number=number: len(list(filter(is_end, client.received))) == number)
