"""Is identical code ever called faster? `python -m tests.benchmarks.a_a [--count 1000]`.

Each run is the whole measuring step and the decision on it, for two texts of the same function: equal, or with other
names. Nothing looks at the texts. Prints how many were called faster and slower, per kind of function, and how the
bounds are distributed; writes artifacts/a_a.json.
"""

from __future__ import annotations

import argparse
import dataclasses
import random
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from speedwright.acceptance import judge_speed
from speedwright.benchmarking.processes import NotMeasurable
from speedwright.benchmarking.runner import measure
from speedwright.model.measurement import Measurement
from speedwright.model.recipe import Atom, Call, Construct, Items, Recipe
from speedwright.model.work import Cancellation
from speedwright.model.workload import LADDER, Workload, WorkloadSize
from speedwright.sandbox.guest_handle import Sandboxed
from speedwright.sandbox.interpreter import find_interpreter
from speedwright.sandbox.isolation import best_isolation
from speedwright.sandbox.target import locate
from tests.benchmarks.corpora import print_table, write_result

Draw = Callable[[random.Random, int], Call]


@dataclass(frozen=True)
class Kind:
    """A function as text, in which `ONE` and `TWO` are names to be chosen, and calls of three sizes."""

    name: str
    text: str
    sizes: tuple[tuple[int, int], ...]
    draw: Draw
    function: str = "f"


def _numbers(rng: random.Random, n: int) -> Call:
    return Call((Items("list", tuple(Atom(rng.randrange(10 * n + 1)) for _ in range(n))),))


def _words(rng: random.Random, n: int) -> Call:
    words = ("".join(rng.choices("abcdefgh", k=6)) for _ in range(n))
    return Call((Items("list", tuple(map(Atom, words))),))


