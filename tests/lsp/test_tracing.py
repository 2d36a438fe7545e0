"""Clients that set a trace are told what the server does; nothing is kept of messages that are done."""

import asyncio
import json
from typing import Any

import pytest
from pygls.lsp.server import LanguageServer

from speedwright_server.lsp.protocol import Protocol
from tests.lsp.client import PULLING, ResponseError
from tests.lsp.conftest import Connect
from tests.lsp.slow_code import MEMBERSHIP

URI = "untitled:a.py"


async def test_without_a_trace_there_is_none(connect: Connect) -> None:
    async with connect(PULLING) as client:
        client.open(URI, MEMBERSHIP)
        await client.pull(URI)

        assert client.named("$/logTrace") == []


@pytest.mark.parametrize("value", ["messages", "verbose"])
async def test_each_message_is_told_with_what_it_took(connect: Connect, value: str) -> None:
    async with connect(PULLING, trace=value) as client:
        client.open(URI, MEMBERSHIP)
        await client.pull(URI)
        told = await client.until(
            lambda each: each["method"] == "$/logTrace" and "diagnostic: done" in each["params"]["message"]
        )
        with pytest.raises(ResponseError):
            await client.request("workspace/executeCommand", {"command": "speedwright.madeUp"})
        failed = await client.until(
            lambda each: each["method"] == "$/logTrace" and "executeCommand" in each["params"]["message"]
        )
        client.notify("$/setTrace", {"value": "off"})
        before = len(client.named("$/logTrace"))
        await client.pull(URI)

        assert len(client.named("$/logTrace")) == before
    assert told["params"]["message"].startswith("textDocument/diagnostic: done after ")
    assert ("verbose" in told["params"]) == (value == "verbose")
    assert "ended by SpeedwrightError" in failed["params"]["message"]


async def test_a_trace_begins_when_it_is_set(connect: Connect) -> None:
    async with connect(PULLING) as client:
        client.notify("$/setTrace", {"value": "messages"})
        await client.pull(URI)
        await client.until(lambda each: each["method"] == "$/logTrace")


async def test_messages_that_are_done_are_forgotten() -> None:
    server = LanguageServer("test", "0", protocol_cls=Protocol)
    protocol = server.protocol
    sent: list[Any] = []
    protocol._send_data = sent.append

    async def later(params: Any) -> None:
        raise ValueError("a notification that fails")

    async def answer(params: Any) -> Any:
        return None

    server.feature("workspace/didChangeConfiguration")(later)
    server.feature("textDocument/hover")(answer)
    for number in range(20):
        place = {"textDocument": {"uri": URI}, "position": {"line": 0, "character": 0}}
        for message in (
            {"method": "workspace/didChangeConfiguration", "params": {"settings": None}},
            {"method": "textDocument/hover", "id": number, "params": place},
        ):
            protocol.handle_message(protocol.structure_message(json.loads(json.dumps({"jsonrpc": "2.0", **message}))))
    running = list(protocol._request_futures.values())
    await asyncio.wait(running)
    await asyncio.sleep(0)

    assert len(running) == 40
    assert protocol._request_futures == {}
