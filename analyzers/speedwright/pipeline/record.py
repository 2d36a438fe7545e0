"""Use case: run the workspace's tests, or any command, and keep some of the calls that its functions get."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from speedwright.errors import SpeedwrightError
from speedwright.model.work import Cancellation
from speedwright.pipeline.workspace import MARKERS
from speedwright.processes import run_openly, succeeds
from speedwright.profiling.commands import full_command
from speedwright.recorded_calls import CallStore, Recorded
from speedwright.sandbox.guest_program import RECORDER
from speedwright.sandbox.interpreter import find_interpreter
from speedwright.settings import Settings

VARIABLE = "SPEEDWRIGHT_RECORD"


@dataclass(frozen=True, slots=True)
class RecordRequest:
    """What to run (see `full_command`) and whose calls to keep. Without a `command`, the workspace's tests are run.

    `paths` are files and folders; `folder` is where the command starts.
    """

    root: Path
    settings: Settings
    paths: tuple[Path, ...]
    folder: Path
    command: tuple[str, ...] = ()
    python: str | None = None


@dataclass(frozen=True, slots=True)
class Recording:
    """What was run, how it ended (its exit status, negative for a signal), and what was kept."""

    command: tuple[str, ...]
    status: int
    recorded: Recorded


def record(request: RecordRequest, cancellation: Cancellation) -> Recording:
    """Runs the command as the user would: outside the sandbox, on this process's own input and output.

    What was kept before the command ended, or was cancelled, stays. Raises SpeedwrightError, Cancelled.
    """
    command = _command(request)
    store = CallStore(request.root)
    try:
        environment = _environment(request, store.parts())
    except OSError as error:
        raise SpeedwrightError(
            f"recorded calls cannot be kept in {request.root}: {error.strerror or error}"
        ) from error
    try:
        status = run_openly(_watched(command, request.folder), request.folder, environment, cancellation)
    finally:
        recorded = store.merge()
    return Recording(command, status, recorded)


def _command(request: RecordRequest) -> tuple[str, ...]:
    python = find_interpreter(request.root, request.python or request.settings.python).executable
    return full_command(request.command, request.folder, python) if request.command else _tests(request, python)


def _tests(request: RecordRequest, python: str) -> tuple[str, ...]:
    """The command that runs the workspace's tests: pytest where the user's interpreter has it.

    Raises SpeedwrightError for a folder that is no workspace: running whatever lies below it is not what was meant.
    """
    if not any((request.root / marker).exists() for marker in MARKERS):
        raise SpeedwrightError(f"{request.root} is no workspace ({', '.join(MARKERS)}): say after -- what to run")
    has_pytest = succeeds([python, "-c", "import pytest"], request.root)
    return (python, "-m", "pytest") if has_pytest else (python, "-m", "unittest", "discover")


def _watched(command: tuple[str, ...], folder: Path) -> tuple[str, ...]:
    """The command, with a script run by a program of ours: nothing imports it, so nothing else sees it start."""
    is_script = len(command) > 1 and Path(command[0]).name.startswith("python") and command[1].endswith(".py")
    if not is_script or not (folder / command[1]).is_file():
        return command
    return (command[0], str(RECORDER / "script.py"), *command[1:])


def _environment(request: RecordRequest, output: Path) -> Mapping[str, str]:
    """The user's own environment; every Python process in it finds the recorder when it starts."""
    task = {
        "root": str(request.root),
        "paths": [str(path.absolute()) for path in request.paths],
        "output": str(output),
    }
    search = [str(RECORDER), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(search), VARIABLE: json.dumps(task)}
