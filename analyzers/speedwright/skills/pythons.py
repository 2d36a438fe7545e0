"""The versions of Python that a workspace's code is for."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

_REQUIRES = re.compile(r"^requires-python\s*=\s*[\"']([^\"']*)[\"']", re.M)
_BOUND = re.compile(r"(>=|>|==|~=|<=|<)\s*(\d+)(?:\.(\d+))?")
_VERSION = re.compile(r"^version(?:_info)?\s*=\s*(\d+)\.(\d+)", re.M)
_SIZE_LIMIT = 256 * 1024
NEWEST = (99, 99)


class Pythons(NamedTuple):
    """Versions from `first` to `last`, both included."""

    first: tuple[int, int] = (0, 0)
    last: tuple[int, int] = NEWEST

    def have(self, version: str) -> bool:
        """Whether a version (`3.11`) is among them."""
        major, _, minor = version.partition(".")
        return major.isdecimal() and minor.isdecimal() and self.first <= (int(major), int(minor)) <= self.last


ALL = Pythons()


def pythons_of(root: Path, interpreter: tuple[int, int] | None = None) -> Pythons:
    """The version of the interpreter, where that is known; that of the workspace's environment; what the project's
    `requires-python` admits; else all. Nothing is run.
    """
    found = interpreter or next((each for name in (".venv", "venv") if (each := _of_environment(root / name))), None)
    return Pythons(found, found) if found is not None else _required(_text(root / "pyproject.toml"))


def _of_environment(folder: Path) -> tuple[int, int] | None:
    found = _VERSION.search(_text(folder / "pyvenv.cfg"))
    return None if found is None else (int(found[1]), int(found[2]))


def _required(project: str) -> Pythons:
    found = _REQUIRES.search(project)
    first, last = Pythons()
    for sign, major, minor in _BOUND.findall(found[1] if found is not None else ""):
        version = (int(major), int(minor or 0))
        if sign in (">=", ">", "~=", "=="):
            first = max(first, version)
        if sign == "==":
            last = min(last, version)
        if sign in ("<", "<="):
            last = min(last, version if sign == "<=" else _before(version))
    return Pythons(first, last)


def _before(version: tuple[int, int]) -> tuple[int, int]:
    major, minor = version
    return (major, minor - 1) if minor else (major - 1, 99)


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(_SIZE_LIMIT).decode("utf-8", "replace")
    except OSError:
        return ""
