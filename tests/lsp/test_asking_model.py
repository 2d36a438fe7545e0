"""A model is asked from an editor: by a command, after somebody agreed, and what is proven is offered as its work."""

from __future__ import annotations

import asyncio
import copy
from pathlib import Path
from typing import Any

import pytest

from tests.lsp.client import PULLING, Client, ResponseError, stdio_server
from tests.lsp.processes import children, ended
from tests.model import workspace
from tests.model.endpoint import KEY, ModelEndpoint, Reply, in_turn, structured

IN_FUNCTION = {"line": 7, "character": 8}
ASK = "speedwright.askModel"
CAN_ALL: dict[str, Any] = copy.deepcopy(PULLING)
CAN_ALL["textDocument"]["codeAction"] |= {"tagSupport": {"valueSet": [1]}, "honorsChangeAnnotations": True}
CAN_ALL["workspace"]["workspaceEdit"] |= {"changeAnnotationSupport": {}}
CAN_ALL["window"] |= {"showDocument": {"support": True}}


class Person(Client):
    """A client whose user answers questions with these titles, one after the other, and has a key in a store."""

    titles: list[str]
    keys: dict[str, str]

    def _answer(self, message: dict[str, Any]) -> Any:
        if message["method"] == "window/showMessageRequest":
            return {"title": self.titles.pop(0)} if self.titles else None
        if message["method"] == "speedwright/modelKey":
            return self.keys.get(message["params"]["baseUrl"])
        if message["method"] == "window/showDocument":
            return {"success": True}
        return super()._answer(message)


class Thoughtful(Person):
    """A user who leaves questions open until they are told what to answer."""

    async def _take(self, message: dict[str, Any]) -> None:
        if message.get("method") != "window/showMessageRequest":
            await super()._take(message)
            return
        async with self._news:
            self.received.append(message)
            self._news.notify_all()

    def decline(self) -> None:
        (question,) = self.named("window/showMessageRequest")
        self.send({"jsonrpc": "2.0", "id": question["id"], "result": None})


def person(client: Client, *titles: str, **keys: str) -> Client:
    client.__class__ = Person
    assert isinstance(client, Person)
    client.titles, client.keys = list(titles), keys
    return client


