"""The options of commands that profile, which arrive as plain JSON."""

from __future__ import annotations

import platform
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from speedwright.errors import SpeedwrightError
from speedwright_server.lsp.from_lsp import path_of

# So long a running process is looked at, unless somebody says otherwise: long enough for a thousand samples.
ATTACHED_S = 10.0
# Where py-spy can unwind native stacks.
TELLS_NATIVE = sys.platform == "linux" and platform.machine() in ("x86_64", "aarch64")


@dataclass(frozen=True, slots=True)
class ProfileOptions:
    """`arguments` of the script or pytest, the `backend` (None: the default one), how many `seconds` (None: until the
    program ends), whether `native` code is looked into, the `folder` to run in (None: the workspace's), and the file
    for the profile (None: it is not kept).
    """

    arguments: tuple[str, ...] = ()
    backend: str | None = None
    seconds: float | None = None
    native: bool = TELLS_NATIVE
    folder: Path | None = None
    output: Path | None = None


def profile_options(value: Any) -> ProfileOptions:
    """The options of a command, None for none. Raises SpeedwrightError that names what is wrong."""
    if value is None:
        return ProfileOptions()
    if not isinstance(value, Mapping):
        raise SpeedwrightError(f"The options of a profile are an object with any of {', '.join(_READERS)}.")
    for name in value:
        if name not in _READERS:
            raise SpeedwrightError(f"There is no option {name!r} for profiles; there are {', '.join(_READERS)}.")
    given = {name: item for name, item in value.items() if item is not None}
    return ProfileOptions(**{name: _READERS[name](name, item) for name, item in given.items()})


def path_from(value: Any) -> Path | None:
    """The path in an argument of a command: an absolute path, or the URI of a file; None for anything else."""
    if not isinstance(value, str) or not value:
        return None
    path = Path(value).expanduser()
    return path if path.is_absolute() else path_of(value)


def words_from(name: str, value: Any) -> tuple[str, ...]:
    """A list of texts. Raises SpeedwrightError that calls it by its name."""
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return tuple(value)
    raise SpeedwrightError(f"{name} has to be a list of texts.")


def _text(name: str, value: Any) -> str:
    if isinstance(value, str):
        return value
    raise SpeedwrightError(f"{name} has to be a text.")


def _seconds(name: str, value: Any) -> float:
    if isinstance(value, (int, float)) and not isinstance(value, bool) and value > 0:
        return float(value)
    raise SpeedwrightError(f"{name} has to be a number above zero.")


def _switch(name: str, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    raise SpeedwrightError(f"{name} has to be true or false.")


def _path(name: str, value: Any) -> Path:
    path = path_from(value)
    if path is None:
        raise SpeedwrightError(f"{name} has to be an absolute path or the URI of a file.")
    return path


_READERS: Mapping[str, Callable[[str, Any], Any]] = {
    "arguments": words_from,
    "backend": _text,
    "seconds": _seconds,
    "native": _switch,
    "folder": _path,
    "output": _path,
}
