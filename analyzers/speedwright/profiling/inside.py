"""A profiler that runs inside the program's interpreter: what it writes goes where the program's output goes."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from speedwright.model.work import Cancellation
from speedwright.processes import Attended, run_attended
from speedwright.profiling.base import Task


def run_inside(
    task: Task, command: Sequence[str], heard: Callable[[float], None], cancellation: Cancellation
) -> Attended:
    """Runs the command of such a profiler to its end; `heard` is told the seconds since the start."""
    with Path(os.devnull).open("wb") as nowhere:
        return run_attended(
            command,
            task.folder,
            {**os.environ, **task.environment},
            cancellation,
            heard,
            task.seconds,
            outputs=(nowhere.fileno(), nowhere.fileno()) if task.quiet else (task.stdout, task.stderr),
        )
