"""How conversations begin and end, and what a broken message does to them: nothing."""

import asyncio
import signal
import sys
from pathlib import Path

import pytest

from tests.lsp.client import PULLING, PUSHED, ResponseError, connected, stdio_server
from tests.lsp.conftest import Connect

URI = "untitled:a.py"

PRINTING = """
import os, subprocess, sys
from speedwright_server.lsp.transport import over_stdio

async def conversation(reader, writer):
    line = await reader.readline()
    print("printed")
    os.write(1, b"written")
    subprocess.run([sys.executable, "-c", "import sys; print('child', repr(sys.stdin.read()))"])
    writer.write(b"answer to " + line)
    return 3

sys.exit(over_stdio(conversation))
"""


async def test_stdio_server_names_what_it_can_do_and_leaves_with_status_0() -> None:
    async with stdio_server() as (client, process):
        capabilities = (await client.initialize(PULLING))["capabilities"]
        await client.leave()
        assert await asyncio.wait_for(process.wait(), 60) == 0

    assert capabilities["textDocumentSync"]["change"] == 2
    assert capabilities["textDocumentSync"]["openClose"]
    assert capabilities["hoverProvider"]
    assert capabilities["codeActionProvider"]["resolveProvider"]
    assert capabilities["diagnosticProvider"]["identifier"] == "speedwright"
    commands = capabilities["executeCommandProvider"]["commands"]
    assert set(commands) == {
        *("speedwright.improveFunction", "speedwright.improveFile", "speedwright.applyProven"),
        "speedwright.askModel",
        *("speedwright.profileFile", "speedwright.profileTest", "speedwright.profileCommand"),
        *("speedwright.profileProcess", "speedwright.loadProfile", "speedwright.clearProfile"),
        *("speedwright.evidence", "speedwright.flameGraph"),
    }
    assert {"inlayHintProvider", "codeLensProvider"} <= set(capabilities)


async def test_a_client_may_leave_before_it_gave_its_settings(tmp_path: Path) -> None:
    async with stdio_server() as (client, process):
        client.is_answering = False
        await client.initialize(PULLING, tmp_path)
        await client.leave()

        assert await asyncio.wait_for(process.wait(), 60) == 0


async def test_leaving_without_shutdown_is_told_by_the_status() -> None:
    async with stdio_server() as (client, process):
        await client.initialize(PULLING)
        client.notify("exit")

        assert await asyncio.wait_for(process.wait(), 60) == 1


async def test_the_server_ends_with_its_client() -> None:
    async with stdio_server() as (client, process):
        await client.initialize(PULLING)
        await client.close()

        assert await asyncio.wait_for(process.wait(), 60) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM to handle")
async def test_the_server_ends_when_told_to() -> None:
    async with stdio_server() as (client, process):
        await client.initialize(PULLING)
        process.send_signal(signal.SIGTERM)

        assert await asyncio.wait_for(process.wait(), 60) == 0


async def test_nobody_else_writes_to_the_protocol_or_reads_from_it() -> None:
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", PRINTING, stdin=pipe, stdout=pipe, stderr=pipe
    )
    output, errors = await process.communicate(b"question\n")

    assert output == b"answer to question\n"
    assert {b"printed", b"written"} <= set(errors.replace(b"writtenchild", b"written\nchild").split())
    assert b"child ''" in errors
    assert process.returncode == 3


async def test_a_message_that_makes_no_sense_is_answered_and_forgotten(connect: Connect) -> None:
    async with connect(PULLING) as client:
        with pytest.raises(ResponseError) as malformed:
            await client.request("textDocument/hover", {"textDocument": 5})
        with pytest.raises(ResponseError) as unknown:
            await client.request("textDocument/lunch", {})
        client.notify("textDocument/didChange", {"contentChanges": "all of it"})
        client.notify("$/lunch", {})
        client.send("not even an object")

        client.open(URI, "x = 1\n")
        assert (await client.pull(URI))["kind"] == "full"
    assert malformed.value.code == -32602
    assert unknown.value.code == -32601


START = {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 0}}


async def test_a_feature_that_fails_costs_one_answer(connect: Connect) -> None:
    """What fails is a lens that looks like one of ours, with a span that is none."""
    async with connect(PULLING) as client:
        client.open(URI, "x = 1\n")
        with pytest.raises(ResponseError) as failed:
            await client.request("codeLens/resolve", {"range": START, "data": {"uri": URI, "version": 1, "span": 5}})

        assert (await client.pull(URI))["kind"] == "full"
    assert failed.value.code == -32603


async def test_what_is_not_open_has_no_answers_but_no_errors_either(connect: Connect) -> None:
    async with connect(PUSHED) as client:
        where = {"textDocument": {"uri": "file:///nowhere/at/all.py"}, "position": {"line": 3, "character": 3}}
        range_ = {"start": where["position"], "end": where["position"]}
        client.change("file:///nowhere/at/all.py", 2, {"text": "x"})
        client.notify("textDocument/didClose", {"textDocument": where["textDocument"]})

        assert (await client.pull("file:///nowhere/at/all.py"))["items"] == []
        assert await client.request("textDocument/hover", where) is None
        action = {**where, "range": range_, "context": {"diagnostics": []}}
        assert await client.request("textDocument/codeAction", action) == []


async def test_each_tcp_client_has_a_session_of_its_own(address: tuple[str, int]) -> None:
    async with connected(*address) as first, connected(*address) as second:
        await first.initialize(PULLING)
        await second.initialize({"general": {"positionEncodings": ["utf-8"]}})
        first.open(URI, "def f(q):\n    while q:\n        q.pop(0)\n")
        await first.pull(URI)
        await first.leave()

        assert (await second.pull(URI))["items"] == []


async def test_a_port_that_is_taken_is_told_in_one_line(address: tuple[str, int]) -> None:
    command = (sys.executable, "-m", "speedwright_server", "server", "--tcp", str(address[1]))
    process = await asyncio.create_subprocess_exec(*command, stderr=asyncio.subprocess.PIPE)
    _, errors = await process.communicate()

    assert process.returncode == 2
    assert errors.decode().startswith(f"speedwright: cannot listen on {address[0]}:{address[1]}")
    assert errors.count(b"\n") == 1
