"""The host's side of a guest: start it, ask it for one job at a time, restart it when a job broke it."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any

from speedwright.errors import SpeedwrightError
from speedwright.model.recipe import Call, Case, step_to_json
from speedwright.model.work import Cancellation
from speedwright.sandbox import seccomp
from speedwright.sandbox.answers import checked_attempt, checked_observation
from speedwright.sandbox.clock import cpu_seconds, peak_memory, queued_seconds
from speedwright.sandbox.connection import Connection, GuestLost, GuestTimeout, frame
from speedwright.sandbox.interpreter import Interpreter
from speedwright.sandbox.isolation import Isolation
from speedwright.sandbox.target import Target

# Importing pandas on a busy machine takes a few seconds; a module that needs more is not verified.
IMPORT_CPU_S = 20.0
# After this many inputs that could not be finished, further ones get this much less time.
PATIENCE = 3
IMPATIENT_S = 0.1


_WHY_NOT_IMPORTED = {
    GuestTimeout: "importing it takes too long",
    ProcessLookupError: "importing it ends the process",
}


def _nothing() -> None:
    """What there is to forget before a start."""


class ImportFailed(SpeedwrightError):
    """The module under test cannot be imported, or has no such function."""


@dataclass(frozen=True, slots=True)
class Sandboxed:
    """All that it takes to start a guest on one version of a module."""

    target: Target
    source: bytes
    function: str
    interpreter: Interpreter
    isolation: Isolation
    memory_mib: int
    # Where something is allowed to differ, large values are shown whole: their digests would hide it.
    relaxed: bool = False


@dataclass(frozen=True, slots=True)
class Sample:
    """One timing, read from outside: CPU seconds, seconds asleep, and the growth of peak memory in bytes.

    Of a replayed batch also a digest of what the calls showed, and the CPU seconds spent before and after them.
    """

    cpu_s: float
    asleep_s: float
    memory: int
    shown: str = ""
    around_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Batch:
    """Which of the prepared calls a sample makes: `count` from `start` on, round and round, `repeat` times over.

    The calls of a `replayed` one are made once, and what they gave is shown afterwards. `reserve` is how
    many bytes of memory are touched before the clock runs.
    """

    size: int
    start: int
    count: int
    repeat: int = 1
    replayed: bool = False
    reserve: int = 0


@dataclass(frozen=True, slots=True)
class Prepared:
    """The calls that samples are made of, by size, as they travel to a guest."""

    message: bytes

    @classmethod
    def of(cls, workload: Sequence[Sequence[Call]]) -> Prepared:
        """The same for every guest that is to be timed."""
        calls = [[step_to_json(call) for call in size] for size in workload]
        return cls(frame({"job": "prepare", "workload": calls}))


@dataclass(frozen=True, slots=True)
class Planting:
    """Which faults to plant: at most `many`, or `only` these numbers; within `budget_s` of processor time."""

    many: int
    budget_s: float
    only: tuple[int, ...] | None = None


def task_of(it: Sandboxed, instrumented: bool = False) -> dict[str, Any]:
    """The first message to a guest: what it is to import, and within which limits."""
    return {
        "module": it.target.module,
        "path": str(it.target.path),
        "source": it.source.hex(),
        "search_path": [str(folder) for folder in it.target.search_path],
        "root": str(it.target.root),
        "function": it.function,
        "instrumented": instrumented,
        "memory_mib": it.memory_mib,
        "relaxed": it.relaxed,
        "import_cpu_s": int(IMPORT_CPU_S) * 10,
        "filters": seccomp.filters() if it.isolation.is_real else [],
    }


class Guest:
    """A live guest on one version. Use as a context manager.

    Raises ImportFailed on entry. A job that ends the child, or takes too long, costs only that job: the next
    one gets a fresh child.
    """

    def __init__(
        self, sandboxed: Sandboxed, hash_seed: int, cancellation: Cancellation, instrumented: bool = False
    ) -> None:
        self.sandboxed = sandboxed
        self._hash_seed = hash_seed
        self._cancellation = cancellation
        self._instrumented = instrumented
        self._connection: Connection | None = None
        # The host's number of the process that imported the module, and forks for each job.
        self._parent = 0
        self._forget: Callable[[], None] = _nothing
        self.import_s = 0.0
        self.files: tuple[str, ...] = ()
        self._forks = True

    def __enter__(self) -> Guest:
        self._start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def _start(self) -> Connection:
        self._cancellation.check()
        it = self.sandboxed
        needed = (it.target.root, it.target.path.parent, *it.target.search_path)
        connection = Connection(it.interpreter, it.isolation, needed, self._hash_seed, self._cancellation)
        self._connection = connection
        self._forget = self._cancellation.on_cancel(connection.kill)
        try:
            connection.send(task_of(it, self._instrumented))
            ready = connection.receive(IMPORT_CPU_S)
            if "unconfined" in ready:
                raise GuestLost(f"its interpreter cannot be confined: {ready['unconfined']}")
            self._parent = connection.sender
            at_rest = connection.processes()
            before = cpu_seconds(self._parent)
            connection.send({"go": True})
            answer = connection.receive(IMPORT_CPU_S, self._parent)
            if "loaded" in answer:
                # The child waits before and after the import: its clock stands still while it is read.
                self.import_s = cpu_seconds(self._parent) - before
            if connection.sender != self._parent or ("loaded" in answer and connection.has_more):
                raise GuestLost("it meddles with the protocol")
            if "loaded" in answer and connection.processes() != at_rest:
                raise GuestLost("it leaves other processes behind")
        except (GuestLost, GuestTimeout, ProcessLookupError) as error:
            self._stop()
            self._cancellation.check()
            why = _WHY_NOT_IMPORTED.get(type(error)) or f"when imported, {error}"
            raise ImportFailed(f"{it.target.module} cannot be verified: {why}") from error
        if "loaded" not in answer:
            self._stop()
            raise ImportFailed(f"{it.target.module} cannot be imported: {answer.get('failed', 'no reason given')}")
        self.files = tuple(str(file) for file in _list(answer.get("files")))
        self._forks = bool(answer.get("forks"))
        return connection

    def _stop(self) -> None:
        self._forget()
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def observe(self, cases: Sequence[Case], case_s: float) -> list[Any]:
        """What each case shows, as the guest writes it; `{"timeout": True}` and `{"lost": reason}` are answers too.

        Each case meets the module as it is after import, or at least unchanged in all that the guest can see.
        There are fewer answers than cases when the deadline passes; after some time-outs the rest get less time.
        """
        answers: list[Any] = []
        while len(answers) < len(cases) and self._cancellation.remaining_s > 0:
            impatient = sum("timeout" in answer for answer in answers) >= PATIENCE
            answers += self._observed(cases[len(answers) :], min(case_s, IMPATIENT_S) if impatient else case_s)
        self._cancellation.check()
        return answers

    def _observed(self, cases: Sequence[Case], case_s: float) -> list[Any]:
        """Answers for a first part of the cases, at least for one."""
        job = frame({"job": "observe", "case_s": case_s, "cpu_s": 3600}, {"cases": _written(cases)})
        answers: list[Any] = []
        connection = self._connection or self._start()
        try:
            connection.send_frame(job)
            pid = self._started(connection)
            while "answer" in (message := connection.receive(case_s + 1.0, pid)):
                answers.append(checked_observation(message["answer"]))
                if len(answers) > len(cases) or connection.sender != pid:
                    raise GuestLost("the child broke the protocol")
            self._check_ended(connection, message)
        except (GuestLost, GuestTimeout) as error:
            self._stop()
            self._cancellation.check()
            return [*answers, {"timeout": True} if isinstance(error, GuestTimeout) else {"lost": str(error)}]
        if not self._forks:
            self._stop()
        return answers or [{"lost": "the function ended the process"}]

    def cover(self, cases: Sequence[Case], case_s: float, cpu_s: float) -> Any:
        """The branches that each case reaches; for instrumented guests. Raises GuestTimeout, GuestLost."""
        return self._job({"job": "cover", "case_s": case_s}, cpu_s, cases)

    def mutate(self, cases: Sequence[Case], case_s: float, planting: Planting, cpu_s: float) -> Any:
        """The fates of faults planted in the module; see the guest's `mutating`. Raises GuestTimeout, GuestLost."""
        return self._job({"job": "mutate", "case_s": case_s, **dataclasses.asdict(planting)}, cpu_s, cases)

    def attempt(self, versions: Sequence[bytes], job: Mapping[str, Any], cpu_s: float) -> Any:
        """Which other versions answer as this one does, and how quickly (see the guest's `trying`).

        `inputs` and, unless that is 0, `versions`, this one first. Raises GuestTimeout, GuestLost.
        """
        answer = self._job({"job": "try", "versions": [each.hex() for each in versions], **job}, cpu_s)
        return checked_attempt(answer, len(versions) + 1)

    def record(self, snippets: Sequence[str], cpu_s: float) -> Any:
        """The calls that example code makes. Raises GuestTimeout, GuestLost."""
        return self._job({"job": "record", "snippets": list(snippets)}, cpu_s)

    def test(self, job: Mapping[str, Any], cpu_s: float) -> Any:
        """What becomes of existing tests (see the guest's `testing`). Raises GuestTimeout, GuestLost."""
        return self._job({"job": "test", **job}, cpu_s)

    def solve(self, candidate: bytes, hints: Mapping[str, str], solve_s: float, wall_s: float) -> Any:
        """CrossHair's word on this version and another; see the guest's `solving`. Raises GuestTimeout, GuestLost."""
        job = {
            "job": "solve",
            "candidate": candidate.hex(),
            "hints": dict(hints),
            "solve_s": solve_s,
            "wall_s": wall_s,
        }
        return self._job(job, wall_s)

    def signature(self) -> Any:
        """The entry point's signature. Raises GuestTimeout, GuestLost."""
        return self._job({"job": "signature"}, 10.0)

    def _job(self, job: dict[str, Any], cpu_s: float, cases: Sequence[Case] = ()) -> Any:
        connection = self._connection or self._start()
        try:
            connection.send_frame(frame({**job, "cpu_s": int(cpu_s) + 2}, {"cases": _written(cases)}))
            pid = self._started(connection)
            answer = connection.receive(cpu_s, pid)
            if "answer" not in answer or connection.sender != pid:
                raise GuestLost("the function ended the process")
            self._finish(connection)
        except (GuestLost, GuestTimeout):
            self._stop()
            self._cancellation.check()
            raise
        return answer["answer"]

    def _finish(self, connection: Connection) -> None:
        if not self._forks:
            self._stop()
            return
        self._check_ended(connection, connection.receive(5.0))

    def _check_ended(self, connection: Connection, message: Any) -> None:
        """The guest's own word that the job's process is gone; nobody else's counts, and nothing may follow."""
        if "ended" not in message or connection.sender != self._parent or connection.has_more:
            raise GuestLost("the child broke the protocol")

    def _started(self, connection: Connection) -> int:
        """The number of the process that begins to do a job."""
        message = connection.receive(5.0)
        if "started" not in message or (self._forks and connection.sender == self._parent):
            raise GuestLost("the child broke the protocol")
        return connection.sender

    def prepare(self, workload: Prepared) -> None:
        """Hands over the calls that samples are made of. Raises GuestLost."""
        connection = self._connection or self._start()
        connection.send_frame(workload.message)

    def sample(self, batch: Batch, cpu_s: float) -> Sample:
        """Times one batch of first calls (see the guest's `sampling`). Raises GuestTimeout, GuestLost.

        A guest that was lost is not prepared again: its timings are over.
        """
        if self._connection is None:
            raise GuestLost("the child ended")
        try:
            return self._sampled(self._connection, batch, cpu_s)
        except (GuestLost, GuestTimeout, ProcessLookupError) as error:
            self._stop()
            self._cancellation.check()
            raise error if not isinstance(error, ProcessLookupError) else GuestLost("the child ended") from error

    def _sampled(self, connection: Connection, batch: Batch, cpu_s: float) -> Sample:
        begun = self._cpu_seconds(None)
        connection.send({"job": "sample", **dataclasses.asdict(batch), "cpu_s": int(cpu_s) + 10})
        for expected in ("warm", "ready"):
            message = connection.receive(10.0 + cpu_s)
            if expected not in message:
                raise GuestLost(str(message.get("unbuildable", "the child ended")))
            if expected == "warm":
                connection.send({"go": True})
        pid = connection.sender
        if self._forks and pid == self._parent:
            raise GuestLost("the child broke the protocol")
        memory = peak_memory(pid)
        before = self._clocks(pid)
        connection.send({"go": True})
        done = connection.receive(cpu_s, pid)
        cpu, queued, wall = (now - then for now, then in zip(self._clocks(pid), before, strict=True))
        if "done" not in done or connection.sender != pid:
            raise GuestLost("the function ended the process")
        memory = peak_memory(pid) - memory
        connection.send({"finish": True})
        after = connection.receive(cpu_s + 10.0, pid)
        if "shown" not in after or connection.sender != pid:
            raise GuestLost("the child broke the protocol")
        around_s = 0.0
        if batch.replayed:
            around_s = self._cpu_seconds(pid) - begun - cpu
            connection.send({"leave": True})
        self._finish(connection)
        return Sample(cpu, max(0.0, wall - cpu - queued), memory, str(after["shown"]), around_s)

    def _clocks(self, pid: int) -> tuple[float, float, float]:
        """CPU seconds, seconds for which the child or the host waited for a processor, and what a watch shows."""
        queued = queued_seconds(pid) + queued_seconds("thread-self")
        return self._cpu_seconds(pid), queued, time.perf_counter()

    def _cpu_seconds(self, pid: int | None) -> float:
        """Of the guest and of the process that does its job: what one has the other do counts too."""
        return sum(cpu_seconds(each) for each in {self._parent, pid} if each is not None)


def _written(cases: Sequence[Case]) -> str:
    return f"[{','.join(case.key for case in cases)}]"


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
