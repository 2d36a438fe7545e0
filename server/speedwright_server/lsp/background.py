"""Work that nobody asked for: it gives way to whatever somebody asks for."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

logger = logging.getLogger(__name__)


class Background:
    """One task for each document. Lives on the event loop."""

    def __init__(self) -> None:
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def start(self, uri: str, work: Coroutine[Any, Any, None]) -> None:
        """Begins work on a document, in place of earlier work on it."""
        self.stop(uri)
        task = asyncio.get_running_loop().create_task(work)
        self._tasks[uri] = task
        task.add_done_callback(lambda done: self._ended(uri, done))

    def stop(self, uri: str) -> None:
        """Cancels the work on a document; child processes end with it."""
        if (task := self._tasks.pop(uri, None)) is not None:
            task.cancel()

    def stop_all(self) -> None:
        """Cancels all work."""
        for uri in tuple(self._tasks):
            self.stop(uri)

    def _ended(self, uri: str, task: asyncio.Task[None]) -> None:
        if self._tasks.get(uri) is task:
            del self._tasks[uri]
        if not task.cancelled() and (error := task.exception()) is not None:
            logger.error("work in the background on %s failed", uri, exc_info=error)
