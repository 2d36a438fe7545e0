"""A small LSP client: real bytes to a real server, and nothing typed in between that could hide a fault."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

COMMAND = (sys.executable, "-m", "speedwright_server", "server", "--stdio")

PULLING: dict[str, Any] = {
    "general": {"positionEncodings": ["utf-16"]},
    "textDocument": {
        "diagnostic": {},
        "hover": {"contentFormat": ["markdown"]},
        "publishDiagnostics": {"relatedInformation": True},
        "codeAction": {
            "codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix", "refactor.rewrite"]}},
            "disabledSupport": True,
            "dataSupport": True,
            "resolveSupport": {"properties": ["edit"]},
        },
    },
    "workspace": {
        "workspaceEdit": {"documentChanges": True},
        "diagnostics": {"refreshSupport": True},
        "inlayHint": {"refreshSupport": True},
        "codeLens": {"refreshSupport": True},
        "configuration": True,
    },
    "window": {"workDoneProgress": True},
    "notebookDocument": {"synchronization": {}},
}
"""A client that can do all that the server makes use of."""

PUSHED: dict[str, Any] = {"general": {"positionEncodings": ["utf-16"]}, "textDocument": {"publishDiagnostics": {}}}
"""A client of the old kind."""


class ResponseError(Exception):
    """The server answered with an error."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message


class Client:
    """One conversation. `received` keeps every notification and request of the server's, in order."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._ids = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self._news = asyncio.Condition()
        self.received: list[dict[str, Any]] = []
        self.configuration: dict[str, Any] = {}
        self.configuration_of: dict[str, dict[str, Any]] = {}
        self.answers: dict[str, Any] = {}
        self.is_answering = True
        self._listening = asyncio.create_task(self._listen())

    async def initialize(self, capabilities: dict[str, Any], root: Path | None = None, **more: Any) -> dict[str, Any]:
        folders = None if root is None else [{"uri": root.as_uri(), "name": root.name}]
        parameters = {"processId": None, "rootUri": None, "capabilities": capabilities, "workspaceFolders": folders}
        result: dict[str, Any] = await self.request("initialize", {**parameters, **more})
        self.notify("initialized", {})
        return result

    def start(self, method: str, params: Any = None) -> tuple[int, asyncio.Future[Any]]:
        """Sends a request; its number, and what will be its answer."""
        number = next(self._ids)
        self._waiting[number] = asyncio.get_running_loop().create_future()
        self.send({"jsonrpc": "2.0", "id": number, "method": method, "params": params})
        return number, self._waiting[number]

    async def request(self, method: str, params: Any = None) -> Any:
        return await asyncio.wait_for(self.start(method, params)[1], 60)

    def notify(self, method: str, params: Any = None) -> None:
        self.send({"jsonrpc": "2.0", "method": method, "params": params})

    def send(self, message: Any) -> None:
        body = json.dumps(message).encode()
        self._writer.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)

    def open(self, uri: str, text: str, version: int = 1, language: str = "python") -> None:
        item = {"uri": uri, "languageId": language, "version": version, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": item})

    def change(self, uri: str, version: int, *changes: dict[str, Any]) -> None:
        identifier = {"uri": uri, "version": version}
        self.notify("textDocument/didChange", {"textDocument": identifier, "contentChanges": list(changes)})

    def open_notebook(self, uri: str, cells: dict[str, str], version: int = 1) -> None:
        """A notebook of code cells, by their URIs in order; one whose text begins with `# %md` is prose."""
        self.notify(
            "notebookDocument/didOpen",
            {
                "notebookDocument": {
                    "uri": uri,
                    "notebookType": "jupyter-notebook",
                    "version": version,
                    "cells": [notebook_cell(cell, text) for cell, text in cells.items()],
                },
                "cellTextDocuments": [cell_item(cell, text) for cell, text in cells.items()],
            },
        )

    def change_notebook(self, uri: str, version: int, **cells: Any) -> None:
        told = {"notebookDocument": {"uri": uri, "version": version}, "change": {"cells": cells}}
        self.notify("notebookDocument/didChange", told)

    async def pull(self, uri: str, **more: Any) -> dict[str, Any]:
        report: dict[str, Any] = await self.request("textDocument/diagnostic", {"textDocument": {"uri": uri}, **more})
        return report

    async def until(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The first message of the server's, past ones included, that is wanted."""

        def found() -> dict[str, Any] | None:
            return next((message for message in self.received if wanted(message)), None)

        async with self._news:
            await asyncio.wait_for(self._news.wait_for(lambda: found() is not None), 60)
        message = found()
        assert message is not None
        return message

    async def told(self) -> list[str]:
        """What the user was shown, past ones included."""
        await self.until(lambda each: each["method"] == "window/showMessage")
        return [each["params"]["message"] for each in self.named("window/showMessage")]

    async def published(self, uri: str, version: int | None) -> list[dict[str, Any]]:
        """The diagnostics pushed for this version of the document."""
        message = await self.until(
            lambda each: (
                each["method"] == "textDocument/publishDiagnostics"
                and each["params"]["uri"] == uri
                and each["params"].get("version") == version
            )
        )
        items: list[dict[str, Any]] = message["params"]["diagnostics"]
        return items

    def named(self, method: str) -> list[dict[str, Any]]:
        return [message for message in self.received if message["method"] == method]

    async def leave(self) -> None:
        await self.request("shutdown")
        self.notify("exit")

    async def close(self) -> None:
        self._listening.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._listening
        self._writer.close()

    async def _listen(self) -> None:
        try:
            while header := await self._reader.readline():
                length = int(header.split(b":")[1])
                while (await self._reader.readline()).strip():
                    pass
                await self._take(json.loads(await self._reader.readexactly(length)))
        finally:
            for future in self._waiting.values():
                if not future.done():
                    future.set_exception(ConnectionError("the server left"))

    async def _take(self, message: dict[str, Any]) -> None:
        if "method" not in message:
            future = self._waiting.pop(message["id"])
            if "error" in message:
                future.set_exception(ResponseError(message["error"]["code"], message["error"]["message"]))
            else:
                future.set_result(message.get("result"))
            return
        if "id" in message and self.is_answering:
            self.send({"jsonrpc": "2.0", "id": message["id"], "result": self._answer(message)})
        async with self._news:
            self.received.append(message)
            self._news.notify_all()

    def _answer(self, message: dict[str, Any]) -> Any:
        if message["method"] == "workspace/configuration":
            return [self._settings(item.get("scopeUri")) for item in message["params"]["items"]]
        return self.answers.get(message["method"])

    def _settings(self, scope: str | None) -> dict[str, Any]:
        return self.configuration_of.get(scope or "", self.configuration)


