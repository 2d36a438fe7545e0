"""What keeps user code away from the machine: bubblewrap, else Landlock with seccomp, else limits alone."""

from __future__ import annotations

import functools
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from speedwright.errors import SpeedwrightError
from speedwright.sandbox import landlock, seccomp
from speedwright.sandbox.hiding import SHARED, beside, hidden, needed_within

# Enough for an interpreter to find itself and its libraries; no secrets, no configuration.
_PASSED_ON = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "SYSTEMROOT", "TZ")
# What a guest may keep in its scratch folder, and what memory that processes share may hold.
SCRATCH_BYTES = 256 << 20
_SHARED_MEMORY_BYTES = 16 << 20
_TRIED_S = 20.0


class NoSandbox(SpeedwrightError):
    """A system on which user code is not run."""


@dataclass(frozen=True, slots=True)
class _Place:
    """What a child finds: its scratch folder, whether that is kept, and what it needs of places that are hidden."""

    scratch: Path
    needed: Sequence[Path]
    kept: bool


@dataclass(frozen=True, slots=True)
class Isolation:
    """A way to start a child: `name` is what verdicts show, `wrap` gives what goes in front of a command."""

    name: str
    wrap: Callable[[_Place], list[str]] | None = None

    @property
    def is_real(self) -> bool:
        """Whether user code is held by the kernel, rather than asked."""
        return self.wrap is not None

    def command(
        self, command: Sequence[str], scratch: Path, needed: Iterable[Path] = (), kept: bool = False
    ) -> list[str]:
        """The whole command line; only `scratch` can be written where the system can see to that.

        `needed` is what the child has to be able to read wherever it lies: places with other programs' files, /tmp
        among them, are hidden. What is written into scratch is for the child alone unless it is `kept`.
        """
        if self.wrap is None:
            return list(command)
        paths = [path.absolute() for path in (Path(command[0]), *needed)]
        return [*self.wrap(_Place(scratch, paths, kept)), *command]


_NAMESPACES = ["--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL"]
_SYSTEM = ["--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc"]


def _bubblewrap(program: str, sizes: bool, place: _Place) -> list[str]:
    """`sizes` says whether this bubblewrap can bound what a file system in memory holds (since 0.7)."""
    away = hidden(place.needed)
    folder = str(place.scratch)
    shared = [path for path in map(Path, SHARED) if path in away]
    line = [program, *_NAMESPACES, *_SYSTEM]
    for path in away:
        line += ["--tmpfs", str(path)] if path.is_dir() else ["--ro-bind", os.devnull, str(path)]
    for path in needed_within(away, place.needed):
        line += ["--ro-bind", str(path), str(path)]
    line += _sized("/dev/shm", _SHARED_MEMORY_BYTES) if sizes else []
    line += _sized(folder, SCRATCH_BYTES) if sizes and not place.kept else ["--bind", folder, folder]
    for read_only in ("/dev", "/proc", *map(str, shared)):
        line += ["--remount-ro", read_only]
    return [*line, "--chdir", folder, "--"]


def _sized(folder: str, size: int) -> list[str]:
    return ["--size", str(size), "--tmpfs", folder]


_DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")


def _landlocked(place: _Place) -> list[str]:
    away = hidden(place.needed)
    readable = [*beside([*away, Path("/dev")]), *needed_within(away, place.needed)]
    plan = {
        "read": [str(path) for path in readable],
        "write": [str(place.scratch), *_DEVICES],
        "filter": seccomp.beside_landlock(),
    }
    return [sys.executable, "-I", "-S", "-B", landlock.__file__, json.dumps(plan)]


NAMES = ("bubblewrap", "landlock+seccomp", "limits")
LIMITS = Isolation("limits")
LANDLOCK = Isolation("landlock+seccomp", _landlocked)


@functools.cache
def bubblewrap() -> Isolation | None:
    """With bubblewrap, when it is installed and works."""
    program = shutil.which("bwrap")
    if program is None or not seccomp.is_supported():
        return None
    for sizes in (True, False):
        isolation = Isolation("bubblewrap", functools.partial(_bubblewrap, program, sizes))
        if _works(isolation):
            return isolation
    return None


@functools.cache
def available_isolations() -> tuple[Isolation, ...]:
    """All that work on this machine, the strongest first, tried once per process.

    Raises NoSandbox on other systems than Linux: what reads the clocks and ends the children is Linux's.
    """
    if sys.platform != "linux":
        raise NoSandbox("verification runs on Linux only, for now: nothing was run")
    found = [bubblewrap()]
    if seccomp.is_supported() and landlock.version() > 0 and _works(LANDLOCK):
        found.append(LANDLOCK)
    return (*(each for each in found if each is not None), LIMITS)


@functools.cache
def best_isolation() -> Isolation:
    """The strongest isolation that works on this machine. Raises NoSandbox, as above."""
    if sys.platform == "linux" and (strongest := bubblewrap()) is not None:
        return strongest
    return available_isolations()[0]


def _works(isolation: Isolation) -> bool:
    with tempfile.TemporaryDirectory(prefix="speedwright-") as scratch:
        command = isolation.command([shutil.which("true") or "true"], Path(scratch))
        try:
            return subprocess.run(command, capture_output=True, check=False, timeout=_TRIED_S).returncode == 0
        except (OSError, subprocess.SubprocessError):
            return False


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
