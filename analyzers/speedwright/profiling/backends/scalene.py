"""Scalene (https://github.com/plasma-umass/scalene): runs inside the program's interpreter, and so tells Python from
native and system time, and measures memory and copying.
"""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Sequence
from pathlib import Path

from speedwright.model.profile import Backend
from speedwright.model.profile_json import ProfileError
from speedwright.model.work import Cancellation, Listener, Progress
from speedwright.processes import output_of
from speedwright.profiling.asking import answer
from speedwright.profiling.base import ProfilingError, Sampled, Task
from speedwright.profiling.commands import program_of
from speedwright.profiling.content import content_of
from speedwright.profiling.importers import scalene as importer
from speedwright.profiling.inside import run_inside

NAME = "scalene"
REQUIREMENT = "scalene>=2.4,<3"
_ASK = "from importlib.metadata import version; print(version('scalene'))"
# What Scalene's own metadata says of 2.4: `Requires-Python: !=3.11.0,>=3.8`, and builds up to 3.14.
_OLDEST, _NEWEST, _EXCLUDED = (3, 8), (3, 14), (3, 11, 0)
_ASK_WHERE = (
    "import os, sys, sysconfig; "
    "print(sys.implementation.name, *sys.version_info[:3]); "
    "print(os.path.isfile(os.path.join(sysconfig.get_path('stdlib'), 'EXTERNALLY-MANAGED')) "
    "and sys.prefix == sys.base_prefix)"
)


def profile(task: Task, listener: Listener, cancellation: Cancellation) -> Sampled:
    """As `ProfilerBackend.profile`."""
    if task.pid is not None:
        raise ProfilingError("scalene cannot attach to a process that runs already: the backend py-spy can")
    python, words = program_of(task.command, task.folder, NAME)
    taken = 2 if words[0] == "-m" else 1
    program = [*words[:taken], "---", *words[taken:]]
    version = _version(task, python)
    output = task.scratch / "scalene.json"
    command = [python, "-m", "scalene", "run", *_options(task, output, program), *program]
    ended = run_inside(
        task,
        command,
        lambda elapsed: listener(Progress(f"scalene measures {task.subject}", _fraction(task, elapsed))),
        cancellation,
    )
    status = None if ended.interrupted else ended.status
    if not output.exists():
        raise ProfilingError(_why_nothing(task, status))
    try:
        measured = importer.read(content_of(output), task.rate)
    except ProfileError as error:
        raise ProfilingError(f"what scalene wrote cannot be read: {error}") from error
    if not measured.lines:
        raise ProfilingError(_why_nothing(task, status))
    return Sampled(dataclasses.replace(measured, backend=Backend(NAME, version)), status, ended.interrupted)


def _fraction(task: Task, elapsed: float) -> float | None:
    return None if task.seconds is None else min(1.0, elapsed / task.seconds)


def _options(task: Task, output: Path, program: Sequence[str]) -> list[str]:
    """Code below the folder counts, or beside a script that lies elsewhere; what it calls counts for its lines."""
    script = (task.folder / program[0]).resolve()
    home = task.folder.resolve()
    place = home if program[0] == "-m" or script.is_relative_to(home) else script.parent
    return [
        "--outfile", str(output),
        "--program-path", str(place),
        "--cpu-percent-threshold", "0",
        "--cpu-sampling-rate", str(1 / task.rate),
    ]  # fmt: skip


def _version(task: Task, python: str) -> str:
    """That of Scalene in the interpreter. Raises ProfilingError with what installs it, or why nothing can."""
    version = answer(python, _ASK, task)
    if version is None:
        raise ProfilingError(_missing(python, answer(python, _ASK_WHERE, task)))
    return version


def _missing(python: str, told: str | None) -> str:
    """What can be done where Scalene is not; `told` is what an interpreter answers to `_ASK_WHERE`."""
    about, _, managed = (told or "").partition("\n")
    name, *numbers = about.split() or ["python"]
    reason = _why_never(name, tuple(map(int, numbers)))
    if reason is not None:
        return f"scalene cannot be installed in {python}: {reason}"
    if managed == "True":
        return (
            f"scalene is not installed in {python}, and into that the system's own packages alone may go; this makes "
            f"an environment with it: {python} -m venv .venv && .venv/bin/python -m pip install '{REQUIREMENT}' "
            "(and with what the program needs)"
        )
    return f"scalene is not installed in {python}; this installs it: {_installation(python)}"


def _why_never(name: str, version: tuple[int, ...]) -> str | None:
    """Why Scalene does not go with an interpreter, and what does."""
    shown = _text(version)
    made_for = f"it is made for CPython {_text(_OLDEST)} to {_text(_NEWEST)}, but for {_text(_EXCLUDED)}"
    if name != "cpython":
        return f"{made_for}, and this is {name} {shown}".rstrip()
    if version[:2] > _NEWEST:
        return f"{made_for}, and this is {shown}: the backend sampling is part of it"
    if version < _OLDEST or version == _EXCLUDED:
        return f"{made_for}, and this is {shown}: the backend py-spy needs nothing there"
    return None


def _text(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))


def _installation(python: str) -> str:
    """The command line that installs Scalene there: by pip, or uv where an environment has no pip."""
    has_pip = output_of([python, "-m", "pip", "--version"], Path.cwd(), {})[0] == 0
    if not has_pip and shutil.which("uv") is not None:
        return f"uv pip install --python {python} '{REQUIREMENT}'"
    prepare = "" if has_pip else f"{python} -m ensurepip && "
    return f"{prepare}{python} -m pip install '{REQUIREMENT}'"


def _why_nothing(task: Task, status: int | None) -> str:
    if status is None:
        return f"nothing was measured of `{task.subject}`: it was ended too early"
    how = f"was killed by signal {-status}" if status < 0 else f"ended with status {status}"
    return (
        f"nothing was measured of `{task.subject}`: it {how} before scalene wrote anything; "
        "a longer run helps, or the backend py-spy, which survives that"
    )
