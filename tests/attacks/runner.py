"""Runs hostile candidates through the real `verify`, and looks at what they did to the world around them."""

from __future__ import annotations

import contextlib
import hashlib
import multiprocessing
import os
import socket
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from speedwright.errors import SpeedwrightError
from speedwright.model.verdict import Outcome
from speedwright.pipeline import admission
from speedwright.pipeline import verify as use_case
from speedwright.sandbox.isolation import Isolation

CASES = Path(__file__).parents[2] / "fixtures" / "attacks"
# Kinds of attack that another isolation answers in another way.
HELD_BY_ISOLATION = ("network", "files", "processes")
SECRET = "SPEEDWRIGHT_TEST_SECRET"
BUDGET_S = 4.0
# What is left after so long would be left for ever. Far above the second that is promised: this is no test of speed.
ORPHANS_S = 10.0

ORIGINAL = """def total(values: list[int]) -> int:
    result = 0
    for value in values:
        for _ in range(3):
            square = value * value
        result += square
    return result
"""


@dataclass(frozen=True)
class Result:
    """What one attack came to. `damage` names what it reached outside its sandbox, empty when it was contained."""

    case: str
    kind: str
    isolation: str
    screened: bool
    outcome: str
    reason: str
    damage: tuple[str, ...]
    elapsed_s: float

    @property
    def is_contained(self) -> bool:
        return self.outcome != Outcome.ACCEPTED.value and not self.damage


def cases(*kinds: str) -> list[Path]:
    """The candidates of these kinds, or of all."""
    return sorted(path for path in CASES.glob("*/*.py") if not kinds or path.parent.name in kinds)


@contextlib.contextmanager
def defended(isolation: Isolation, screened: bool) -> Iterator[None]:
    """With this isolation; without the screening, an attack meets what is behind it."""
    with contextlib.ExitStack() as stack:
        stack.enter_context(mock.patch.object(use_case, "best_isolation", lambda: isolation))
        if not screened:
            stack.enter_context(mock.patch.object(admission, "screen", lambda original, candidate: ()))
        stack.enter_context(mock.patch.dict(os.environ, {SECRET: "hunter2"}))
        yield


def attack(case: Path, isolation: str, screened: bool) -> Result:
    """One attack, in a workspace of its own; call it inside `defended`."""
    with tempfile.TemporaryDirectory(prefix="attacked-") as folder, _Surroundings(Path(folder)) as surroundings:
        candidate = Path(folder) / "candidate.txt"
        candidate.write_text(surroundings.written_for(case))
        before = _state(Path(folder))
        request = use_case.VerifyRequest(Path(folder) / "subject.py", candidate, "total", budget_s=BUDGET_S)
        try:
            verdict = use_case.verify(request)
            outcome, reason, elapsed_s = verdict.outcome.value, verdict.reason, verdict.elapsed_s
        except SpeedwrightError as error:
            outcome, reason, elapsed_s = "error", str(error), 0.0
        damage = [f"changed {name}" for name in _differences(before, _state(Path(folder)))]
        damage += surroundings.harm()
    return Result(case.stem, case.parent.name, isolation, screened, outcome, reason, tuple(damage), elapsed_s)


def attack_all(paths: Sequence[Path], isolation: Isolation, screened: bool, jobs: int = 3) -> dict[str, Result]:
    """Attacks by their names, each in a process that stands for the host: what kills it is seen here."""
    with defended(isolation, screened), ProcessPoolExecutor(jobs, multiprocessing.get_context("fork")) as pool:
        running = {path.stem: pool.submit(attack, path, isolation.name, screened) for path in paths}
        return {name: future.result() for name, future in running.items()}


class _Surroundings:
    """A workspace with things to harm, services to reach, and a watch on the processes that are started."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._sessions: set[int] = set()
        self._over = threading.Event()
        self._watch = threading.Thread(target=self._collect, daemon=True)

    def __enter__(self) -> _Surroundings:
        (self._folder / "subject.py").write_text(ORIGINAL)
        (self._folder / "precious.txt").write_text("precious")
        self._listeners = [
            _listening(str(self._folder / "service.socket")),
            _listening(f"\0speedwright-{self._folder.name}"),
        ]
        self._datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._datagrams.bind(("127.0.0.1", 0))
        self._datagrams.setblocking(False)
        self._watch.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._watch.join()
        for listener in self._listeners:
            listener.close()
        self._datagrams.close()

    def written_for(self, case: Path) -> str:
        """The candidate, with the places that it attacks."""
        key = self._folder / "precious.txt"
        port = self._datagrams.getsockname()[1]
        text = case.read_text().replace("PORT", str(port)).replace("KEY", repr(str(Path.home() / ".ssh" / key.name)))
        return text.replace("speedwright-attacked", f"speedwright-{self._folder.name}")

    def harm(self) -> Iterator[str]:
        """What was reached beside files."""
        for listener in self._listeners:
            with contextlib.suppress(BlockingIOError):
                listener.accept()
                yield "reached a socket"
        with contextlib.suppress(BlockingIOError):
            self._datagrams.recv(1)
            yield "sent a datagram"
        yield from (f"left process {pid} behind" for pid in self._orphans())

    def _orphans(self) -> list[int]:
        """What is alive of the sessions that were seen below this process, some time after all should have ended."""
        self._over.set()
        self._watch.join()
        for _ in range(round(ORPHANS_S / 0.05)):
            alive = [pid for pid in _processes() if _session(pid) in self._sessions]
            if not alive:
                break
            time.sleep(0.05)
        return alive

    def _collect(self) -> None:
        own = {os.getsid(0)}
        while not self._over.wait(0.01):
            self._sessions |= {_session(pid) for pid in descendants(os.getpid())} - own - {-1}


def _listening(address: str) -> socket.socket:
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(address)
    listener.listen()
    listener.setblocking(False)
    return listener


def _processes() -> list[int]:
    return [int(entry) for entry in os.listdir("/proc") if entry.isdigit()]


def _session(pid: int) -> int:
    try:
        return os.getsid(pid)
    except OSError:
        return -1


def _parents() -> dict[int, int]:
    parents = {}
    for pid in _processes():
        with contextlib.suppress(OSError, IndexError, ValueError):
            parents[pid] = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    return parents


def descendants(root: int) -> set[int]:
    """All processes below one, as far as their parents are alive."""
    parents = _parents()
    found = {root}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {root}


def _state(folder: Path) -> dict[str, object]:
    """Every file with its content, rights and date."""
    state: dict[str, object] = {}
    for path in sorted(folder.rglob("*")):
        stat = path.lstat()
        content = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        state[path.name] = (stat.st_mode, stat.st_size, stat.st_mtime_ns, content)
    return {**state, "": folder.stat().st_mode}


def _differences(before: dict[str, object], after: dict[str, object]) -> list[str]:
    return [
        name or "the folder" for name in sorted(before.keys() | after.keys()) if before.get(name) != after.get(name)
    ]
