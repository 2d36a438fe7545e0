"""Random edits, requests and cancellations against a real server, and what must hold whatever they were.

All that is random comes from the seed. Every so often the server is let come to rest, and asked the same as a fresh
one that is given the texts as they are.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.lsp.client import PULLING, Client, ResponseError, stdio_server
from tests.lsp.edits import change
from tests.lsp.processes import children
from tests.lsp.slow_code import FASTER, MEMBERSHIP, MIXED, TWICE

ALLOWED = frozenset({-32600, -32601, -32602, -32800, -32801, -32802, -32803})
"""Codes of errors that a client brings about: nonsense, cancelling, or asking about what has changed since."""
_LETTERS = ("x", "(", ")", "[", '"""', "'", "#", ":", "\\", "\n", "\r\n", "\r", "\t", " ", "é", "𝄞", "\u2028", "\0")
_LINES = (
    "banned = set(banned)\n",
    "for name in names:\n",
    "def f(",
    "class A:\n",
    "# speedwright: ignore[",
    "\n    ",
)
SNIPPETS = (MEMBERSHIP, FASTER, TWICE, MIXED, *_LETTERS, *_LINES)
REST_EVERY = 250
"""Messages between two rests."""
SETTLING_TRIES = 300
"""Questions until a server that looks at the whole of a document again must have done so."""
POSITIONED = ("textDocument/hover", "textDocument/codeAction")
ABOUT_DOCUMENTS = ("textDocument/diagnostic", "textDocument/codeLens", "textDocument/inlayHint")


class FuzzError(AssertionError):
    """What a server did wrong; the text says after how many messages."""


@dataclass
class Report:
    """What was seen: messages by kind, the answers that were errors by code, and memory (MB) at every rest."""

    sent: Counter[str] = field(default_factory=Counter)
    errors: Counter[int] = field(default_factory=Counter)
    memory_mb: list[float] = field(default_factory=list)
    rests: int = 0


