"""CPython's own sampling profiler (`profiling.sampling`, from 3.15 on), run by the program's interpreter.

It counts threads while they are on a CPU, so that a busy machine does not distort what it tells.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from speedwright.model.profile import Backend, Frame
from speedwright.model.work import Cancellation, Listener, Progress
from speedwright.processes import output_of
from speedwright.profiling.asking import answer
from speedwright.profiling.base import ProfilingError, Sampled, Task
from speedwright.profiling.commands import program_of
from speedwright.profiling.inside import run_inside
from speedwright.profiling.measured import of_stacks
from speedwright.profiling.stacks import Stacks

NAME = "sampling"
OLDEST = "3.15"
_ASK = "import sys, profiling.sampling; print('.'.join(map(str, sys.version_info[:3])))"


def profile(task: Task, listener: Listener, cancellation: Cancellation) -> Sampled:
    """As `ProfilerBackend.profile`. The exit status of the program is not told."""
    python, chosen = _chosen(task)
    version = _version(task, python)
    output = task.scratch / "samples"
    options = ["--binary", "--mode", "cpu", "--all-threads", "--sampling-rate", str(task.rate), "-o", str(output)]
    command = [python, "-m", "profiling.sampling", chosen[0], *options, *chosen[1:]]
    ended = run_inside(
        task,
        command,
        lambda _: listener(Progress(f"profiling.sampling samples {task.subject}")),
        cancellation,
    )
    if not output.exists():
        raise ProfilingError(
            f"nothing was sampled of `{task.subject}`: profiling.sampling ended with status {ended.status} before it "
            "wrote anything; it says above why (another user's process, or one that was over at once?)"
        )
    # Stacks have no folders in their paths, and frames with whole paths come without stacks.
    paths = _paths(_replayed(task, python, output, "--jsonl"))
    stacks = _stacks(_replayed(task, python, output, "--collapsed"), paths, task.rate)
    if not stacks.parents:
        raise ProfilingError(f"nothing was sampled of `{task.subject}`: give it more to do")
    executable = python if task.pid is not None else ""
    return Sampled(
        of_stacks(Backend(NAME, version), stacks, has_native=False), None, ended.interrupted, executable, version
    )


def _chosen(task: Task) -> tuple[str, list[str]]:
    """The interpreter, and what it is to sample."""
    if task.pid is not None:
        try:
            return str(Path(f"/proc/{task.pid}/exe").readlink()), ["attach", str(task.pid)]
        except OSError as error:
            raise ProfilingError(f"process {task.pid} cannot be looked at: {error.strerror}") from error
    python, words = program_of(task.command, task.folder, NAME)
    return python, ["run", *words]


def _version(task: Task, python: str) -> str:
    """The version of an interpreter that has the profiler. Raises ProfilingError."""
    version = answer(python, _ASK, task)
    if version is None:
        raise ProfilingError(f"{python} has no profiling.sampling, which came with CPython {OLDEST}: use py-spy")
    return version


def _replayed(task: Task, python: str, samples: Path, form: str) -> list[str]:
    output = samples.with_suffix(form.replace("--", "."))
    command = [python, "-m", "profiling.sampling", "replay", form, "-o", str(output), str(samples)]
    status, _, said = output_of(command, task.folder, task.environment)
    if status != 0 or not output.exists():
        raise ProfilingError(
            f"profiling.sampling cannot read what it wrote: {said.decode('utf-8', 'replace')[-200:]}"
        )
    return output.read_text(encoding="utf-8", errors="replace").splitlines()


def _paths(lines: list[str]) -> dict[tuple[str, str, int], str]:
    """Whole paths by the last part, the function and the line; of several that share these, any."""
    strings: dict[int, str] = {}
    found: dict[tuple[str, str, int], str] = {}
    for record in _records(lines):
        strings |= {each["str_id"]: each["value"] for each in record.get("strings", ())}
        for each in record.get("frames", ()):
            path = strings[each["path_str_id"]]
            found[path.rpartition("/")[2], strings[each["func_str_id"]], each["line"]] = path
    return found


def _records(lines: list[str]) -> Iterator[dict[str, Any]]:
    try:
        yield from map(json.loads, lines)
    except ValueError as error:
        raise ProfilingError(f"profiling.sampling wrote what is no JSON: {error}") from error


def _stacks(lines: list[str], paths: dict[tuple[str, str, int], str], rate: int) -> Stacks:
    """Of `tid:1;file.py:function:12;... 30`."""
    stacks = Stacks()
    for line in lines:
        text, _, count = line.rpartition(" ")
        frames = [_frame(each, paths) for each in text.split(";") if not each.startswith("tid:")]
        samples = int(count)
        stacks.add([stacks.number(frame) for frame in frames], samples / rate, samples)
    return stacks


def _frame(text: str, paths: dict[tuple[str, str, int], str]) -> Frame:
    place, _, number = text.rpartition(":")
    file, _, name = place.rpartition(":")
    if not file or not number.isdigit():
        return Frame(text, "", 0)
    return Frame(name, paths.get((file, name, int(number)), file), int(number))
