"""Putting a new text in the place of a file: all of it or nothing, and never over somebody else's change."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

from speedwright.errors import SpeedwrightError


class NotWritten(SpeedwrightError):
    """Why a file was left as it is: what follows its name in a sentence."""


def write_over(path: Path, expected: bytes, result: bytes) -> None:
    """Writes `result` if the file still holds `expected`. Links stay links, and a reader never meets half a file.

    Raises NotWritten; then the file is as it was, and nothing lies beside it.
    """
    try:
        if path.read_bytes() != expected:
            raise NotWritten("was changed by somebody else meanwhile, so nothing was written")
        target = path.resolve()
        if not os.access(target, os.W_OK):
            raise NotWritten("cannot be written: it is read-only")
        _replace(target, result)
    except OSError as error:
        raise NotWritten(f"cannot be written: {error.strerror or error}") from error


def _replace(target: Path, content: bytes) -> None:
    before = target.stat()
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=".speedwright-")
    aside = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        if hasattr(os, "chown"):
            # Only some users may; for the others the file has their name, as with any editor.
            with contextlib.suppress(PermissionError):
                os.chown(aside, before.st_uid, before.st_gid)
        aside.chmod(before.st_mode & 0o7777)
        aside.replace(target)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
