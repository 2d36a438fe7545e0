"""Puts a conversation together: protocol, session, and the features of the table."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import inspect
import logging
import sys
from collections.abc import Callable, Iterator
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.io_ import run_async
from pygls.lsp.server import LanguageServer

from speedwright import __version__
from speedwright.errors import SpeedwrightError
from speedwright_server.lsp.command_names import COMMAND_NAMES
from speedwright_server.lsp.feature import Feature
from speedwright_server.lsp.protocol import Protocol
from speedwright_server.lsp.session import Session
from speedwright_server.lsp.table import FEATURES
from speedwright_server.lsp.tracing import traced
from speedwright_server.lsp.transport import over_stdio, over_tcp

COLLECTED_AFTER = (20_000, 20, 20)
"""Objects more than went, and collections of each age, after which the next is collected: the first takes a
millisecond."""
SWITCH_S = 0.001
"""Of Python's own 0.005, one alone is half of what an edit may take."""

NOTEBOOKS = types.NotebookDocumentSyncOptions(
    [types.NotebookDocumentFilterWithCells([types.NotebookCellLanguage("python")], notebook="*")], save=True
)


def serve_stdio() -> int:
    """Serves one client over stdin and stdout until it leaves; returns the exit status."""
    _prepare_process()
    return over_stdio(_converse)


def serve_tcp(host: str, port: int) -> int:
    """Serves every client that connects, each with a session of its own, until SIGINT or SIGTERM.

    Port 0 takes a free one; the address in use is told on stderr. Raises SpeedwrightError where it cannot be had.
    """
    _prepare_process()
    return over_tcp(_converse, host, port)


def _prepare_process() -> None:
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    # What was imported stays: no collection while somebody types has to look through it again. And hardly anything
    # here refers to itself: collections at Python's own pace take a tenth of the time of an edit to a long file.
    gc.freeze()
    gc.set_threshold(*COLLECTED_AFTER)
    # The thread that reads messages waits so long for the one that looks at a document.
    sys.setswitchinterval(SWITCH_S)


async def _converse(reader: asyncio.StreamReader, writer: Any) -> int:
    server = LanguageServer("speedwright", __version__, notebook_document_sync=NOTEBOOKS, protocol_cls=Protocol)
    protocol = server.protocol
    assert isinstance(protocol, Protocol)
    protocol.set_writer(writer)
    protocol.command_names = COMMAND_NAMES
    session = Session(server)
    for feature in FEATURES:
        server.feature(feature.method, feature.options)(_handler(feature, session))
    try:
        # EOFError: the client died in the middle of a message.
        with contextlib.suppress(EOFError, ConnectionError):
            await run_async(protocol.finished, reader, protocol, error_handler=server.report_server_error)
    finally:
        await session.close()
    return protocol.exit_status


def _handler(feature: Feature, session: Session) -> Callable[[Any], Any]:
    if inspect.iscoroutinefunction(feature.handle):

        async def later(params: Any) -> Any:
            with _told_as_response(), traced(session.server, feature.method, params):
                return await feature.handle(session, params)

        return later

    def at_once(params: Any) -> Any:
        with _told_as_response(), traced(session.server, feature.method, params):
            return feature.handle(session, params)

    return at_once


@contextlib.contextmanager
def _told_as_response() -> Iterator[None]:
    """What a user can act on reaches the client in its own words; anything else is an internal error, by pygls."""
    try:
        yield
    except SpeedwrightError as error:
        raise JsonRpcException(str(error), code=types.LSPErrorCodes.RequestFailed) from error
