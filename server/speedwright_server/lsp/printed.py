"""What a program prints that was started from an editor: its end is kept, for the log."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

# As much as one reads in a log: some two hundred lines. A program may print gigabytes.
KEPT_BYTES = 16 << 10
CHUNK = 1 << 16
# As much of a line as one reads in a message.
LINE = 200
# What a program left behind may print on; it is not waited for.
DRAINING_S = 1.0


class Printed:
    """The end of what a program printed, on stdout and stderr alike; one thread writes it while others read."""

    def __init__(self) -> None:
        self._end = b""
        self._count = 0

    @contextmanager
    def listening(self) -> Iterator[int]:
        """A descriptor that takes the program's output until the end of the block."""
        source, sink = os.pipe()
        # A daemon: it reads as long as anybody holds the other end, so that nobody who prints ever waits.
        reader = threading.Thread(target=self._read, args=(source,), name="speedwright-printed", daemon=True)
        reader.start()
        try:
            yield sink
        finally:
            os.close(sink)
            reader.join(DRAINING_S)

    @property
    def text(self) -> str:
        """Whole lines, where it has lines; the first one tells what was left out."""
        end, left_out = self._end, self._count - len(self._end)
        if left_out:
            begun, _, rest = end.partition(b"\n")
            end, left_out = (rest, left_out + len(begun) + 1) if rest else (end, left_out)
        shown = end.decode("utf-8", "replace").rstrip()
        return f"({left_out:,} bytes before this are left out)\n{shown}" if left_out else shown

    @property
    def last_line(self) -> str:
        """Of a program that an exception ended, it says which."""
        return self.text.rpartition("\n")[2].strip()[:LINE]

    def _read(self, source: int) -> None:
        with os.fdopen(source, "rb", buffering=0) as stream:
            while chunk := stream.read(CHUNK):
                self._end = (self._end + chunk)[-KEPT_BYTES:]
                self._count += len(chunk)