def notebook_cell(uri: str, text: str) -> dict[str, Any]:
    return {"kind": 1 if text.startswith("# %md") else 2, "document": uri}


def cell_item(uri: str, text: str, version: int = 1) -> dict[str, Any]:
    language = "markdown" if text.startswith("# %md") else "python"
    return {"uri": uri, "languageId": language, "version": version, "text": text}


@contextlib.asynccontextmanager
async def stdio_server(*command: str) -> AsyncIterator[tuple[Client, asyncio.subprocess.Process]]:
    """A server of our own, ended at the end."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*(command or COMMAND), stdin=pipe, stdout=pipe)
    assert process.stdin is not None
    assert process.stdout is not None
    client = Client(process.stdout, process.stdin)
    try:
        yield client, process
    finally:
        await client.close()
        if process.returncode is None:
            process.terminate()
            await process.wait()


@contextlib.asynccontextmanager
async def connected(host: str, port: int) -> AsyncIterator[Client]:
    """A conversation with a server that listens."""
    client = Client(*await asyncio.open_connection(host, port))
    try:
        yield client
    finally:
        await client.close()


ENDINGS = ("shutdown", "SIGTERM", "client dies")


async def end(ending: str, client: Client, process: asyncio.subprocess.Process) -> None:
    """Ends a server in one of the ways in which servers end, and waits until it is gone."""
    if ending == "shutdown":
        await client.leave()
    elif ending == "SIGTERM":
        process.terminate()
    else:
        await client.close()
    await asyncio.wait_for(process.wait(), 60)
