"""How bytes come in and go out: stdio and TCP."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import threading
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, BinaryIO

from pygls.io_ import StdoutWriter

from speedwright.errors import SpeedwrightError

Conversation = Callable[[asyncio.StreamReader, Any], Coroutine[Any, Any, int]]
"""Reads messages until the client leaves, writes answers, and returns the exit status."""

CHUNK = 1 << 16


def over_stdio(conversation: Conversation) -> int:
    """Holds one conversation over this process's stdin and stdout; returns its exit status.

    Both are taken away from everybody else first: a stray `print`, or a child process, must not be able to
    write into the protocol or read from it.
    """
    stdin, stdout = os.dup(0), os.dup(1)
    with Path(os.devnull).open("rb") as nothing:
        os.dup2(nothing.fileno(), 0)
    os.dup2(2, 1)
    with os.fdopen(stdout, "wb") as output:
        return _run(_over_pipes(conversation, stdin, output))


async def _over_pipes(conversation: Conversation, stdin: int, output: BinaryIO) -> int:
    reader = asyncio.StreamReader()
    # A daemon: a read that waits for the client must not keep the process alive when it is told to end.
    threading.Thread(target=_pump, args=(stdin, reader, asyncio.get_running_loop()), daemon=True).start()
    return await conversation(reader, StdoutWriter(output))


def _pump(descriptor: int, reader: asyncio.StreamReader, loop: asyncio.AbstractEventLoop) -> None:
    # RuntimeError: the loop is closed, because the conversation ended first.
    with contextlib.suppress(RuntimeError):
        while chunk := os.read(descriptor, CHUNK):
            loop.call_soon_threadsafe(reader.feed_data, chunk)
        loop.call_soon_threadsafe(reader.feed_eof)


def over_tcp(conversation: Conversation, host: str, port: int) -> int:
    """Holds a conversation with every client that connects, until the process is told to end.

    Port 0 takes a free one; the address in use is told on stderr. Raises SpeedwrightError where it cannot be had.
    """
    return _run(_listen(conversation, host, port))


async def _listen(conversation: Conversation, host: str, port: int) -> int:
    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.closing(writer):
            await conversation(reader, writer)

    try:
        server = await asyncio.start_server(connected, host, port)
    except OSError as error:
        raise SpeedwrightError(f"cannot listen on {host}:{port}: {error.strerror or error}") from error
    for socket in server.sockets:
        address, bound_port = socket.getsockname()[:2]
        print(f"speedwright: listening on {address}:{bound_port}", file=sys.stderr, flush=True)
    async with server:
        await server.serve_forever()
    return 0


def _run(work: Coroutine[Any, Any, int]) -> int:
    try:
        return asyncio.run(_until_terminated(work))
    except (KeyboardInterrupt, asyncio.CancelledError):
        return 0
    except BrokenPipeError:
        return 1


async def _until_terminated(work: Coroutine[Any, Any, int]) -> int:
    """Ends the work in order on SIGTERM, so that child processes end with it."""
    task = asyncio.current_task()
    if task is not None and sys.platform != "win32":
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    return await work
