"""A real endpoint on this machine: it speaks the protocol of chat completions, streams, and replays what it is told.

Every request is counted and kept, so that a test can say that none was lost and none doubled.
"""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

KEY = "a-key-that-no-log-may-show"
CHUNK = 40


@dataclass(frozen=True)
class Reply:
    """What the endpoint does with one request.

    `text` is streamed and ends with `finish`. A `status` other than 200 comes with an error of that text. `cut_after`
    breaks the connection after so many chunks; `stalls` says nothing more, headers included, until the server closes.
    """

    text: str = ""
    finish: str = "stop"
    refusal: str = ""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    cut_after: int | None = None
    stalls: bool = False
    raw: bytes | None = None
    without_usage: bool = False


def structured(code: str, plan: str = "Do the same with less work.") -> Reply:
    """An answer by the schema."""
    return Reply(json.dumps({"plan": plan, "code": code}))


def fenced(code: str, before: str = "Sure.", after: str = "") -> Reply:
    """An answer as chat text with one fenced block."""
    return Reply(f"{before}\n\n```python\n{code}\n```\n{after}")


Script = Callable[[int, dict[str, Any]], Reply]
"""From the number of a request (from 0) and its body to the reply."""


def in_turn(replies: Sequence[Reply]) -> Script:
    """One reply after the other, the last one again and again."""
    return lambda number, _: replies[min(number, len(replies) - 1)]


class ModelEndpoint:
    """The server. `requests` are the bodies received, in order; `keys` what came as authorization."""

    def __init__(self, script: Script, key: str | None = None, understands_schemas: bool = True) -> None:
        self._script = script
        self._key = key
        self._understands_schemas = understands_schemas
        self._lock = threading.Condition()
        self.closing = threading.Event()
        self.requests: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.paths: list[str] = []
        self._taken = 0
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.endpoint = self
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def __enter__(self) -> ModelEndpoint:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.closing.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def wait_for(self, count: int) -> None:
        """Until so many requests were received."""
        with self._lock:
            self._lock.wait_for(lambda: len(self.requests) >= count)

    def reply_to(self, path: str, authorization: str, body: dict[str, Any]) -> Reply:
        with self._lock:
            self.paths.append(path)
            self.keys.append(authorization)
            self.requests.append(body)
            self._lock.notify_all()
            if self._key is not None and authorization != f"Bearer {self._key}":
                return Reply("Incorrect API key provided: " + authorization, status=401)
            if not self._understands_schemas and "response_format" in body:
                return Reply("unknown field response_format", status=400)
            number, self._taken = self._taken, self._taken + 1
        return self._script(number, body)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    endpoint: ModelEndpoint

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that go away are part of the tests."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        body = json.loads(self.rfile.read(length))
        reply = self.server.endpoint.reply_to(self.path, self.headers.get("Authorization", ""), body)
        self.close_connection = True
        if reply.stalls and reply.cut_after is None:
            self.server.endpoint.closing.wait()
        elif reply.raw is not None:
            self._head(200, {"Content-Type": "text/html"})
            self.wfile.write(reply.raw)
        elif reply.status != 200:
            self._head(reply.status, {"Content-Type": "application/json", **reply.headers})
            self.wfile.write(json.dumps({"error": {"message": reply.text or "no"}}).encode())
        else:
            self._stream(reply, body)

    def _head(self, status: int, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in {"Connection": "close", **headers}.items():
            self.send_header(name, value)
        self.end_headers()

    def _stream(self, reply: Reply, body: dict[str, Any]) -> None:
        self._head(200, {"Content-Type": "text/event-stream", "Transfer-Encoding": "chunked"})
        pieces = [reply.text[at : at + CHUNK] for at in range(0, len(reply.text), CHUNK)]
        for number, piece in enumerate(pieces):
            if number == reply.cut_after:
                if reply.stalls:
                    self.server.endpoint.closing.wait()
                return self._break()
            self._event({"choices": [{"index": 0, "delta": {"content": piece}, "finish_reason": None}]})
        if reply.refusal:
            self._event({"choices": [{"index": 0, "delta": {"refusal": reply.refusal}, "finish_reason": None}]})
        if reply.cut_after is not None:
            return self._break()
        self._event({"choices": [{"index": 0, "delta": {}, "finish_reason": reply.finish}]})
        if not reply.without_usage and "stream_options" in body:
            usage = {"prompt_tokens": 1000, "completion_tokens": len(pieces), "total_tokens": 1000 + len(pieces)}
            self._event({"choices": [], "usage": usage})
        self._chunk(b"data: [DONE]\n\n")
        self._chunk(b"")
        return None

    def _event(self, data: dict[str, Any]) -> None:
        whole = {"id": "x", "object": "chat.completion.chunk", "created": 0, "model": "m", **data}
        self._chunk(f"data: {json.dumps(whole)}\n\n".encode())

    def _chunk(self, data: bytes) -> None:
        self.wfile.write(b"%x\r\n%b\r\n" % (len(data), data))
        self.wfile.flush()

    def _break(self) -> None:
        self.wfile.flush()
        self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, *_: Any) -> None:
        """Tests read what was asked from `requests`."""