@pytest.fixture(autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path_factory.mktemp("cache")
    monkeypatch.setenv("SPEEDWRIGHT_CACHE", str(folder))
    monkeypatch.delenv("SPEEDWRIGHT_MODEL_KEY", raising=False)
    return folder


def written(root: Path, base_url: str) -> Path:
    path = workspace.write(root, base_url)
    settings = root / "pyproject.toml"
    settings.write_text(f"{settings.read_text()}model-rounds = 0\nbudget = 600\n")
    return path


async def actions(client: Client, path: Path) -> list[dict[str, Any]]:
    where = {"range": {"start": IN_FUNCTION, "end": IN_FUNCTION}, "context": {"diagnostics": []}}
    found: list[dict[str, Any]] = await client.request(
        "textDocument/codeAction", {"textDocument": {"uri": path.as_uri()}, **where}
    )
    return found


def asking(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [each for each in found if each.get("command", {}).get("command") == ASK]


def questions(client: Client) -> list[str]:
    return [each["params"]["message"] for each in client.named("window/showMessageRequest")]


async def test_without_an_endpoint_nothing_speaks_of_models(tmp_path: Path) -> None:
    path = workspace.write(tmp_path)
    async with stdio_server() as (client, _):
        await client.initialize(CAN_ALL, tmp_path)
        client.open(path.as_uri(), workspace.MODULE)

        assert asking(await actions(client, path)) == []
        with pytest.raises(ResponseError, match="no model is configured"):
            await client.request(
                "workspace/executeCommand", {"command": ASK, "arguments": [path.as_uri(), IN_FUNCTION]}
            )


async def test_a_proven_version_is_offered_with_its_plan_to_be_confirmed(tmp_path: Path, own_cache: Path) -> None:
    replies = in_turn([structured(workspace.GOOD, "Count what was seen."), structured(workspace.WRONG)])
    with ModelEndpoint(replies, KEY) as server:
        path = written(tmp_path, server.base_url)
        async with stdio_server() as (client, _):
            person(client, "Show what is sent", "Send", **{server.base_url: KEY})
            await client.initialize(CAN_ALL, tmp_path, initializationOptions={"modelKey": True})
            client.open(path.as_uri(), workspace.MODULE)
            (ask,) = asking(await actions(client, path))
            _, answer = client.start("workspace/executeCommand", {**ask["command"], "workDoneToken": "ours"})
            results = await answer
            again = await client.start("workspace/executeCommand", ask["command"])[1]
            offered = [each for each in await actions(client, path) if each.get("tags") == [1]]
            resolved = [await client.request("codeAction/resolve", each) for each in offered]
            client.change(path.as_uri(), 2, {"text": workspace.MODULE + "\n"})
            later = await actions(client, path)

        assert server.keys and set(server.keys) == {f"Bearer {KEY}"}
    shown = (own_cache / "model-preview.txt").read_text()
    assert ask["title"] == "Ask the model for a faster version of `pairs_with_sum`"
    assert len(questions(client)) == 2 and server.base_url in questions(client)[0]
    assert "--- user" in shown and "def pairs_with_sum" in shown
    assert sorted(each["verdict"] for each in results) == ["accepted", "different"]
    assert len(again) == 2, "what was found before is found again, and still offered once"
    (action,) = resolved
    assert action["title"].startswith("Count what was seen (A version by m) - ")
    (annotation,) = action["edit"]["changeAnnotations"].values()
    assert annotation["needsConfirmation"] is True and annotation["description"] == "Count what was seen."
    assert "seen.get(target - number, 0)" in str(action["edit"]["documentChanges"])
    assert [each for each in later if each.get("tags")] == [], "it was proven for another text"
    told = [each for each in client.received if each["method"] in ("window/logMessage", "window/showMessage")]
    assert KEY not in str(told) and "def pairs_with_sum" not in str(told)


async def test_the_key_of_one_endpoint_is_not_for_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A workspace's settings may name any endpoint."""
    monkeypatch.setenv("SPEEDWRIGHT_MODEL_KEY", "of the environment")
    with ModelEndpoint(in_turn([structured(workspace.GOOD)])) as server:
        path = written(tmp_path, server.base_url)
        async with stdio_server() as (client, _):
            person(client, "Send", **{"https://elsewhere.example/v1": KEY})
            await client.initialize(CAN_ALL, tmp_path, initializationOptions={"modelKey": True})
            client.open(path.as_uri(), workspace.MODULE)
            arguments = {"command": ASK, "arguments": [path.as_uri(), IN_FUNCTION]}
            await client.start("workspace/executeCommand", arguments)[1]
            (wanted,) = client.named("speedwright/modelKey")

        assert wanted["params"] == {"baseUrl": server.base_url}
        assert set(server.keys) == {"Bearer of the environment"}
    (question,) = questions(client)
    assert "The key is that of the variable SPEEDWRIGHT_MODEL_KEY." in question


async def test_nothing_is_sent_where_the_answer_is_no(tmp_path: Path) -> None:
    with ModelEndpoint(in_turn([structured(workspace.GOOD)])) as server:
        path = written(tmp_path, server.base_url)
        async with stdio_server() as (client, _):
            person(client)
            await client.initialize(CAN_ALL, tmp_path)
            client.open(path.as_uri(), workspace.MODULE)
            arguments = {"command": ASK, "arguments": [path.as_uri(), IN_FUNCTION]}
            results = await client.start("workspace/executeCommand", arguments)[1]

        assert (results, server.requests, len(questions(client))) == ([], [], 1)


async def test_a_question_that_is_open_keeps_no_other_search_waiting(tmp_path: Path) -> None:
    with ModelEndpoint(in_turn([structured(workspace.GOOD)])) as server:
        path = written(tmp_path, server.base_url)
        async with stdio_server() as (client, _):
            client.__class__ = Thoughtful
            assert isinstance(client, Thoughtful)
            await client.initialize(CAN_ALL, tmp_path)
            client.open(path.as_uri(), workspace.MODULE)
            asked = {"command": ASK, "arguments": [path.as_uri(), IN_FUNCTION]}
            _, answer = client.start("workspace/executeCommand", asked)
            await client.until(lambda each: each["method"] == "window/showMessageRequest")
            other = {"command": "speedwright.improveFile", "arguments": [path.as_uri()]}
            found = await client.request("workspace/executeCommand", other)
            was_open = not answer.done()
            client.decline()
            results = await answer

        assert (found, was_open, results, server.requests) == ([], True, [], [])


async def test_cancelling_ends_requests_that_are_under_way(tmp_path: Path) -> None:
    with ModelEndpoint(in_turn([Reply(stalls=True)])) as server:
        path = written(tmp_path, server.base_url)
        async with stdio_server() as (client, process):
            person(client, "Send")
            await client.initialize(CAN_ALL, tmp_path)
            client.open(path.as_uri(), workspace.MODULE)
            arguments = {"command": ASK, "arguments": [path.as_uri(), IN_FUNCTION], "workDoneToken": "ours"}
            _, answer = client.start("workspace/executeCommand", arguments)
            await asyncio.to_thread(server.wait_for, 1)
            client.notify("window/workDoneProgress/cancel", {"token": "ours"})

            assert await answer == []
            assert await ended(children(process.pid)) == set()
