"""Instructions that calls execute, counted by valgrind's cachegrind: no other load on the machine moves them."""

from __future__ import annotations

import contextlib
import json
import os
import platform
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from speedwright.errors import SpeedwrightError
from speedwright.model.recipe import Call
from speedwright.model.thresholds import LEAST_COUNTED
from speedwright.model.work import Cancellation
from speedwright.sandbox.connection import frame
from speedwright.sandbox.guest_handle import Batch, Prepared, Sandboxed, task_of
from speedwright.sandbox.guest_program import guest_program
from speedwright.sandbox.isolation import SCRATCH_BYTES, environment
from speedwright.sandbox.watching import PROCESSES_LIMIT, is_full, processes_beside

# Any would do, as long as both versions have the same.
_HASH_SEED = 1
# What valgrind needs itself, beside what the code under test may have.
_OWN_MIB = 2048
# Processor time of the whole run, which takes some fifty times as long as it would by itself.
_CPU_S = 240
_POLL_S = 0.05
_MOST_OUTPUT = 1 << 20
_TOOL = ("--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null", "--vgdb=no", "--log-fd=2")
_COUNTED = re.compile(rb"^==\d+== I\s+refs:\s+([\d,]+)\s*$", re.MULTILINE)
_ANSWERS = ("warm", "ready", "done", "shown", "ended")


class NotCounted(SpeedwrightError):
    """No instructions were counted: the sentence says why."""


@dataclass(frozen=True, slots=True)
class Counted:
    """The instructions of a batch of calls, and a digest of what those of a replayed batch showed."""

    instructions: int
    shown: str


def counted(sandboxed: Sandboxed, calls: Sequence[Call], replay: Batch, cancellation: Cancellation) -> Counted:
    """Makes all calls once, in one process, under cachegrind; then those of `replay` again, for what they answer.

    A guest makes the batch without calls twice, then with calls, then replayed, each in a fork, which goes on with
    the counts of the process that it came from. So the second difference is that of the calls alone, in all threads.
    Raises NotCounted, Cancelled.
    """
    idle = Batch(0, 0, len(calls), repeat=0)
    batches = (idle, idle, Batch(0, 0, len(calls)), replay)
    answers, counts = _run(sandboxed, b"".join(_script(sandboxed, calls, batches)), cancellation)
    expected = ("ready", "loaded", *_ANSWERS * len(batches))
    if len(answers) < len(expected) or any(key not in each for key, each in zip(expected, answers, strict=False)):
        raise NotCounted("the calls did not come to an end under valgrind")
    # One more of the process that forks, when it ends.
    if len(answers) > len(expected) or len(counts) != len(batches) + 1:
        raise NotCounted("it starts processes, whose instructions cannot be told apart")
    first, second, third, *_ = counts
    beside = second - first
    instructions = third - second - beside
    if instructions < LEAST_COUNTED * beside:
        raise NotCounted("too few different calls were found for the few instructions that each of them takes")
    return Counted(instructions, str(answers[-2]["shown"]))


def _script(sandboxed: Sandboxed, calls: Sequence[Call], batches: Sequence[Batch]) -> Iterator[bytes]:
    """All that a host would say in turn: nothing in it depends on the answers."""
    memory_mib = sandboxed.memory_mib + _OWN_MIB
    # Valgrind knows no seccomp filters. Audit hooks take their place, inside the same isolation.
    yield frame({**task_of(sandboxed), "memory_mib": memory_mib, "import_cpu_s": _CPU_S, "filters": []})
    yield frame({"go": True})
    yield Prepared.of([calls]).message
    for batch in batches:
        yield frame({"job": "sample", **asdict(batch), "cpu_s": _CPU_S})
        for word in ("go", "go", "finish", *(["leave"] if batch.replayed else [])):
            yield frame({word: True})


def _run(sandboxed: Sandboxed, script: bytes, cancellation: Cancellation) -> tuple[list[Any], list[int]]:
    """The guest's answers to the script, and valgrind's counts of its processes in the order in which they ended."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(_scratch()))
        given, said, log = (stack.enter_context(tempfile.TemporaryFile()) for _ in range(3))
        given.write(script)
        given.seek(0)
        command, variables = _command(sandboxed, folder), dict(environment(folder, _HASH_SEED))
        try:
            process = subprocess.Popen(
                command, stdin=given, stdout=said, stderr=log, cwd=folder, env=variables, start_new_session=True
            )
        except OSError as error:
            raise NotCounted(f"valgrind cannot be started: {error}") from error
        try:
            _wait(process, folder, cancellation)
        finally:
            with contextlib.suppress(OSError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        return _frames(_start_of(said)), [int(each.replace(b",", b"")) for each in _COUNTED.findall(_start_of(log))]


def _scratch() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="speedwright-", ignore_cleanup_errors=True)


def _command(sandboxed: Sandboxed, scratch: Path) -> list[str]:
    """Without random addresses: where objects lie changes the order of sets, and what a search in them costs."""
    valgrind, setarch = _installed("valgrind", "valgrind"), _installed("setarch", "util-linux")
    interpreter = sandboxed.interpreter
    program = guest_program(interpreter)
    target = sandboxed.target
    needed = [program, Path(valgrind), *interpreter.places, target.root, target.path.parent, *target.search_path]
    guest = [interpreter.executable, "-s", "-B", str(program)]
    command = [setarch, platform.machine(), "-R", valgrind, *_TOOL, *guest]
    return sandboxed.isolation.command(command, scratch, needed)


def _installed(program: str, package: str) -> str:
    found = shutil.which(program)
    if found is None:
        raise NotCounted(f"{program} was not found; your system's package {package} has it (apt install {package})")
    return found


def _wait(process: subprocess.Popen[bytes], folder: Path, cancellation: Cancellation) -> None:
    """Until the guest has ended. Raises NotCounted where it takes too much of anything, and Cancelled."""
    while True:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_POLL_S)
            return
        cancellation.check()
        if cancellation.remaining_s == 0:
            raise NotCounted("there was not enough time left for valgrind")
        if processes_beside(process.pid) > PROCESSES_LIMIT or is_full(folder, SCRATCH_BYTES):
            raise NotCounted("it starts too many processes, or fills its folder")


def _start_of(file: IO[bytes]) -> bytes:
    file.seek(0)
    return file.read(_MOST_OUTPUT)


def _frames(data: bytes) -> list[Any]:
    """The messages in `data`; none after the first that is not one."""
    found: list[Any] = []
    while len(data) >= 4:
        size = int.from_bytes(data[:4], "big")
        try:
            message = json.loads(data[4 : 4 + size])
        except (ValueError, RecursionError):
            return found
        if not isinstance(message, dict):
            return found
        found.append(message)
        data = data[4 + size :]
    return found
