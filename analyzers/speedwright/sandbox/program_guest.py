"""The host's side of a guest that runs a whole program, once for every input."""

from __future__ import annotations

import json
import math
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Literal

from speedwright.model.work import Cancellation
from speedwright.sandbox import seccomp
from speedwright.sandbox.clock import cpu_seconds, queued_seconds
from speedwright.sandbox.connection import Connection, GuestLost, GuestTimeout
from speedwright.sandbox.guest_handle import ImportFailed
from speedwright.sandbox.interpreter import Interpreter
from speedwright.sandbox.isolation import Isolation

# A run that makes no use of the processor is given this much more wall time: the machine is shared.
_WALL_PER_CPU = 6.0
_STARTING_S = 20.0
# SIGPROF, SIGALRM, SIGXCPU and SIGVTALRM end a run that has used up its time.
_OUT_OF_TIME = frozenset({-27, -14, -24, -26})


@dataclass(frozen=True, slots=True)
class Program:
    """All that it takes to run one version of a program.

    `path` is where it seems to lie in either version, `root` the workspace that it may read.
    """

    path: Path
    root: Path
    source: bytes
    interpreter: Interpreter
    isolation: Isolation
    memory_mib: int


@dataclass(frozen=True, slots=True)
class Stream:
    """What was written to a stream: bytes, their SHA-256, and how the text begins."""

    size: int
    digest: str
    text: str


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault that can be planted: its function (empty outside of all), its line, and what it is."""

    function: str
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Probed:
    """Numbers of the faults that a run came to, of those that would change a value there, and that no value fits."""

    reached: frozenset[int]
    told: frozenset[int]
    unfit: frozenset[int]


@dataclass(frozen=True, slots=True)
class Run:
    """What one run showed. `status` is the exit status, or minus the signal that ended it.

    `raised` is the exception that nobody caught, as guests write exceptions. `failure` says why there is nothing to
    compare: `time-out` or `lost`. `hits` are the branches reached, in instrumented programs. In those for faults
    `probed` says what the plain program did at their places, and `idle` that a planted fault is none.
    """

    status: int
    cpu_s: float
    output: Stream
    errors: Stream
    raised: Mapping[str, Any] | None = None
    effects: tuple[tuple[str, ...], ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    failure: str | None = None
    hits: frozenset[tuple[int, bool]] = frozenset()
    probed: Probed | None = None
    idle: bool = False


_NOTHING = Stream(0, "", "")


@dataclass(frozen=True, slots=True)
class ProgramSample:
    """One timed run: CPU seconds read from outside, seconds asleep, and peak memory in bytes."""

    cpu_s: float
    asleep_s: float
    memory: int


class ProgramGuest:
    """A live guest on one version of a program. Use as a context manager.

    Raises ImportFailed on entry for a program that is not Python. A run that breaks the guest costs only itself.
    """

    def __init__(
        self,
        program: Program,
        hash_seed: int,
        cancellation: Cancellation,
        kind_of_code: Literal["plain", "instrumented", "faulty"] = "plain",
    ) -> None:
        self._program = program
        self._hash_seed = hash_seed
        self._cancellation = cancellation
        self._kind_of_code = kind_of_code
        self._connection: Connection | None = None
        self._forget: Callable[[], None] = lambda: None
        self._forker = 0
        self.sites: tuple[tuple[str, tuple[bool, ...]], ...] = ()
        self.faults: tuple[Fault, ...] = ()

    def __enter__(self) -> ProgramGuest:
        self._start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def _start(self) -> Connection:
        self._cancellation.check()
        it = self._program
        needed = (it.root, it.path.parent)
        connection = Connection(it.interpreter, it.isolation, needed, self._hash_seed, self._cancellation)
        self._connection = connection
        self._forget = self._cancellation.on_cancel(connection.kill)
        try:
            connection.send(
                {
                    "kind": "program",
                    "path": str(it.path),
                    "source": it.source.hex(),
                    "kind_of_code": self._kind_of_code,
                    "memory_mib": it.memory_mib,
                    "filters": seccomp.filters() if it.isolation.is_real else [],
                }
            )
            answer = connection.receive(_STARTING_S)
        except (GuestLost, GuestTimeout) as error:
            self._stop()
            self._cancellation.check()
            raise ImportFailed(f"{it.path.name} cannot be run: {error}") from error
        if "loaded" not in answer:
            self._stop()
            raise ImportFailed(f"{it.path.name} cannot be run: {answer.get('failed', 'no reason given')}")
        self._forker = connection.sender
        self.sites = tuple((str(name), tuple(map(bool, outcomes))) for name, _, outcomes in answer.get("sites", []))
        self.faults = tuple(
            Fault(str(function), int(line), str(text)) for function, line, text in answer.get("faults", [])
        )
        return connection

    def _stop(self) -> None:
        self._forget()
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def run(self, inputs: Sequence[bytes], cpu_s: float, fault: int | Literal["probes"] | None = None) -> list[Run]:
        """What the program does with each input; fewer runs than inputs when the deadline passes.

        A program for faults is run with the `fault` of a number, or with probes at the places of all of them.
        """
        runs: list[Run] = []
        while len(runs) < len(inputs) and self._cancellation.remaining_s > 0:
            runs += self._runs(inputs[len(runs) :], cpu_s, fault)
        self._cancellation.check()
        return runs

    def _runs(self, inputs: Sequence[bytes], cpu_s: float, fault: int | Literal["probes"] | None) -> list[Run]:
        runs: list[Run] = []
        connection = self._connection or self._start()
        try:
            for text in inputs:
                if self._cancellation.remaining_s == 0:
                    break
                connection.send(_job([text], cpu_s, observed=True, fault=fault))
                runs.append(_decoded(connection.receive(cpu_s * _WALL_PER_CPU + 1.0)))
        except (GuestLost, GuestTimeout) as error:
            self._stop()
            self._cancellation.check()
            failure = "time-out" if isinstance(error, GuestTimeout) else "lost"
            return [*runs, Run(-9, cpu_s, _NOTHING, _NOTHING, failure=failure)]
        return runs

    def sample(self, text: bytes, cpu_s: float, empty: bool = False) -> ProgramSample:
        """Times one run on an input, or one of an empty program. Raises GuestTimeout, GuestLost."""
        connection = self._connection or self._start()
        try:
            return self._sampled(connection, _job([text], cpu_s, timed=True, empty=empty), cpu_s)
        except (GuestLost, GuestTimeout, ProcessLookupError) as error:
            self._stop()
            self._cancellation.check()
            raise error if not isinstance(error, ProcessLookupError) else GuestLost("the child ended") from error

    def _sampled(self, connection: Connection, job: dict[str, Any], cpu_s: float) -> ProgramSample:
        connection.send(job)
        _expect(connection.receive(5.0), "ready")
        pid = connection.sender
        waiting = (pid, self._forker, threading.get_native_id())
        before = _clocks(waiting)
        connection.send({"go": True})
        over = connection.receive(cpu_s * _WALL_PER_CPU)
        # The process is over and not yet gone: its clock stands still while it is read.
        cpu, queued, wall = (now - then for now, then in zip(_clocks(waiting), before, strict=True))
        _expect(over, "over")
        connection.send({"read": True})
        answer = connection.receive(5.0)
        run = _decoded(answer)
        if run.failure is not None:
            raise GuestTimeout(f"no end within {cpu_s:g} s")
        memory = answer.get("memory")
        # Of processes that the program waited for, only the system's own account tells.
        return ProgramSample(
            max(cpu, run.cpu_s - before[0]), max(0.0, wall - cpu - queued), memory if isinstance(memory, int) else 0
        )


def _job(
    inputs: Sequence[bytes],
    cpu_s: float,
    observed: bool = False,
    timed: bool = False,
    empty: bool = False,
    fault: int | Literal["probes"] | None = None,
) -> dict[str, Any]:
    return {
        "inputs": [text.decode("utf-8", "surrogateescape") for text in inputs],
        "cpu_s": cpu_s,
        "wall_s": cpu_s * _WALL_PER_CPU,
        "observed": observed,
        "timed": timed,
        "empty": empty,
        "fault": fault,
    }


def _expect(message: Any, word: str) -> None:
    if word not in message:
        raise GuestLost("the child broke the protocol")


def _clocks(waiting: Sequence[int]) -> tuple[float, float, float]:
    """CPU seconds of the first process, seconds that any of them waited for a processor, and the time.

    The end of a run is told by the process that forked it, and read by this thread: on a busy machine either may have
    to wait, and that is not the program's sleep.
    """
    return cpu_seconds(waiting[0]), sum(map(queued_seconds, waiting)), time.perf_counter()


def _decoded(answer: Any) -> Run:
    """The run behind a guest's answer. Raises GuestLost: a child may send nonsense."""
    try:
        status = int(answer["status"])
        raised: Mapping[str, Any] | None = None
        effects: list[tuple[str, ...]] = []
        hits: frozenset[tuple[int, bool]] = frozenset()
        probed: Probed | None = None
        idle = False
        for kind, value in map(json.loads, str(answer["report"]).splitlines()):
            if kind == "raised" and raised is None:
                raised = {key: value[key] for key in ("type", "own", "message", "said")}
            elif kind == "effect":
                effects.append(tuple(map(str, value)))
            elif kind == "hits":
                hits = frozenset((int(site), bool(outcome)) for site, outcome in value)
            elif kind == "faults":
                probed = Probed(*(frozenset(map(int, value[name])) for name in ("reached", "told", "unfit")))
            elif kind == "idle":
                idle = True
        return Run(
            status=status,
            cpu_s=_seconds(answer["cpu_s"]),
            output=_stream(answer["output"]),
            errors=_stream(answer["errors"]),
            raised=raised,
            effects=tuple(effects),
            files={str(name): str(digest) for name, digest in answer["files"].items()},
            failure="time-out" if status in _OUT_OF_TIME else None,
            hits=hits,
            probed=probed,
            idle=idle,
        )
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise GuestLost("the child broke the protocol") from error


def _seconds(value: Any) -> float:
    seconds = float(value)
    if not math.isfinite(seconds):
        raise ValueError(value)
    return seconds


def _stream(value: Any) -> Stream:
    return Stream(int(value["size"]), str(value["digest"]), str(value["text"]))
