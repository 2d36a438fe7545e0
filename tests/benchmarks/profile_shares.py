"""How true profiles are, and what they cost: `python -m tests.benchmarks.profile_shares [--rounds N] [--pairs N]
[--versions V...]`.

On a program that spends 50, 30, 15 and 5 parts of its time in four functions, by construction: each backend's shares
among the four, for every CPython from 3.9 to 3.14 on this machine (those of Scalene where it can be installed). Then
the overhead of py-spy: CPU time of the same program alone and sampled, in pairs in random order, with the interval
of the median ratio. The bars: 4 points, 5 %. Prints tables; writes artifacts/profile_shares.json.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from speedwright.errors import SpeedwrightError
from speedwright.model.profile import Profile
from speedwright.model.work import Cancellation, unheard
from speedwright.pipeline.profile import ProfileRequest, profile
from speedwright.settings import Settings
from tests.benchmarks.corpora import print_table, write_result
from tests.profiling.interpreters import VERSIONS, interpreter, with_scalene

POINTS_BAR, OVERHEAD_BAR = 4.0, 1.05
NEWEST = "3.15"
PROGRAM = Path(__file__).parents[2] / "fixtures" / "profiles" / "shares.py"
TRUE = {"half": 50.0, "third": 30.0, "sixth": 15.0, "rest": 5.0}
# The program tells its own CPU time: that of the profiler is another matter, and told beside it.
TIMED = """
import resource, sys
sys.path.insert(0, {folder!r})
import shares
shares.main({rounds})
usage = resource.getrusage(resource.RUSAGE_SELF)
open({output!r}, "w").write(str(usage.ru_utime + usage.ru_stime))
"""


@dataclass(frozen=True)
class Shares:
    """Percent of the four functions' time, and the largest distance from the truth in points."""

    backend: str
    python: str
    samples: int
    shares: dict[str, float]
    worst: float


@dataclass(frozen=True)
class Overhead:
    """Ratios of CPU time, sampled to alone; `with_profiler` counts what py-spy itself used as the program's."""

    pairs: int
    median: float
    low: float
    high: float
    with_profiler: float


def taken(backend: str, python: Path, folder: Path, rounds: int) -> Profile:
    request = ProfileRequest(
        root=folder,
        settings=Settings(),
        folder=folder,
        words=(str(python), "shares.py", str(rounds)),
        backend=backend,
        quiet=True,
    )
    return profile(request, unheard, Cancellation())


def shares_of(found: Profile) -> dict[str, float]:
    seconds = dict.fromkeys(TRUE, 0.0)
    for each in found.functions:
        if each.qualname in seconds and each.path == "shares.py":
            seconds[each.qualname] += each.cost.self_s
    whole = sum(seconds.values()) or 1.0
    return {name: 100 * value / whole for name, value in seconds.items()}


def all_shares(folder: Path, rounds: int, versions: Sequence[str]) -> Iterator[Shares]:
    for version in versions:
        plain = interpreter(version) or f"there is no CPython {version}"
        # The newest is beyond what the other two know.
        pythons = {"sampling": plain} if version == NEWEST else {"py-spy": plain, "scalene": with_scalene(version)}
        for backend, python in pythons.items():
            if isinstance(python, str):
                print(f"{backend}, {version}: skipped, {python}", file=sys.stderr)
                continue
            try:
                found = taken(backend, python, folder, rounds)
            except SpeedwrightError as error:
                print(f"{backend}, {version}: {error}", file=sys.stderr)
                continue
            shares = shares_of(found)
            worst = max(abs(shares[name] - TRUE[name]) for name in TRUE)
            yield Shares(backend, found.target.version, found.samples, shares, worst)


def _alone_and_sampled(folder: Path, rounds: int, sampled: bool) -> tuple[float, float]:
    """CPU seconds of the program, and of all that ran for it."""
    output = folder / "cpu"
    script = folder / "timed.py"
    script.write_text(TIMED.format(folder=str(folder), rounds=rounds, output=str(output)))
    before = _children_s()
    if sampled:
        request = ProfileRequest(
            root=folder, settings=Settings(), folder=folder, words=(sys.executable, "timed.py"), quiet=True
        )
        profile(request, unheard, Cancellation())
    else:
        subprocess.run([sys.executable, script], check=True)
    return float(output.read_text()), _children_s() - before


def _children_s() -> float:
    times = os.times()
    return times.children_user + times.children_system


def overhead(folder: Path, rounds: int, pairs: int) -> Overhead:
    chance = random.Random(1)
    ratios, whole = [], []
    for _ in range(pairs):
        order = [False, True]
        chance.shuffle(order)
        found = {sampled: _alone_and_sampled(folder, rounds, sampled) for sampled in order}
        ratios.append(found[True][0] / found[False][0])
        whole.append(found[True][1] / found[False][1])
    ordered = sorted(ratios)
    # The order statistics that bound the median at 95 % or more (Conover, Practical Nonparametric Statistics).
    rank = next((k for k in range(pairs // 2, 0, -1) if _outside(pairs, k) <= 0.05), 0)
    low, high = (ordered[rank - 1], ordered[-rank]) if rank else (ordered[0], ordered[-1])
    return Overhead(pairs, statistics.median(ratios), low, high, statistics.median(whole))


def _outside(count: int, rank: int) -> float:
    """How likely the median lies outside the order statistics `rank` from either end."""
    from math import comb

    return 2 * sum(comb(count, k) for k in range(rank)) / 2**count


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=40_000, help="of the program; 40,000 take some ten seconds")
    parser.add_argument("--pairs", type=int, default=10, help="to compare; 0 leaves the overhead out")
    parser.add_argument("--versions", nargs="*", default=(*VERSIONS, NEWEST), metavar="V", help="none: no shares")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "shares.py").write_bytes(PROGRAM.read_bytes())
        shares = list(all_shares(folder, options.rounds, options.versions))
        cost = overhead(folder, max(1, options.rounds // 4), options.pairs) if options.pairs else None
    rows = [
        (each.backend, each.python, f"{each.samples:,}", *(f"{each.shares[name]:.1f}" for name in TRUE),
         f"{each.worst:.1f}", "yes" if each.worst <= POINTS_BAR else "NO")
        for each in shares
    ]  # fmt: skip
    print_table(("backend", "Python", "samples", "50 %", "30 %", "15 %", "5 %", "worst", "within 4 points"), rows)
    if cost is not None:
        print()
        print_table(
            ("py-spy, CPU time", "pairs", "interval", "with its own", "within 5 %"),
            [
                (f"{cost.median:.3f}x", cost.pairs, f"{cost.low:.3f}-{cost.high:.3f}", f"{cost.with_profiler:.3f}x",
                 "yes" if cost.median <= OVERHEAD_BAR else "NO")
            ],
        )  # fmt: skip
    found = {"shares": [asdict(each) for each in shares], "overhead": cost and asdict(cost)}
    write_result("profile_shares", found)


if __name__ == "__main__":
    main()
