"""First and repeated calls of two texts on one input, in fresh processes by turns, without the product's code."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

ROUNDS = 25
REPEATED = 20
RUN_S = 60.0
# The text is imported from a file that is compiled already, as a module of a program would be.
_PROGRAM = """
import collections, copy, json, math, random, string, sys, time
source, entry_point, text = json.load(sys.stdin)
sys.set_int_max_str_digits(0) if hasattr(sys, "set_int_max_str_digits") else None
random.seed(1)
arguments = eval(text, {"math": math, "random": random, "string": string, "collections": collections})
repeated = [copy.deepcopy(arguments) for _ in range(REPEATED)]
code = compile(source, "subject", "exec")
space = {"__name__": "subject"}
start = time.process_time_ns()
exec(code, space)
owner, _, name = entry_point.rpartition(".")
function = getattr(space[owner](), name) if owner else space[name]
function(*arguments)
first = time.process_time_ns() - start
least = math.inf
for each in repeated:
    start = time.process_time_ns()
    function(*each)
    least = min(least, time.process_time_ns() - start)
sys.stderr.write(json.dumps([first, least]))
""".replace("REPEATED", str(REPEATED))


@dataclass(frozen=True)
class Opinion:
    """Ratios slow / other of medians over processes: first call with the import, and the least repeated one."""

    cold: float
    warm: float


def opinion(row: dict[str, Any], other: str) -> Opinion | None:
    """On the largest input of a pair, as its index says; None where a version cannot be run so."""
    text = row["inputs"][row["largest_input"]]
    times: tuple[list[list[int]], list[list[int]]] = ([], [])
    for number in range(2 * ROUNDS):
        version = number % 2
        job = [(row["slow"], other)[version], row["entry_point"], text]
        try:
            done = subprocess.run(
                [sys.executable, "-c", _PROGRAM], input=json.dumps(job), capture_output=True, text=True, timeout=RUN_S
            )
            times[version].append(json.loads(done.stderr))
        except (subprocess.TimeoutExpired, ValueError):
            return None
    (slow_first, slow_least), (first, least) = (map(statistics.median, zip(*each, strict=True)) for each in times)
    return Opinion(slow_first / max(first, 1), slow_least / max(least, 1))
