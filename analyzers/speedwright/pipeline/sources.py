"""Files that a user names, read whole. What is wrong with one is told by its name."""

from __future__ import annotations

from pathlib import Path

from speedwright.errors import SpeedwrightError


def read_bytes(path: Path) -> bytes:
    """The content of a file. Raises SpeedwrightError."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise SpeedwrightError(f"{path}: cannot be read: {error.strerror or error}") from error


def read_text(path: Path) -> str:
    """The text of a file. Raises SpeedwrightError, also for what is not UTF-8."""
    try:
        return read_bytes(path).decode("utf-8")
    except UnicodeDecodeError as error:
        raise SpeedwrightError(f"{path}: is not UTF-8") from error
