"""Real editors for the tests, each installed once into a folder that is named after its version."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

# The largest takes two minutes on an idle machine.
INSTALLING_S = 1200


class NotInstallable(Exception):
    """What is missing, in one line."""


def installed(folder: Path, what: str, install: Callable[[Path], None]) -> Path:
    """The folder, filled by `install` unless an earlier run did so; skips the test where that does not work.

    Nothing that was left half installed is taken for an installation: the folder gets its name at the end.
    """
    if folder.exists():
        return folder
    unfinished = folder.with_name(f"{folder.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    try:
        install(unfinished)
    except (NotInstallable, OSError, subprocess.TimeoutExpired) as error:
        pytest.skip(f"needs {what}, which could not be installed: {error}")
    unfinished.rename(folder)
    return folder


def program(name: str, package: str) -> str:
    """The path of a program of the system; skips where it is missing."""
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"needs {name} (on Debian: apt-get install {package})")
    return found


def run(command: Sequence[str | Path], folder: Path, environment: Mapping[str, str] | None = None) -> str:
    """What the command prints. Raises NotInstallable with the last line of an installer that fails."""
    # The settings of an npm that may have started the tests are not for the one that is started here.
    inherited = {name: value for name, value in os.environ.items() if not name.lower().startswith("npm_")}
    try:
        finished = subprocess.run(
            [str(each) for each in command],
            cwd=folder,
            env={**inherited, **(environment or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=INSTALLING_S,
        )
    except FileNotFoundError as error:
        raise NotInstallable(f"there is no {command[0]}") from error
    if finished.returncode != 0:
        last = [line for line in (finished.stdout + finished.stderr).splitlines() if line.strip()][-1:]
        raise NotInstallable(f"{Path(command[0]).name} ended with {finished.returncode}: {''.join(last)}")
    return finished.stdout
