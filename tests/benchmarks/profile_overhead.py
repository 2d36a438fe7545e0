"""What py-spy costs a program: `python -m tests.benchmarks.profile_overhead [--pairs N] [--seconds S] [--rates N...]`

One process works in equal rounds, and tells what each took, of CPU and of the clock. In windows by turns, in random
order, it is left alone or sampled by `speedwright profile --pid`. Both windows of a pair are neighbours in the same
process: processes that run the same code differ by more than the bar of 5 %. Prints a table with the interval of the
median ratio; writes artifacts/profile_overhead.json.
"""

from __future__ import annotations

import argparse
import contextlib
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from math import comb
from pathlib import Path

from speedwright.model.work import Cancellation, unheard
from speedwright.pipeline.profile import RUNNING_RATE, STARTED_RATE, ProfileRequest, profile
from speedwright.settings import Settings
from tests.benchmarks.corpora import print_table, write_result

BAR = 1.05
PROGRAM = Path(__file__).parents[2] / "fixtures" / "profiles" / "shares.py"
# Ten milliseconds a round or so: long against the clock's grain, short against a window.
ROUNDS = 60
WORKING = """
import signal, sys, time
sys.path.insert(0, {folder!r})
import shares
signal.signal(signal.SIGTERM, lambda *_: sys.exit())
print("ready", flush=True)
with open({output!r}, "w") as told:
    while True:
        cpu = time.process_time()
        start = time.monotonic()
        shares.main({rounds})
        told.write(f"{{start}} {{time.monotonic()}} {{time.process_time() - cpu}}\\n")
"""


@dataclass(frozen=True)
class Round:
    """On the monotonic clock; `cpu_s` as the process counts its own."""

    start: float
    end: float
    cpu_s: float


@dataclass(frozen=True)
class Window:
    """When the process was sampled, or left alone."""

    start: float
    end: float


@dataclass(frozen=True)
class Overhead:
    """Ratios of a round's time, sampled to alone: the median over pairs, and its interval at 95 %."""

    what: str
    rate: int
    pairs: int
    median: float
    low: float
    high: float


@contextlib.contextmanager
def worker(folder: Path, output: Path) -> Iterator[int]:
    """The process at work; what it told is written when it has ended."""
    (folder / "shares.py").write_bytes(PROGRAM.read_bytes())
    script = WORKING.format(folder=str(folder), output=str(output), rounds=ROUNDS)
    process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE)
    try:
        assert process.stdout is not None
        process.stdout.readline()
        yield process.pid
    finally:
        process.terminate()
        process.wait()


def window(pid: int, folder: Path, seconds: float, rate: int | None) -> Window:
    """From the first sample to the last, or as long without any."""
    if rate is None:
        start = time.monotonic()
        time.sleep(seconds)
        return Window(start, time.monotonic())
    start = time.monotonic()
    request = ProfileRequest(root=folder, settings=Settings(), folder=folder, pid=pid, seconds=seconds, rate=rate)
    profile(request, unheard, Cancellation())
    return Window(start, time.monotonic())


def rounds_of(output: Path) -> list[Round]:
    """What the process told; the last line may be cut."""
    lines = output.read_text().splitlines()[:-1]
    return [Round(*map(float, line.split())) for line in lines]


def in_window(rounds: Sequence[Round], at: Window) -> list[Round]:
    """Those that lie wholly within."""
    return [each for each in rounds if at.start <= each.start and each.end <= at.end]


def overhead_of(what: str, rate: int, ratios: Sequence[float]) -> Overhead:
    """The order statistics that bound the median at 95 % or more (Conover, Practical Nonparametric Statistics)."""
    ordered, pairs = sorted(ratios), len(ratios)
    outside = (2 * sum(comb(pairs, k) for k in range(rank)) / 2**pairs for rank in range(1, pairs // 2 + 1))
    rank = max(1, sum(each <= 0.05 for each in outside))
    return Overhead(what, rate, pairs, statistics.median(ordered), ordered[rank - 1], ordered[-rank])


def measured(folder: Path, pairs: int, seconds: float, rate: int) -> list[Overhead]:
    """Both ratios over all pairs of windows."""
    output, chance = folder / "told", random.Random(1)
    windows: list[tuple[Window, Window]] = []
    with worker(folder, output) as pid:
        for _ in range(pairs):
            order = chance.sample([None, rate], 2)
            found = {each: window(pid, folder, seconds, each) for each in order}
            windows.append((found[rate], found[None]))
    rounds = rounds_of(output)
    both = [(in_window(rounds, sampled), in_window(rounds, alone)) for sampled, alone in windows]
    cpu = [_mean([a.cpu_s for a in on]) / _mean([b.cpu_s for b in off]) for on, off in both]
    clock = [_mean([a.end - a.start for a in on]) / _mean([b.end - b.start for b in off]) for on, off in both]
    return [overhead_of("CPU", rate, cpu), overhead_of("clock", rate, clock)]


def _mean(values: Sequence[float]) -> float:
    """The mean, not the median: a pause that few rounds meet is a cost all the same."""
    return statistics.fmean(values)


def main() -> None:
    """Measures, and tells whether the bar holds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=30)
    parser.add_argument("--rates", type=int, nargs="+", default=[RUNNING_RATE, STARTED_RATE], metavar="N")
    parser.add_argument("--seconds", type=float, default=3.0, help="of each window")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = [
            each for rate in options.rates for each in measured(Path(folder), options.pairs, options.seconds, rate)
        ]
    rows = [
        (each.what, each.rate, each.pairs, f"{each.median:.3f}x", f"{each.low:.3f}-{each.high:.3f}",
         "yes" if each.median <= BAR else "NO")
        for each in found
    ]  # fmt: skip
    print_table(("py-spy", "samples a second", "pairs", "sampled to alone", "interval", "within 5 %"), rows)
    write_result("profile_overhead", {"overhead": [asdict(each) for each in found]})


if __name__ == "__main__":
    main()
