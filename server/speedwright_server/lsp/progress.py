"""Progress of long work, as the client shows it."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Collection

from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.lsp.server import LanguageServer

from speedwright.model.work import Progress

# More often than this nobody reads; the last report of a burst may be dropped, because `end` follows.
INTERVAL_S = 0.1

# A client that does not answer at all must not hold the work up.
PATIENCE_S = 2.0


class ProgressReport:
    """One bar at the client, from `begin_report` to `end`. Without a token nothing is shown.

    What its title has `said` (files, functions) is not repeated below it.
    """

    def __init__(self, server: LanguageServer, token: types.ProgressToken | None, said: Collection[str] = ()) -> None:
        self.token = token
        self._said = said
        self._server = server
        self._told_at = 0.0
        self._percentage = 0

    def begin(self, title: str) -> None:
        """Shows the bar, with a way to cancel."""
        self._send(types.WorkDoneProgressBegin(title=title, cancellable=True, percentage=0))

    def tell(self, progress: Progress) -> None:
        """Shows what is being done; the bar never goes back."""
        now = time.monotonic()
        if now - self._told_at < INTERVAL_S:
            return
        self._told_at = now
        if progress.fraction is not None:
            self._percentage = max(self._percentage, min(100, round(progress.fraction * 100)))
        self._send(types.WorkDoneProgressReport(message=progress.text(self._said), percentage=self._percentage))

    def end(self) -> None:
        """Takes the bar away. Whatever is told later is not shown."""
        self._send(types.WorkDoneProgressEnd())
        self.token = None

    def _send(
        self, value: types.WorkDoneProgressBegin | types.WorkDoneProgressReport | types.WorkDoneProgressEnd
    ) -> None:
        if self.token is not None:
            self._server.progress(types.ProgressParams(token=self.token, value=value))


async def begin_report(
    server: LanguageServer,
    title: str,
    token: types.ProgressToken | None,
    may_create: bool,
    said: Collection[str] = (),
) -> ProgressReport:
    """A bar under the client's own token; without one, under one of ours if the client lets us create it. `said` are
    the files and functions in its title.
    """
    if token is None and may_create:
        token = await _created(server)
    report = ProgressReport(server, token, said)
    report.begin(title)
    return report


async def _created(server: LanguageServer) -> types.ProgressToken | None:
    token = str(uuid.uuid4())
    params = types.WorkDoneProgressCreateParams(token=token)
    try:
        await asyncio.wait_for(server.window_work_done_progress_create_async(params), PATIENCE_S)
    except (asyncio.TimeoutError, JsonRpcException):
        return None
    return token
