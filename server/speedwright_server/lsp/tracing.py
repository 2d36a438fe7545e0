"""What the server does, for clients that set a trace: one line for each message, with what it took."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from typing import Any

from lsprotocol import types
from pygls.lsp.server import LanguageServer

# Of parameters that are shown: documents are long.
SHOWN = 500


@contextlib.contextmanager
def traced(server: LanguageServer, method: str, params: Any) -> Iterator[None]:
    """Tells by `$/logTrace` what a message was and how long it took; with `verbose`, also what it said."""
    if server.protocol.trace == types.TraceValue.Off:
        yield
        return
    start, cpu_start = time.perf_counter(), time.process_time()
    ending = "done"
    try:
        yield
    except BaseException as error:
        ending = f"ended by {type(error).__name__}"
        raise
    finally:
        took_ms = (time.perf_counter() - start) * 1000
        told = types.LogTraceParams(f"{method}: {ending} after {took_ms:.1f} ms")
        if server.protocol.trace == types.TraceValue.Verbose:
            cpu_ms = (time.process_time() - cpu_start) * 1000
            told.verbose = f"{cpu_ms:.1f} ms of processor time; {_shown(params)}"
        server.log_trace(told)


def _shown(params: Any) -> str:
    text = repr(params)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}..."
