"""What an interpreter of the user's says about itself."""

from __future__ import annotations

from speedwright.processes import CommandError, output_of
from speedwright.profiling.base import ProfilingError, Task


def answer(python: str, question: str, task: Task) -> str | None:
    """What a line of code prints in an interpreter; None where it fails there. Raises ProfilingError without one."""
    try:
        status, printed, _ = output_of([python, "-c", question], task.folder, task.environment)
    except CommandError as error:
        raise ProfilingError(f"{python} does not run: {error}") from error
    return printed.decode("utf-8", "replace").strip() if status == 0 else None
