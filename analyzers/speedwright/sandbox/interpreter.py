"""Finding the interpreter that user code belongs to."""

from __future__ import annotations

import functools
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from speedwright.errors import SpeedwrightError

OLDEST = (3, 8)
_PROBE = """import json, sys
print(json.dumps([sys.executable, list(sys.version_info[:3]), sys.implementation.name, sys.prefix]))"""


class InterpreterError(SpeedwrightError):
    """No usable interpreter where one was named or looked for."""


@dataclass(frozen=True, slots=True)
class Interpreter:
    """A Python that was started once and answered. `prefix` tells environments apart."""

    executable: str
    version: tuple[int, int, int]
    implementation: str
    prefix: str

    @property
    def identity(self) -> str:
        """What a receipt says about the interpreter."""
        return f"{self.implementation} {'.'.join(map(str, self.version))} {self.prefix}"


def find_interpreter(root: Path, configured: str = "") -> Interpreter:
    """The configured interpreter (a path relative to `root`, or a command), else the workspace's, else python3.

    Raises InterpreterError when it is missing, does not run, or is older than CPython 3.8.
    """
    if configured:
        local = root / configured
        found = str(local) if local.is_file() else shutil.which(configured)
        if found is None:
            raise InterpreterError(f"no interpreter at {configured}")
        return _probed(found)
    for candidate in _candidates(root):
        if candidate is not None:
            return _probed(candidate)
    return _probed(sys.executable)


def _candidates(root: Path) -> list[str | None]:
    folder, name = ("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")
    environments = [root / ".venv", root / "venv"]
    if active := os.environ.get("VIRTUAL_ENV"):
        environments.append(Path(active))
    paths = [environment / folder / name for environment in environments]
    return [*(str(path) if path.is_file() else None for path in paths), shutil.which("python3")]


@functools.lru_cache(maxsize=64)
def _probed(executable: str) -> Interpreter:
    try:
        answer = subprocess.run(
            [executable, "-c", _PROBE],
            capture_output=True,
            text=True,
            timeout=20,
            check=True,
            stdin=subprocess.DEVNULL,
        )
        path, version, implementation, prefix = json.loads(answer.stdout)
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        raise InterpreterError(f"{executable} does not run as a Python interpreter") from error
    major, minor, micro = version
    if (major, minor) < OLDEST:
        raise InterpreterError(f"{executable} is Python {major}.{minor}; verification needs 3.8 or later")
    return Interpreter(path, (major, minor, micro), implementation, prefix)
