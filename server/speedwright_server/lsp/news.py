"""What wakes requests that wait until there is something new to tell."""

from __future__ import annotations

import asyncio


class News:
    """Counts what happened. Lives on the event loop; `closed` when the conversation ends, which is news as well."""

    def __init__(self) -> None:
        self.number = 0
        self.closed = False
        self._waiting: set[asyncio.Future[None]] = set()

    def tell(self) -> None:
        """Wakes all who wait."""
        self.number += 1
        for future in self._waiting:
            if not future.done():
                future.set_result(None)

    def close(self) -> None:
        """Wakes all who wait, for the last time."""
        self.closed = True
        self.tell()

    async def after(self, number: int) -> None:
        """Returns when more has happened than `number`, at once if that is so already."""
        if self.number > number or self.closed:
            return
        future = asyncio.get_running_loop().create_future()
        self._waiting.add(future)
        try:
            await future
        finally:
            self._waiting.discard(future)
