"""What every profiler can be asked, and answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from speedwright.errors import SpeedwrightError
from speedwright.model.work import Cancellation, Listener
from speedwright.profiling.measured import Measured


class ProfilingError(SpeedwrightError):
    """Why nothing was measured, and what can be done about it."""


@dataclass(frozen=True, slots=True)
class Task:
    """What to measure: a `command` that is started in `folder`, or the running process `pid`.

    `rate` are samples a second; after `seconds` (None: when the program ends) measuring ends, and with it a program
    that was started for it. `native` asks for a look into native code. The program's output goes to the descriptors
    `stdout` and `stderr` of this process, and nowhere with `quiet`. `scratch` is an empty folder for the backend's
    files.
    """

    folder: Path
    scratch: Path
    command: tuple[str, ...] = ()
    pid: int | None = None
    rate: int = 100
    seconds: float | None = None
    native: bool = False
    quiet: bool = False
    stdout: int = 1
    stderr: int = 2
    environment: Mapping[str, str] = field(default_factory=dict)

    @property
    def subject(self) -> str:
        """What is measured, for people."""
        return f"process {self.pid}" if self.pid is not None else " ".join(self.command)


@dataclass(frozen=True, slots=True)
class Sampled:
    """What a backend measured, and how the program ended (None: not seen); `interrupted` if it was not let to."""

    measured: Measured
    status: int | None
    interrupted: bool
    executable: str = ""
    version: str = ""


class ProfilerBackend(Protocol):
    """A module of `backends`."""

    NAME: str

    def profile(self, task: Task, listener: Listener, cancellation: Cancellation) -> Sampled:
        """Runs or attaches, and measures. Cancelling ends the measuring; what was seen until then is the result.

        Leaves no process behind, whatever happens. Raises ProfilingError with the remedy, and CommandError.
        """
        ...
