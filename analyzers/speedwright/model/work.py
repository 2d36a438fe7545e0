"""Long work: how far it is, and how it is ended early."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass

from speedwright.errors import Cancelled


@dataclass(frozen=True, slots=True)
class Progress:
    """What is being done now, for people; `fraction` of the whole (0 to 1) where it can be told.

    `subject` is the file and the function that it is about: apart, because a title may say them already.
    """

    message: str
    fraction: float | None = None
    subject: tuple[str, ...] = ()

    def text(self, said: Collection[str] = ()) -> str:
        """The message behind as much of its subject as was not said before: `shop.py::total: it is measured`."""
        unsaid = "::".join(each for each in self.subject if each not in said)
        return f"{unsaid}: {self.message}" if unsaid else self.message


Listener = Callable[[Progress], None]


def unheard(progress: Progress) -> None:
    """A listener for work that nobody watches."""


class Cancellation:
    """Ends work early, from any thread: by `cancel`, or by its deadline (seconds from now; None: never).

    The one mutable thing that stages share, because its purpose is to change while they run.
    """

    def __init__(self, seconds: float | None = None) -> None:
        self._event = threading.Event()
        self._callbacks: list[Callable[[], None]] = []
        self._lock = threading.Lock()
        self._deadline = None if seconds is None else time.monotonic() + seconds

    def cancel(self) -> None:
        """Ends the work; callbacks run in the calling thread. Calling it again does nothing."""
        with self._lock:
            if self._event.is_set():
                return
            self._event.set()
            callbacks, self._callbacks = self._callbacks, []
        for callback in callbacks:
            callback()

    def on_cancel(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Runs `callback` when cancelled, at once if that was before. Returns a function that forgets it."""
        with self._lock:
            if not self._event.is_set():
                self._callbacks.append(callback)
                return lambda: self._forget(callback)
        callback()
        return lambda: None

    def _forget(self, callback: Callable[[], None]) -> None:
        with self._lock:
            if callback in self._callbacks:
                self._callbacks.remove(callback)

    @property
    def cancelled(self) -> bool:
        """Whether `cancel` was called; a passed deadline does not count."""
        return self._event.is_set()

    @property
    def remaining_s(self) -> float:
        """Seconds until the deadline, 0 when it passed or the work was cancelled, infinite without one."""
        if self._event.is_set():
            return 0.0
        if self._deadline is None:
            return float("inf")
        return max(0.0, self._deadline - time.monotonic())

    def check(self) -> None:
        """Raises Cancelled when `cancel` was called."""
        if self._event.is_set():
            raise Cancelled("cancelled")
