"""Finding the interpreter that user code belongs to."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from speedwright.sandbox.probing import Interpreter, InterpreterError, NotRunning, probed, recalled

__all__ = ["Interpreter", "InterpreterError", "find_interpreter", "known_interpreter"]

OLDEST = (3, 8)


def find_interpreter(root: Path, configured: str = "") -> Interpreter:
    """The configured interpreter (a path relative to `root`, or a command), else the workspace's, else python3.

    One that was found and does not run (the shim of a version that is not installed) is passed over for the next;
    the interpreter that runs Speedwright itself is the last. Raises InterpreterError when a configured one is missing
    or does not run, and for one that is older than CPython 3.8.
    """
    if configured:
        return _recent(probed(_configured(root, configured)))
    *found, last = _candidates(root)
    for candidate in found:
        try:
            return _recent(probed(candidate))
        except NotRunning:
            continue
    return _recent(probed(last))


def known_interpreter(root: Path, configured: str = "") -> Interpreter | None:
    """What `find_interpreter` would answer, as far as that is known without starting anything.

    None when the one to take was never asked in the state it is in now. Raises InterpreterError.
    """
    if configured:
        return recalled(_configured(root, configured))
    for candidate in _candidates(root):
        try:
            return recalled(candidate)
        except NotRunning:
            continue
    return None


def _configured(root: Path, configured: str) -> str:
    local = root / configured
    found = str(local) if local.is_file() else shutil.which(configured)
    if found is None:
        raise InterpreterError(f"no interpreter at {configured}")
    return _absolute(found)


def _candidates(root: Path) -> Iterator[str]:
    """Absolute paths of executables that are there, the likeliest first."""
    environments = [root / ".venv", root / "venv"]
    own = _own_environment()
    if (active := os.environ.get("VIRTUAL_ENV")) and Path(active) != own:
        environments.append(Path(active))
    paths = [environment / "bin" / "python" for environment in environments]
    yield from (_absolute(path) for path in paths if path.is_file())
    if on_path := shutil.which("python3", path=_search_path(own)):
        yield _absolute(on_path)
    yield sys.executable


def _own_environment() -> Path | None:
    """The environment that a hook runner made for Speedwright alone, which user code has nothing to do with.

    pre-commit puts it first on the path and calls it the active one.
    """
    return Path(sys.prefix) if os.environ.get("PRE_COMMIT") == "1" and sys.prefix != sys.base_prefix else None


def _search_path(without: Path | None) -> str | None:
    """The search path without the commands of an environment; None for the path as it is."""
    if without is None:
        return None
    folders = os.environ.get("PATH", os.defpath).split(os.pathsep)
    return os.pathsep.join(each for each in folders if Path(each).parent != without)


def _absolute(path: Path | str) -> str:
    """For a start in another folder. Links stay: an environment's Python knows it by the link it is started by."""
    return str(Path(path).absolute())


def _recent(interpreter: Interpreter) -> Interpreter:
    major, minor, _ = interpreter.version
    if (major, minor) < OLDEST:
        raise InterpreterError(f"{interpreter.executable} is Python {major}.{minor}; verification needs 3.8 or later")
    return interpreter
