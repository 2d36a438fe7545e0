"""Child processes that are not candidates: what the user asked to run, as the user would run it."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from speedwright.errors import SpeedwrightError
from speedwright.model.work import Cancellation

# A cancelled command may put away its things for so long.
GRACE_S = 0.5
QUIET_S = 30.0
PRINTING_S = 120.0


class CommandError(SpeedwrightError):
    """A command that cannot be started."""


def run_openly(
    command: Sequence[str], folder: Path, environment: Mapping[str, str], cancellation: Cancellation
) -> int:
    """Runs a command on this process's own input and output; its exit status, negative for a signal.

    Cancelling interrupts it and, soon after, ends it with all that it started. Raises CommandError and Cancelled.
    """
    try:
        process = subprocess.Popen(command, cwd=folder, env=dict(environment), start_new_session=True)
    except OSError as error:
        raise CommandError(f"{command[0]} cannot be started: {error.strerror or error}") from error
    forget = cancellation.on_cancel(lambda: _end(process))
    try:
        status = process.wait()
    finally:
        forget()
        if process.poll() is None:
            _end(process)
    cancellation.check()
    return status


def succeeds(command: Sequence[str], folder: Path) -> bool:
    """Whether a short command ends with status 0, unseen."""
    try:
        done = subprocess.run(
            command, cwd=folder, capture_output=True, stdin=subprocess.DEVNULL, check=False, timeout=QUIET_S
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0


def output_of(
    command: Sequence[str], folder: Path, environment: Mapping[str, str], without: Collection[str] = ()
) -> tuple[int, bytes, bytes]:
    """The exit status of a short command, what it printed, and what it said on stderr; `environment` is added
    to what this process has, but for the variables in `without`.

    Raises CommandError for one that cannot be started, or does not come to an end.
    """
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env={name: text for name, text in os.environ.items() if name not in without} | dict(environment),
            capture_output=True,
            stdin=subprocess.DEVNULL,
            check=False,
            timeout=QUIET_S,
        )
    except subprocess.TimeoutExpired as error:
        raise CommandError(f"{command[0]} did not end within {QUIET_S:g} s") from error
    except OSError as error:
        raise CommandError(f"{command[0]} cannot be started: {error.strerror or error}") from error
    return done.returncode, done.stdout, done.stderr


def _end(process: subprocess.Popen[bytes]) -> None:
    _signal(process, signal.SIGINT)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(GRACE_S)
    _signal(process, signal.SIGKILL)


def _signal(process: subprocess.Popen[bytes], number: int) -> None:
    """To the process and all of its session that did not leave it."""
    with contextlib.suppress(OSError):
        os.killpg(process.pid, number)
