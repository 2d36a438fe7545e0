"""py-spy (https://github.com/benfred/py-spy): samples stacks from outside; the program runs as always."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import sys
import sysconfig
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from speedwright.model.profile import Backend
from speedwright.model.profile_json import ProfileError
from speedwright.model.work import Cancellation, Listener, Progress
from speedwright.processes import Attended, output_of, run_attended
from speedwright.profiling import launching
from speedwright.profiling.base import ProfilingError, Sampled, Task
from speedwright.profiling.content import content_of
from speedwright.profiling.importers import speedscope
from speedwright.profiling.measured import of_stacks
from speedwright.profiling.stacks import Stacks

NAME = "py-spy"
_COUNTS = re.compile(r"Samples: (\d+) Errors: (\d+)")
_VERSION = re.compile(r"^Python v(\S+) \((.*)\)$", re.M)
_LAUNCHER = Path(launching.__file__)


def profile(task: Task, listener: Listener, cancellation: Cancellation) -> Sampled:
    """As `ProfilerBackend.profile`."""
    executable, version = ("", "") if task.pid is None else _asked(task.pid)
    output, status = task.scratch / "stacks.json", task.scratch / "status"
    with _program(task, status) as (program, passed):
        command = [*_command(task, output), *program]
        ended = run_attended(
            command,
            task.folder,
            {**os.environ, **task.environment},
            cancellation,
            _teller(task, listener),
            task.seconds,
            passed,
            status.exists,
        )
    ended_with = _number(status)
    stacks = _stacks(task, output, _number(status.with_suffix(".pid")), ended, ended_with)
    return Sampled(
        of_stacks(Backend(NAME, _version()), stacks, task.native, _notes(ended)),
        ended_with,
        ended.interrupted,
        executable,
        version,
    )


def dump(pid: int) -> str:
    """The stacks of a process at this moment, as py-spy prints them. Raises ProfilingError."""
    status, printed, said = output_of([_executable(), "dump", "--pid", str(pid)], Path.cwd(), {})
    if status != 0:
        raise _failure(Task(Path(), Path(), pid=pid), said.decode("utf-8", "replace"), None)
    return printed.decode("utf-8", "replace")


def _asked(pid: int) -> tuple[str, str]:
    """The executable and version of a running interpreter."""
    match = _VERSION.search(dump(pid))
    return (match[2], match[1]) if match else ("", "")


def _executable() -> str:
    """py-spy is installed with Speedwright: beside its interpreter, wherever that is not on the PATH."""
    beside = [Path(sys.executable).with_name("py-spy"), Path(sysconfig.get_path("scripts"), "py-spy")]
    found = next((str(path) for path in beside if path.is_file()), None) or shutil.which("py-spy")
    if found is None:
        raise ProfilingError(f"py-spy is not installed beside Speedwright: {sys.executable} -m pip install py-spy")
    return found


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("py-spy")
    except PackageNotFoundError:
        return ""


def _command(task: Task, output: Path) -> list[str]:
    options = [
        "record",
        "--format",
        "speedscope",
        "--full-filenames",
        "--rate",
        str(task.rate),
        "--output",
        str(output),
    ]
    native = ["--native"] if task.native else []
    # Children are looked for in a started program alone: of one that runs already, the process is what was asked for.
    chosen = ["--pid", str(task.pid)] if task.pid is not None else ["--subprocesses", "--"]
    return [_executable(), *options, *native, *chosen]


@contextmanager
def _program(task: Task, status: Path) -> Iterator[tuple[list[str], list[int]]]:
    """The command line that py-spy starts, and the descriptors that it needs."""
    if task.pid is not None:
        yield [], []
        return
    with ExitStack() as opened:
        if task.quiet:
            nowhere = opened.enter_context(Path(os.devnull).open("wb"))
            outputs = [nowhere.fileno(), nowhere.fileno()]
        else:
            outputs = [os.dup(task.stdout), os.dup(task.stderr)]
            for each in outputs:
                opened.callback(os.close, each)
        launcher = [sys.executable, "-I", "-S", "-B", str(_LAUNCHER), str(status), *map(str, outputs)]
        yield [*launcher, *task.command], outputs


def _teller(task: Task, listener: Listener) -> Callable[[float], None]:
    def heard(elapsed: float) -> None:
        fraction = None if task.seconds is None else min(1.0, elapsed / task.seconds)
        listener(Progress(f"py-spy samples {task.subject}", fraction))

    return heard


def _number(file: Path) -> int | None:
    """What the launcher wrote down, as far as it came to that."""
    with contextlib.suppress(OSError, ValueError):
        return int(file.read_text())
    return None


def _stacks(task: Task, output: Path, launcher: int | None, ended: Attended, ended_with: int | None) -> Stacks:
    if not output.exists():
        raise _failure(task, ended.said, ended_with)
    try:
        stacks = speedscope.read(content_of(output), task.rate, launcher).stacks
    except ProfileError as error:
        raise ProfilingError(f"what py-spy wrote cannot be read: {error}") from error
    if not stacks.parents:
        raise _failure(task, ended.said, ended_with)
    return stacks


def _notes(ended: Attended) -> tuple[str, ...]:
    counts = _COUNTS.search(ended.said)
    notes = []
    if counts and int(counts[2]) > 0:
        notes.append(f"{counts[2]} of {int(counts[1]) + int(counts[2])} samples could not be taken")
    if "behind in sampling" in ended.said:
        notes.append("py-spy could not keep up: a lower --rate disturbs less")
    return tuple(notes)


def _failure(task: Task, said: str, status: int | None) -> ProfilingError:
    """What kept py-spy from sampling, with the remedy."""
    if "Permission Denied" in said or "Operation not permitted" in said or "task_for_pid" in said:
        return ProfilingError(_permission(task))
    if task.pid is not None:
        if not _runs(task.pid):
            return ProfilingError(f"there is no process {task.pid} (any more): `pgrep -af python` lists what runs")
        if "Unsupported version" in said:
            return ProfilingError(f"process {task.pid} runs a Python that py-spy does not know: {_first(said)}")
        if "python version" in said or "python processes" in said or not said.strip():
            return ProfilingError(
                f"process {task.pid} is no Python that py-spy {_version()} knows (CPython 2.7 to 3.14); "
                "of a program that starts Python, take the PID of that child"
            )
        return ProfilingError(f"py-spy could not sample process {task.pid}: {_first(said)}")
    if status is not None:
        how = f"was killed by {_signal_name(-status)}" if status < 0 else f"ended with status {status}"
        return ProfilingError(
            f"nothing was sampled of `{task.subject}`: it {how} before a Python that py-spy {_version()} knows "
            "(CPython 2.7 to 3.14) could be seen in it; give a longer run, or a Python program"
        )
    if "python processes" in said or "python version" in said:
        return ProfilingError(
            f"nothing was sampled of `{task.subject}`: no Python that py-spy {_version()} knows "
            "(CPython 2.7 to 3.14) runs in it"
        )
    return ProfilingError(
        f"py-spy could not sample `{task.subject}`: {_first(said) or 'it was interrupted too early'}"
    )


def _permission(task: Task) -> str:
    """Why another process may not be looked into, and what permits it here."""
    what = f"process {task.pid}" if task.pid is not None else f"`{task.subject}`"
    if sys.platform == "darwin":
        return f"macOS lets nobody but root look into {what}: run the same command with sudo"
    with contextlib.suppress(OSError):
        scope = Path("/proc/sys/kernel/yama/ptrace_scope").read_text().strip()
        if scope == "3":
            return f"this system lets nobody look into {what} until its next start (ptrace_scope is 3): use scalene"
        if scope != "0" and task.pid is not None:
            return (
                f"{what} may not be looked into: this system allows that for own children (ptrace_scope is {scope}); "
                "let speedwright start the program (`speedwright profile -- COMMAND`), or use sudo, or "
                "`echo 0 | sudo tee /proc/sys/kernel/yama/ptrace_scope`"
            )
    return (
        f"{what} may not be looked into: it belongs to another user, or this container has no CAP_SYS_PTRACE "
        "(docker run --cap-add SYS_PTRACE); use sudo, or the backend scalene, which needs no permission"
    )


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _first(said: str) -> str:
    """The error's own line."""
    lines = [line.strip() for line in said.splitlines() if line.strip() and not line.startswith("py-spy>")]
    return next((line.removeprefix("Error: ") for line in lines if line.startswith("Error: ")), "".join(lines[:1]))
