"""Child processes that are not candidates: what the user asked to run, as the user would run it."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from speedwright.errors import SpeedwrightError
from speedwright.model.work import Cancellation

# A cancelled command may put away its things for so long.
GRACE_S = 0.5
QUIET_S = 30.0
PRINTING_S = 120.0
# A tool that is interrupted may write down what it has seen so far.
FLUSHING_S = 20.0
# A tool sees within so long that its program has ended.
ENDING_S = 1.0
TICK_S = 0.2
SAID_BYTES = 1 << 16


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


@dataclass(frozen=True, slots=True)
class Attended:
    """How a run under a tool ended: the tool's exit status, and the end of what it said on stdout and stderr itself.

    `interrupted` tells that it was asked to end early, by its time or by the user.
    """

    status: int
    said: str
    interrupted: bool


def run_attended(
    command: Sequence[str],
    folder: Path,
    environment: Mapping[str, str],
    cancellation: Cancellation,
    heard: Callable[[float], None],
    seconds: float | None = None,
    passed: Collection[int] = (),
    is_over: Callable[[], bool] | None = None,
    outputs: tuple[int, int] | None = None,
) -> Attended:
    """Runs a tool that looks after a program of the user: what the tool says is kept, stdin is this process's own.

    `heard` gets the seconds since the start, now and then; `passed` are file descriptors for the program. `is_over`
    tells when the program has ended, although what it started may not have: the tool is interrupted soon after. After
    `seconds`, or when cancelled, the tool alone is interrupted, and has `FLUSHING_S` to write its results; all that
    it started is ended after that.

    With `outputs`, descriptors for stdout and stderr, the tool is the program: nothing that it says is kept, and all
    of its session is interrupted. Raises CommandError for a tool that cannot be started, never Cancelled.
    """
    with tempfile.TemporaryFile() as said:
        try:
            process = subprocess.Popen(
                command, cwd=folder, env=dict(environment), stdout=said if outputs is None else outputs[0],
                stderr=said if outputs is None else outputs[1], pass_fds=tuple(passed), start_new_session=True,
            )  # fmt: skip
        except OSError as error:
            raise CommandError(f"{command[0]} cannot be started: {error.strerror or error}") from error
        try:
            interrupt = _interrupt if outputs is None else _interrupt_all
            interrupted = _attend(process, cancellation, heard, seconds, is_over or (lambda: False), interrupt)
        finally:
            _end_rest(process)
        said.seek(max(0, said.seek(0, os.SEEK_END) - SAID_BYTES))
        return Attended(process.wait(), said.read().decode("utf-8", "replace"), interrupted)


def cpu_of(
    command: Sequence[str], folder: Path, environment: Mapping[str, str], cancellation: Cancellation
) -> tuple[int, float]:
    """The exit status of a command whose output nobody sees, and the CPU seconds that it took with its children.

    Cancelling ends it. Raises CommandError and Cancelled.
    """
    quiet = subprocess.DEVNULL
    try:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=dict(environment),
            stdin=quiet,
            stdout=quiet,
            stderr=quiet,
            start_new_session=True,
        )
    except OSError as error:
        raise CommandError(f"{command[0]} cannot be started: {error.strerror or error}") from error
    forget = cancellation.on_cancel(lambda: _signal(process, signal.SIGKILL))
    try:
        _, how, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(how)
    finally:
        forget()
        _signal(process, signal.SIGKILL)
    cancellation.check()
    return process.returncode, usage.ru_utime + usage.ru_stime


def _attend(
    process: subprocess.Popen[bytes],
    cancellation: Cancellation,
    heard: Callable[[float], None],
    seconds: float | None,
    is_over: Callable[[], bool],
    interrupt: Callable[[subprocess.Popen[bytes]], None],
) -> bool:
    """Waits for a tool; whether it was interrupted before its program was over."""
    start = time.monotonic()
    over_since = None
    woken = threading.Event()
    forget = cancellation.on_cancel(woken.set)
    try:
        while process.poll() is None:
            elapsed = time.monotonic() - start
            heard(elapsed)
            if over_since is None and is_over():
                over_since = elapsed
            is_left_over = over_since is not None and elapsed - over_since >= ENDING_S
            if is_left_over or woken.is_set() or (seconds is not None and elapsed >= seconds):
                interrupt(process)
                return over_since is None
            left = TICK_S if seconds is None else min(TICK_S, seconds - elapsed)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(left)
    finally:
        forget()
    return False


def _interrupt(process: subprocess.Popen[bytes]) -> None:
    """The tool alone, and waits until it has written what it knows."""
    with contextlib.suppress(OSError):
        process.send_signal(signal.SIGINT)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(FLUSHING_S)


def _interrupt_all(process: subprocess.Popen[bytes]) -> None:
    """All of the session, and waits until all of it has ended: a child of the tool may be what writes."""
    _signal(process, signal.SIGINT)
    until = time.monotonic() + FLUSHING_S
    while _is_alive(process) and time.monotonic() < until:
        time.sleep(0.02)


def _end_rest(process: subprocess.Popen[bytes]) -> None:
    """Ends what is left of a tool's session: first as Ctrl-C would, then for good."""
    _signal(process, signal.SIGINT)
    until = time.monotonic() + GRACE_S
    while _is_alive(process) and time.monotonic() < until:
        time.sleep(0.01)
    _signal(process, signal.SIGKILL)
    process.wait()


def _is_alive(process: subprocess.Popen[bytes]) -> bool:
    """Whether anything of its session still runs."""
    process.poll()
    try:
        os.killpg(process.pid, 0)
    except OSError:
        return False
    return True


def _end(process: subprocess.Popen[bytes]) -> None:
    _signal(process, signal.SIGINT)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(GRACE_S)
    _signal(process, signal.SIGKILL)


def _signal(process: subprocess.Popen[bytes], number: int) -> None:
    """To the process and all of its session that did not leave it."""
    with contextlib.suppress(OSError):
        os.killpg(process.pid, number)
