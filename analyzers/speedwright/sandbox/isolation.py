"""What keeps user code away from the machine: bubblewrap where it works, limits alone elsewhere."""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from speedwright.errors import SpeedwrightError

# Enough for an interpreter to find itself and its libraries; no secrets, no configuration.
_PASSED_ON = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "SYSTEMROOT", "TZ")


class NoSandbox(SpeedwrightError):
    """A system on which user code is not run."""


@dataclass(frozen=True, slots=True)
class Isolation:
    """A way to start a child. `name` is what verdicts show; `prefix` goes in front of the command."""

    name: str
    prefix: tuple[str, ...] = ()

    def command(self, command: Sequence[str], scratch: Path) -> list[str]:
        """The whole command line; only `scratch` can be written where the system can see to that."""
        if not self.prefix:
            return list(command)
        folder = str(scratch)
        return [*self.prefix, "--bind", folder, folder, "--chdir", folder, "--", *command]


_BUBBLEWRAP = [
    "--unshare-all",
    "--die-with-parent",
    "--new-session",
    "--ro-bind",
    "/",
    "/",
    "--dev",
    "/dev",
    "--proc",
    "/proc",
    "--tmpfs",
    "/run",
]
LIMITS = Isolation("limits")


@functools.cache
def best_isolation() -> Isolation:
    """The strongest isolation that works on this machine, tried once per process.

    Raises NoSandbox on other systems than Linux: what reads the clocks and ends the children is Linux's.
    """
    if sys.platform != "linux":
        raise NoSandbox("verification runs on Linux only, for now: nothing was run")
    program = shutil.which("bwrap")
    if program is None:
        return LIMITS
    isolation = Isolation("bubblewrap", (program, *_BUBBLEWRAP))
    with tempfile.TemporaryDirectory(prefix="speedwright-") as scratch:
        command = isolation.command(["true"], Path(scratch))
        try:
            works = subprocess.run(command, capture_output=True, check=False, timeout=20).returncode == 0
        except (OSError, subprocess.SubprocessError):
            works = False
    return isolation if works else LIMITS


def environment(scratch: Path, hash_seed: int) -> Mapping[str, str]:
    """The child's whole environment. Numeric libraries get one thread: their pools disturb timing and memory."""
    kept = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    folder = str(scratch)
    fixed = {
        "HOME": folder,
        "TMPDIR": folder,
        "TEMP": folder,
        "TMP": folder,
        "PYTHONHASHSEED": str(hash_seed),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONIOENCODING": "utf-8",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
    }
    return {**kept, **fixed}
