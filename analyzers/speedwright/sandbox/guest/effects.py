"""Audit events that reach outside the process, written down while a call runs."""

import contextlib
import os
import re
import sys

WATCHED = (
    "open",
    "os.",
    "shutil.",
    "socket.",
    "subprocess.",
    "tempfile.",
    "urllib.",
    "sqlite3.",
    "ftplib.",
    "smtplib.",
)


class _Recorder:
    """One hook for the life of the process: audit hooks cannot be taken away again."""

    def __init__(self):
        self._events = None
        self._installed = False

    def install(self):
        """Adds the hook; once is enough."""
        if not self._installed:
            sys.addaudithook(self._hook)
            self._installed = True

    @contextlib.contextmanager
    def recording(self):
        """Collects the events of the block in the list it gives."""
        events = self._events = []
        try:
            yield events
        finally:
            self._events = None

    def _hook(self, event, arguments):
        if self._events is None:
            return
        events, self._events = self._events, None
        try:
            described = description(event, arguments)
            if described is not None and len(events) < 1000:
                events.append(described)
        finally:
            self._events = events


def description(event, arguments):
    """An audit event as data; None for one that does not reach outside, or belongs to an import."""
    if not event.startswith(WATCHED):
        return None
    if event == "open":
        path, mode, flags = arguments
        if _is_import(path, mode, flags):
            return None
        return ["open", _text(path), str(mode)]
    if event in ("os.listdir", "os.scandir") and _is_import(arguments[0], "r", 0):
        return None
    return [_SAME.get(event, event)] + [_text(argument) for argument in arguments]


def _is_import(path, mode, flags):
    """Reading code or a folder of code: what an import inside a function does."""
    if not isinstance(path, str) or (isinstance(mode, str) and "w" in mode) or (flags and flags & 3):
        return False
    return path.endswith((".py", ".pyc", ".so", ".pyd")) or any(
        os.path.abspath(path) == os.path.abspath(entry) for entry in sys.path
    )


def _text(value):
    return _shared(value if isinstance(value, str) else repr(value)[:200])


def _shared(text):
    """A text without what is each process's own: its scratch folder, names made up for temporary files, and
    where objects lie in memory.
    """
    folder = os.environ.get("TMPDIR", "")
    if folder and folder in text:
        text = text.replace(folder, "<scratch>")
    return _ADDRESS.sub("", _MADE_UP.sub("tmp*", text))


# Two ways to read the same folder.
_SAME = {"os.scandir": "os.listdir"}
_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+\b")
_MADE_UP = re.compile(r"\btmp[a-z0-9_]{8}\b")


recorder = _Recorder()
