"""Use case: where a program spends its time. Runs what the user asked for, as the user would; or reads files."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from speedwright.model.profile import Profile, Target
from speedwright.model.work import Cancellation, Listener
from speedwright.pipeline.record import RecordRequest, record
from speedwright.profiling.anchoring import Anchoring
from speedwright.profiling.backends.py_spy import dump
from speedwright.profiling.base import ProfilingError, Sampled, Task
from speedwright.profiling.building import built
from speedwright.profiling.commands import full_command, interpreter_of
from speedwright.profiling.comparing import Comparison, compared
from speedwright.profiling.exporters.flame_graph import flame_graph
from speedwright.profiling.exporters.speedscope import speedscope_text
from speedwright.profiling.importing import RATE, load_profile
from speedwright.profiling.registry import DEFAULT, backend_named, backend_names
from speedwright.recorded_calls import Recorded
from speedwright.sandbox.interpreter import InterpreterError, find_interpreter
from speedwright.settings import Settings

__all__ = [
    "DEFAULT",
    "RATE",
    "RUNNING_RATE",
    "STARTED_RATE",
    "Comparison",
    "ProfileRequest",
    "ProfilingError",
    "backend_names",
    "compared",
    "comparison_json",
    "dump",
    "flame_graph",
    "load_profile",
    "profile",
    "recorded",
    "speedscope_text",
]


STARTED_RATE = 75
"""Samples a second of a program that is started for its profile. Each sample pauses it: at a hundred a second a quiet
virtual machine took 5.5 % longer by the clock, at fifty 3.6 % (`tests.benchmarks.profile_overhead`)."""

RUNNING_RATE = 50
"""Samples a second of a process that was running before: somebody is served by it. Each sample pauses it: a hundred a
second cost 5 % of the time on a quiet virtual machine and 12 % on a busy one (`tests.benchmarks.profile_overhead`).
An observation of half a minute still has 1,500 samples."""


@dataclass(frozen=True, slots=True)
class ProfileRequest:
    """What to profile: `words` (see `full_command`), started in `folder`, or the running process `pid`.

    `seconds` is how long (None: until the program ends), `rate` in samples a second (None: `STARTED_RATE`, and
    `RUNNING_RATE` for a running process). The program's output goes to the descriptors `stdout` and `stderr` of this
    process; `quiet` drops it. `environment` is added to this process's.
    """

    root: Path
    settings: Settings
    folder: Path
    words: tuple[str, ...] = ()
    pid: int | None = None
    backend: str = DEFAULT
    seconds: float | None = None
    rate: int | None = None
    native: bool = False
    python: str | None = None
    quiet: bool = False
    stdout: int = 1
    stderr: int = 2
    environment: Mapping[str, str] = field(default_factory=dict)


def profile(request: ProfileRequest, listener: Listener, cancellation: Cancellation) -> Profile:
    """Measures until the program ends, the time is over, or the work is cancelled: what was seen until then counts.

    Leaves no process behind. Raises ProfilingError with the remedy, CommandError, InterpreterError and, where it was
    cancelled before anything was started, Cancelled.
    """
    backend = backend_named(request.backend)
    command = () if request.pid is not None else _command(request)
    cancellation.check()
    start = datetime.now(timezone.utc)
    with tempfile.TemporaryDirectory(prefix="speedwright-", ignore_cleanup_errors=True) as scratch:
        task = Task(
            folder=request.folder,
            scratch=Path(scratch),
            command=command,
            pid=request.pid,
            rate=request.rate or (STARTED_RATE if request.pid is None else RUNNING_RATE),
            seconds=request.seconds,
            native=request.native,
            quiet=request.quiet,
            stdout=request.stdout,
            stderr=request.stderr,
            environment=request.environment,
        )
        sampled = backend.profile(task, listener, cancellation)
    target = _target(request, command, sampled)
    measured = replace(sampled.measured, notes=(*sampled.measured.notes, *_notes(request, sampled, cancellation)))
    created = start.isoformat(timespec="seconds")
    return built(measured, Anchoring(request.root, request.folder), target, created)


def _command(request: ProfileRequest) -> tuple[str, ...]:
    python = find_interpreter(request.root, request.python or request.settings.python).executable
    return full_command(request.words, request.folder, python)


def _target(request: ProfileRequest, command: tuple[str, ...], sampled: Sampled) -> Target:
    executable, version = sampled.executable, sampled.version
    python = interpreter_of(command, request.folder) if command and not executable else None
    if python is not None:
        try:
            asked = find_interpreter(request.root, python)
            executable, version = asked.executable, ".".join(map(str, asked.version))
        except InterpreterError:
            executable = python
    return Target(command, str(request.folder), request.pid, executable, version, sampled.status)


def _notes(request: ProfileRequest, sampled: Sampled, cancellation: Cancellation) -> tuple[str, ...]:
    if sampled.interrupted and request.pid is not None:
        # It goes on, as it was meant to.
        return ()
    if sampled.interrupted and request.seconds is not None and not cancellation.cancelled:
        return (f"the program was ended after {request.seconds:g} s, as asked",)
    if sampled.interrupted:
        return ("the program was not run to its end: this is what was sampled until then",)
    if sampled.status is not None and sampled.status < 0:
        return (f"the program was killed by signal {-sampled.status}: this is what was sampled until then",)
    if sampled.status:
        return (f"the program ended with status {sampled.status}",)
    return ()


def comparison_json(comparison: Comparison) -> dict[str, Any]:
    """One object; costs as in the JSON of profiles."""
    functions = [{**asdict(each), "gained_s": each.gained_s} for each in comparison.functions]
    return {
        "schema": 1,
        "before_s": comparison.before_s,
        "after_s": comparison.after_s,
        "functions": functions,
    }


def recorded(found: Profile, root: Path, settings: Settings, cancellation: Cancellation) -> Recorded:
    """Runs the command of a profile once more and keeps calls of the functions that were measured (see `record`).

    Raises SpeedwrightError and Cancelled.
    """
    files = dict.fromkeys(root / each.path for each in found.functions if each.digest is not None)
    request = RecordRequest(
        root=root,
        settings=settings,
        paths=tuple(files) or (root,),
        folder=Path(found.target.folder),
        command=found.target.command,
    )
    return record(request, cancellation).recorded
