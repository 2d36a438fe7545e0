"""How a command ends when it is told to: by Ctrl-C, by `kill`, or because its terminal is gone."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from speedwright.model.work import Cancellation

# By their names: not every system has all of them.
SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


class _Ending:
    """The signal that came, if one did."""

    def __init__(self, cancellation: Cancellation) -> None:
        self._cancellation = cancellation
        self._signal: int | None = None

    def __call__(self, number: int, _frame: FrameType | None) -> None:
        first, self._signal = self._signal is None, number
        if not first:
            self.leave()
        # In a thread: the signal may have come while this one holds the lock that cancelling takes.
        threading.Thread(target=self._cancellation.cancel, daemon=True).start()

    def leave(self) -> None:
        """Raises what ends the process with the status that shells expect, if a signal came."""
        if self._signal == signal.SIGINT:
            raise KeyboardInterrupt
        if self._signal is not None:
            raise SystemExit(128 + self._signal)


@contextmanager
def cancelling(cancellation: Cancellation) -> Iterator[None]:
    """Signals cancel the work, which then ends its children and removes their folders; a second one does not wait.

    Raises KeyboardInterrupt or SystemExit when the work is over. For the main thread.
    """
    ending = _Ending(cancellation)
    # What is ignored, as under nohup, stays so.
    heard = [number for number in SIGNALS if signal.getsignal(number) not in (signal.SIG_IGN, None)]
    before = {number: signal.signal(number, ending) for number in heard}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        ending.leave()
