"""Files that a user names, read whole. What is wrong with one is told by its name."""

from __future__ import annotations

from pathlib import Path

from speedwright.errors import SpeedwrightError
from speedwright.pipeline.files import NOTEBOOK


def read_bytes(path: Path) -> bytes:
    """The content of a file. Raises SpeedwrightError."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise SpeedwrightError(f"{path}: cannot be read: {error.strerror or error}") from error


def read_text(path: Path) -> str:
    """The text of a file. Raises SpeedwrightError, also for what is not UTF-8."""
    return as_text(read_bytes(path), path)


def as_text(content: bytes, path: Path) -> str:
    """The text of what was read from a file. Raises SpeedwrightError for what is not UTF-8."""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise SpeedwrightError(f"{path}: is not UTF-8") from error


def read_module(path: Path) -> bytes:
    """The content of a module; of a notebook, the module that its cells are. Raises SpeedwrightError."""
    if path.suffix != NOTEBOOK:
        return read_bytes(path)
    content = read_bytes(path)
    as_text(content, path)
    from speedwright.pipeline.notebooks.file import NotANotebook, parse_notebook

    try:
        return parse_notebook(content).module
    except NotANotebook as error:
        raise SpeedwrightError(f"{path}: {error}") from error