def _integer(rng: random.Random, n: int) -> Call:
    return Call((Atom(n + rng.randrange(n // 2 + 1)),))


def _of_instance(rng: random.Random, n: int) -> Call:
    basket: Recipe = Construct(":Basket", (Atom(rng.randrange(1, 50)),))
    return Call((basket, *_numbers(rng, n).arguments))


# Sizes come with the number of different calls.
KINDS = (
    Kind("less than a microsecond", "def f(ONE):\n    return ONE\n", ((100, 40), (10_000, 5000)), _integer),
    Kind(
        "microseconds",
        "def f(ONE):\n    TWO = 0\n    for each in ONE:\n        TWO += each if each % 3 else 1\n    return TWO\n",
        ((30, 60), (100, 300)),
        _numbers,
    ),
    Kind(
        "milliseconds",
        "def f(ONE):\n    TWO = 0\n    for a in ONE:\n        for b in ONE:\n            TWO += a < b\n"
        "    return TWO\n",
        ((30, 60), (100, 12), (250, 12)),
        _numbers,
    ),
    Kind(
        "many small objects",
        "def f(ONE):\n    TWO = [[each, str(each)] for each in ONE]\n    return [pair[1] for pair in TWO]\n",
        ((30, 60), (300, 60), (3000, 12)),
        _numbers,
    ),
    Kind(
        "order by hash",
        "def f(ONE):\n    TWO = {}\n    for each in set(ONE):\n        TWO.setdefault(each[:2], []).append(each)\n"
        "    return sorted(map(len, TWO.values()))\n",
        ((30, 60), (300, 60), (2000, 12)),
        _words,
    ),
    Kind(
        "generator",
        "def f(ONE):\n    TWO = 0\n    for each in ONE:\n        TWO ^= each\n        yield TWO\n",
        ((30, 60), (1000, 60)),
        _numbers,
    ),
    Kind(
        "method",
        "class Basket:\n    def __init__(self, rate):\n        self.rate = rate\n\n"
        "    def f(self, ONE):\n        TWO = self.rate\n        return sum(each * TWO for each in ONE)\n",
        ((30, 60), (300, 60)),
        _of_instance,
        "Basket.f",
    ),
    Kind(
        "recursion",
        "def f(ONE):\n    if ONE < 2:\n        return ONE\n    TWO = f(ONE - 1)\n    return TWO + f(ONE - 2)\n",
        ((6, 3), (12, 12)),
        _integer,
    ),
    Kind(
        "much memory",
        "def f(ONE):\n    TWO = [0] * (ONE * 100)\n    return bytes(ONE * 100) + bytes(len(TWO[::2]))\n",
        ((300, 30), (10000, 60)),
        _integer,
    ),
)
NAMES = (("values", "result"), ("values", "result"), ("x", "y"), ("the_given_values", "what_is_returned_at_the_end"))


@dataclass(frozen=True)
class Run:
    """One comparison of a function with itself."""

    kind: str
    outcome: str
    ratio: float | None
    low: float | None
    high: float | None
    seconds: float


def run(kind: Kind, number: int, folder: Path, noise_floor: float) -> Run:
    """Measures a function against itself, equal in every other run and renamed in the others."""
    rng = random.Random(number)
    one, two = _sandboxed(kind, folder, rng.choice(NAMES), rng.choice(NAMES))
    sizes = tuple(
        WorkloadSize(n, tuple({kind.draw(rng, n): None for _ in range(count)}), 1e-6) for n, count in kind.sizes
    )
    start = time.perf_counter()
    try:
        measurement: Measurement | None = measure(one, two, Workload(sizes, LADDER), Cancellation(120), noise_floor)
        outcome = _called(measurement)
    except NotMeasurable as error:
        measurement, outcome = None, f"undecided: {error}"
    seconds = round(time.perf_counter() - start, 3)
    if measurement is None:
        return Run(kind.name, outcome, None, None, None, seconds)
    return Run(kind.name, outcome, measurement.ratio, measurement.low, measurement.high, seconds)


def _called(measurement: Measurement | None) -> str:
    if measurement is None:
        return "undecided"
    decision = judge_speed(measurement)
    if decision.outcome.value == "accepted":
        return "faster"
    return next((word for word in ("slower", "mixed", "memory", "importing") if word in decision.reason), "neither")


def _sandboxed(
    kind: Kind, folder: Path, names: tuple[str, str], other_names: tuple[str, str]
) -> tuple[Sandboxed, Sandboxed]:
    texts = [kind.text.replace("ONE", one).replace("TWO", two).encode() for one, two in (names, other_names)]
    path = folder / "subject.py"
    path.write_bytes(texts[0])
    interpreter = find_interpreter(folder)
    original = Sandboxed(locate(path, folder), texts[0], kind.function, interpreter, best_isolation(), 2048)
    return original, dataclasses.replace(original, source=texts[1])


def report(runs: Sequence[Run]) -> None:
    """Prints the table and writes the JSON."""
    words = ("faster", "slower", "mixed", "memory", "importing", "neither", "undecided")
    counts = Counter((each.kind, each.outcome.partition(":")[0]) for each in runs)
    kinds = sorted({each.kind for each in runs})
    print()
    print_table(["kind", *words], [[kind, *(counts[kind, word] for word in words)] for kind in kinds])
    lows = sorted(each.low for each in runs if each.low is not None)
    ratios = sorted(each.ratio for each in runs if each.ratio is not None)
    summary = {
        "runs": len(runs),
        **{word: sum(counts[kind, word] for kind in kinds) for word in words},
        "low_quantiles": {str(share): round(_quantile(lows, share), 4) for share in (0.5, 0.9, 0.99, 1.0)},
        "ratio_quantiles": {str(share): round(_quantile(ratios, share), 4) for share in (0.0, 0.01, 0.5, 0.99, 1.0)},
        "seconds_median": statistics.median(each.seconds for each in runs),
    }
    for name, value in summary.items():
        print(f"{name:18} {value}")
    print(write_result("a_a", {**summary, "results": [dataclasses.asdict(each) for each in runs]}))


def _quantile(ordered: Sequence[float], share: float) -> float:
    return ordered[round(share * (len(ordered) - 1))] if ordered else float("nan")


def main() -> None:
    """Runs the kinds in turn."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1000, help="how many runs")
    parser.add_argument("--start", type=int, default=0, help="the number of the first run, which seeds its calls")
    arguments = parser.parse_args()
    runs: list[Run] = []
    with tempfile.TemporaryDirectory() as folder:
        for number in range(arguments.start, arguments.start + arguments.count):
            runs.append(run(KINDS[number % len(KINDS)], number, Path(folder), 1.0))
            last = runs[-1]
            if last.outcome in ("faster", "slower", "mixed", "undecided") or number % 50 == 0:
                print(f"{number:5} {last.kind:24} {last.outcome} {last.low} {last.ratio} {last.high}", flush=True)
    report(runs)


if __name__ == "__main__":
    main()