class Fuzzer:
    """One conversation with a server in the workspace `folder`."""

    def __init__(self, client: Client, pid: int, folder: Path, seed: int) -> None:
        self.report = Report()
        self._client = client
        self._pid = pid
        self._folder = folder
        self._random = random.Random(seed)
        self._uris = [*((folder / f"m{number}.py").as_uri() for number in range(4)), "untitled:Untitled-1"]
        self._texts: dict[str, str] = {}
        self._version = 0
        self._pending: dict[int, asyncio.Future[Any]] = {}

    async def run(self, messages: int) -> Report:
        """Sends so many messages. Raises FuzzError."""
        kinds = {
            self._edit: 50, self._request: 25, self._cancel: 8, self._open: 4, self._close: 2, self._replace: 3,
            self._nonsense: 5, self._reconfigure: 1,
        }  # fmt: skip
        for number in range(1, messages + 1):
            (send,) = self._random.choices(list(kinds), list(kinds.values()))
            self.report.sent[send.__name__.strip("_")] += 1
            send()
            # Sometimes the server hears one message at a time, sometimes many at once.
            if self._random.random() < 0.2:
                await asyncio.sleep(0)
            if number % REST_EVERY == 0 or number == messages:
                await self._rest(number)
        return self.report

    def _edit(self) -> None:
        uri = self._known()
        if uri is None:
            return self._open()
        changes = []
        for _ in range(self._random.choice((1, 1, 1, 2, 3))):
            text = self._texts[uri]
            start = self._random.randint(0, len(text))
            end = min(len(text), start + self._random.choice((0, 0, 0, 1, 1, 5, 40)))
            told, self._texts[uri] = change(text, start, end, self._random.choice(SNIPPETS), "utf-16")
            changes.append(told)
        self._version += 1
        self._client.change(uri, self._version, *changes)
        return None

    def _replace(self) -> None:
        uri = self._known()
        if uri is not None:
            self._texts[uri] = "\n\n".join(self._random.choices(SNIPPETS[:4], k=self._random.randint(0, 6)))
            self._version += 1
            self._client.change(uri, self._version, {"text": self._texts[uri]})

    def _open(self) -> None:
        uri = self._random.choice(self._uris)
        self._texts[uri] = "\n\n".join(self._random.choices(SNIPPETS[:4], k=self._random.randint(0, 6)))
        self._version += 1
        self._client.open(uri, self._texts[uri], self._version)

    def _close(self) -> None:
        uri = self._known()
        if uri is not None:
            del self._texts[uri]
            self._client.notify("textDocument/didClose", {"textDocument": {"uri": uri}})

    def _request(self) -> None:
        uri = self._random.choice(self._uris)
        method = self._random.choice((*POSITIONED, *ABOUT_DOCUMENTS))
        number, answer = self._client.start(method, self._parameters(method, uri, self._random.randint(0, 40)))
        self._pending[number] = answer

    def _cancel(self) -> None:
        if self._pending:
            self._client.notify("$/cancelRequest", {"id": self._random.choice(list(self._pending))})

    def _nonsense(self) -> None:
        far = {"line": self._random.choice((0, 10**9)), "character": 2**31 - 1}
        range_ = {"start": far, "end": {"line": 0, "character": 0}}
        uri = self._random.choice((*self._uris, "nothing:at/all", "file:///%FF%00"))
        document = {"uri": uri}
        requests: list[tuple[str, Any]] = [
            ("textDocument/hover", {"textDocument": document, "position": far}),
            ("textDocument/codeAction", {"textDocument": document, "range": range_, "context": {"diagnostics": []}}),
            ("textDocument/codeAction", {"textDocument": document}),
            ("textDocument/diagnostic", None),
            ("workspace/executeCommand", {"command": "no.such", "arguments": [uri]}),
            ("workspace/executeCommand", {"command": "speedwright.improveFunction", "arguments": [uri, "here"]}),
            ("workspace/executeCommand", {"command": "speedwright.loadProfile", "arguments": [uri]}),
            ("codeAction/resolve", {"title": "none", "data": {"key": "none"}}),
            ("no/suchMethod", {}),
        ]
        number, answer = self._client.start(*self._random.choice(requests))
        self._pending[number] = answer
        self._client.notify("window/workDoneProgress/cancel", {"token": "never-begun"})
        self._client.notify("$/cancelRequest", {"id": 10**6})

    def _reconfigure(self) -> None:
        chosen = self._random.choice(({}, {"ignore": ["list-*"]}, {"select": 3}, {"unheard-of": True}))
        self._client.configuration = dict(chosen)
        self._client.notify("workspace/didChangeConfiguration", {"settings": None})

    def _known(self) -> str | None:
        return self._random.choice(sorted(self._texts)) if self._texts else None

    def _parameters(self, method: str, uri: str, line: int) -> dict[str, Any]:
        place = {"line": line, "character": 4}
        whole = {"start": {"line": 0, "character": 0}, "end": {"line": 10**6, "character": 0}}
        found: dict[str, Any] = {"textDocument": {"uri": uri}}
        if method == "textDocument/hover":
            return {**found, "position": place}
        if method == "textDocument/codeAction":
            return {**found, "range": {"start": place, "end": place}, "context": {"diagnostics": []}}
        return {**found, "range": whole} if method == "textDocument/inlayHint" else found

    async def _rest(self, number: int) -> None:
        """Waits for all answers, and compares the server with a fresh one."""
        await self._settle(number)
        # Settings that nobody understands are told; the fresh server shall have the same ones.
        async with stdio_server() as (fresh, _):
            fresh.configuration = self._client.configuration
            await fresh.initialize(PULLING, self._folder)
            for uri, text in self._texts.items():
                fresh.open(uri, text)
            for uri in self._texts:
                await self._compare(fresh, uri, number)
            await fresh.leave()
        self.report.rests += 1
        self.report.memory_mb.append(memory_mb(self._pid))
        if left := children(self._pid):
            raise FuzzError(f"after {number} messages: processes are left: {left}")
        self._check_progress(number)
        self._client.received.clear()

    async def _settle(self, number: int) -> None:
        answers = await asyncio.wait_for(asyncio.gather(*self._pending.values(), return_exceptions=True), 300)
        for sent, answer in zip(self._pending, answers, strict=True):
            if isinstance(answer, ResponseError):
                self.report.errors[answer.code] += 1
                if answer.code not in ALLOWED:
                    raise FuzzError(f"after {number} messages: request {sent}: {answer}")
            elif isinstance(answer, BaseException):
                raise FuzzError(f"after {number} messages: {answer!r}") from answer
        self._pending.clear()

    async def _compare(self, fresh: Client, uri: str, number: int) -> None:
        lines = self._texts[uri].count("\n") + 1
        asked = [(method, self._parameters(method, uri, 0)) for method in ABOUT_DOCUMENTS]
        asked += [(each, self._parameters(each, uri, self._random.randrange(lines))) for each in POSITIONED]
        for method, parameters in asked:
            for _ in range(SETTLING_TRIES):
                # The fresh server is asked again as well: at first it may not have heard of the settings yet.
                expected = shown(await fresh.request(method, parameters))
                # Where a change reaches further than what was looked at, the whole is looked at when typing pauses.
                found = shown(await self._client.request(method, parameters))
                if found == expected:
                    break
                await asyncio.sleep(0.1)
            else:
                what = f"{method} of {uri}: {found} instead of {expected} for {self._texts[uri]!r}"
                raise FuzzError(f"after {number} messages: {what}")

    def _check_progress(self, number: int) -> None:
        kinds = Counter(
            each["params"]["value"]["kind"] for each in self._client.received if each["method"] == "$/progress"
        )
        if kinds["begin"] != kinds["end"]:
            raise FuzzError(f"after {number} messages: progress that does not end: {kinds}")


def shown(answer: Any) -> str:
    """An answer without what differs between two servers by right: versions, and the names of what is kept."""
    return json.dumps(_plain(answer), sort_keys=True)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items() if key not in ("version", "resultId", "data")}
    return [_plain(each) for each in value] if isinstance(value, list) else value


def memory_mb(pid: int) -> float:
    """The resident memory of a process; not a number where /proc does not tell."""
    with contextlib.suppress(OSError):
        for line in Path("/proc", str(pid), "status").read_text().splitlines():
            if line.startswith("VmRSS"):
                return int(line.split()[1]) * 1024 / 1e6
    return float("nan")


async def fuzzed(folder: Path, seed: int, messages: int) -> Report:
    """A server of its own against so many messages. Raises FuzzError."""
    async with stdio_server() as (client, process):
        await client.initialize(PULLING, folder)
        fuzzer = Fuzzer(client, process.pid, folder, seed)
        report = await fuzzer.run(messages)
        await client.leave()
        await asyncio.wait_for(process.wait(), 60)
        if process.returncode != 0:
            raise FuzzError(f"the server left with status {process.returncode}")
        return report
