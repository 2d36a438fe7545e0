"""The versions of Python that a workspace's code is for."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from speedwright.model.late_pattern import late_pattern

_REQUIRES = late_pattern(r"^requires-python\s*=\s*[\"']([^\"']*)[\"']", re.M)
_BOUND = late_pattern(r"(>=|>|===|==|~=|<=|<)\s*v?(\d+)(?:\.(\d+|\*))?(?:\.(\d+|\*))?")
_VERSION = late_pattern(r"^version(?:_info)?\s*=\s*(\d+)\.(\d+)", re.M)
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
    """What `requires-python` admits, as far as minor versions tell: `<3.12.1` admits some 3.12, and so 3.12."""
    found = _REQUIRES.search(project)
    first, last = Pythons()
    for sign, major, minor, micro in _BOUND.findall(found[1] if found is not None else ""):
        least, most = _admitted(sign, int(major), minor, micro)
        first, last = max(first, least), min(last, most)
    return Pythons(first, last)


def _admitted(sign: str, major: int, minor: str, micro: str) -> tuple[tuple[int, int], tuple[int, int]]:
    """The first and the last version that one bound admits (PEP 440)."""
    is_known = minor.isdecimal()
    version = (major, int(minor)) if is_known else (major, 0)
    if sign in (">=", ">"):
        return version, NEWEST
    if sign == "<=":
        return (0, 0), version
    if sign == "<":
        is_partly_in = micro.isdecimal() and int(micro) > 0
        return (0, 0), version if is_partly_in else _before(version)
    # `==3.*` and `~=3.11` leave the minor version open, `~=3.11.2` does not.
    is_open = minor == "*" or (sign == "~=" and not micro)
    return version, (major, 99) if is_open else version


def _before(version: tuple[int, int]) -> tuple[int, int]:
    major, minor = version
    return (major, minor - 1) if minor else (major - 1, 99)


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(_SIZE_LIMIT).decode("utf-8", "replace")
    except OSError:
        return ""
