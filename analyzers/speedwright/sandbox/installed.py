"""The interpreters of this machine, for what is to be measured on several."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from speedwright.sandbox.interpreter import OLDEST
from speedwright.sandbox.probing import Interpreter, InterpreterError, probed

NEWEST_MINOR = 20
"""`python3.N` is looked for up to here."""


def installed_interpreters() -> tuple[Interpreter, ...]:
    """CPythons of pyenv and those on the PATH as `python3.N`: the newest patch of each version, ascending."""
    newest: dict[tuple[int, int], Interpreter] = {}
    for path in _executables():
        try:
            found = probed(str(path))
        except InterpreterError:
            continue
        version = found.version[:2]
        if found.implementation == "cpython" and version >= OLDEST:
            newest[version] = max(newest.get(version, found), found, key=lambda each: each.version)
    return tuple(newest[version] for version in sorted(newest))


def _executables() -> Iterator[Path]:
    versions = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv", "versions")
    yield from sorted(versions.glob("*/bin/python"))
    for minor in range(OLDEST[1], NEWEST_MINOR):
        found = shutil.which(f"python3.{minor}")
        # A shim of pyenv's would run whichever version is switched on.
        if found is not None and "shims" not in Path(found).parts:
            yield Path(found).absolute()
