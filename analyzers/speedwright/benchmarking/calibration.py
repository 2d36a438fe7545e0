"""The machine's own noise: how much faster than itself the same code can seem here and now."""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import json
import math
import os
import platform
import random
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from speedwright.benchmarking.processes import process_pairs
from speedwright.benchmarking.timings import Timings, balanced
from speedwright.cache import cache_folder, put
from speedwright.model.recipe import Atom, Call, Items
from speedwright.model.thresholds import MIN_RATIO, NOISE_MARGIN
from speedwright.model.work import Cancellation
from speedwright.model.workload import LADDER, Workload, WorkloadSize
from speedwright.sandbox.guest_handle import Sandboxed
from speedwright.sandbox.program_guest import Program
from speedwright.sandbox.target import locate

SCHEMA = 1
PROCESS_PAIRS = 3
# Few samples where they agree; of a machine that seems noisy more, for its timings are medians of more, too.
PAIRS, MOST_PAIRS = 5, 15
# A machine changes in a week (updates, a new power plan), and with what else runs on it. A short while it stays.
# Noise that would raise the threshold is not remembered for longer: what caused it may be over.
OLDEST_S = 7 * 86_400
YOUNGEST_S = 300
OTHER_LOAD = 0.5
# With less left of the budget than this, the time is better spent on what is asked.
LEAST_S = 3.0
_SOURCE = b"""
def subject(values):
    seen = {}
    for value in values:
        seen[value] = seen.get(value, 0) + value % 7
    return sorted(seen.items())
"""
_CALL_S = 2e-4


@dataclass(frozen=True, slots=True)
class NoiseRecord:
    """A noise floor, when it was found (seconds since the epoch), and the load per processor at that time."""

    floor: float
    taken: float
    load: float

    def holds(self, now: float, load: float) -> bool:
        """Whether it still tells something about the machine."""
        age = now - self.taken
        if not 0 <= age <= OLDEST_S:
            return False
        return age <= YOUNGEST_S or (self.floor <= MIN_RATIO and abs(load - self.load) <= OTHER_LOAD)


def noise_floor(like: Sandboxed | Program, cancellation: Cancellation) -> float:
    """The ratio that identical code reaches here, at least 1: from the cache, else measured in a second or two.

    `like` says in which interpreter and isolation. Raises NotMeasurable and ImportFailed when it cannot be measured.
    """
    path = cache_folder() / f"noise-{SCHEMA}" / f"{_machine_class(like)}.json"
    known, load = _read(path), _load()
    if known is not None and known.holds(time.time(), load):
        return known.floor
    if cancellation.remaining_s < LEAST_S:
        return known.floor if known is not None else 1.0
    found = NoiseRecord(round(_measured(like, cancellation), 4), time.time(), load)
    _write(path, found)
    return found.floor


def floor_of(medians: list[float]) -> float:
    """The floor by the median ratios of several pairs of processes, all of identical code.

    The furthest from 1 in either direction, and `NOISE_MARGIN` further (on a logarithmic scale): few were tried.
    """
    furthest = max((max(each, 1 / each) for each in medians), default=1.0)
    return math.pow(furthest, NOISE_MARGIN)


def _measured(like: Sandboxed | Program, cancellation: Cancellation) -> float:
    rng = random.Random(1)
    calls = tuple(Call((Items("list", tuple(Atom(rng.randrange(600)) for _ in range(900))),)) for _ in range(40))
    size = WorkloadSize(900, calls, _CALL_S)
    with tempfile.TemporaryDirectory(prefix="speedwright-") as folder:
        path = Path(folder).resolve() / "speedwright_noise.py"
        path.write_bytes(_SOURCE)
        target = locate(path, path.parent)
        subject = Sandboxed(target, _SOURCE, "subject", like.interpreter, like.isolation, like.memory_mib)
        workload = Workload((size,), LADDER)
        with process_pairs(subject, subject, range(1, 1 + PROCESS_PAIRS), workload, cancellation) as pairs:
            series = [Timings(0, size, True, balanced(random.Random(number))) for number in range(len(pairs))]
            for each in series:
                each.plan(_CALL_S, _CALL_S)
            for number in range(MOST_PAIRS):
                if number >= PAIRS and _floor(series) <= MIN_RATIO:
                    break
                for pair, each in zip(pairs, series, strict=True):
                    timed = pair.time(each.batch(), next(each.order))
                    each.add(timed.original_s, timed.candidate_s, timed.asleep)
            return _floor(series)


def _floor(series: list[Timings]) -> float:
    return floor_of([each.interval().ratio for each in series])


def _machine_class(like: Sandboxed | Program) -> str:
    """What a floor holds for: processor, cores, governor of its frequency, virtualisation, interpreter, isolation."""
    described = [
        platform.system(),
        platform.machine(),
        *processor(),
        os.cpu_count(),
        _text(Path("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor")),
        like.interpreter.version,
        like.isolation.name,
    ]
    return hashlib.sha256(json.dumps(described).encode()).hexdigest()[:16]


def processor() -> tuple[str, bool]:
    """The processor's name, and whether the system runs in a virtual machine."""
    lines = _text(Path("/proc/cpuinfo")).splitlines()
    name = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")
    flags = next((line.partition(":")[2].split() for line in lines if line.startswith("flags")), [])
    return name or platform.processor(), "hypervisor" in flags


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""


def _load() -> float:
    """Processes that were ready to run in the last minute, per processor; 0 where the system does not tell."""
    try:
        return os.getloadavg()[0] / (os.cpu_count() or 1)
    except OSError:
        return 0.0


def _read(path: Path) -> NoiseRecord | None:
    try:
        data: Any = json.loads(path.read_text(encoding="utf-8"))
        record = NoiseRecord(float(data["floor"]), float(data["taken"]), float(data["load"]))
    except (OSError, ValueError, TypeError, KeyError):
        return None
    return record if record.floor >= 1 else None


def _write(path: Path, record: NoiseRecord) -> None:
    """Where the folder cannot be written, the next time measures again."""
    with contextlib.suppress(OSError):
        put(path, json.dumps(dataclasses.asdict(record)))
