"""What a pair's own inputs and checker say of an improved version, in a process without the product's code."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

RUN_S = 600.0

# Each input goes to both versions, as written, so that neither sees what the other did with it; then the largest
# input that the slow version ends on is timed in turns. An input that takes the slow version too long says nothing.
# Limits are in processor time, so that other work on the machine makes no difference.
_PROGRAM = """
import collections, json, math, random, signal, string, sys, time
job = json.load(sys.stdin)
sys.setrecursionlimit(5000)
sys.set_int_max_str_digits(0) if hasattr(sys, "set_int_max_str_digits") else None
names = {"math": math, "random": random, "string": string, "collections": collections}

class TooLong(Exception):
    pass

def ring(*_):
    raise TooLong

signal.signal(signal.SIGPROF, ring)

def loaded(text):
    namespace = {"__name__": "subject"}
    exec(text, namespace)
    owner, _, name = job["entry_point"].rpartition(".")
    return (lambda: getattr(namespace[owner](), name)) if owner else (lambda: namespace[name])

def answer(version, text, seconds):
    began = time.perf_counter()
    random.seed(1)  # some inputs are drawn
    arguments = eval(text, dict(names))
    function = version()
    signal.setitimer(signal.ITIMER_PROF, seconds)
    start = time.perf_counter()
    try:
        result = function(*arguments)
        taken = time.perf_counter() - start
        kind, shown = "value", (type(result).__name__, repr(result))
    except TooLong:
        raise
    except Exception as error:
        taken, result = time.perf_counter() - start, None
        kind, shown = "error", (type(error).__name__, str(error))
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return kind, shown, repr(arguments), result, taken, time.perf_counter() - began

slow, fast = loaded(job["slow"]), loaded(job["improved"])
check = None
if job["checker"]:
    namespace = {}
    exec(job["checker"], namespace)
    check = namespace["__check"]
differences, tried, largest = [], 0, None
for text in job["inputs"]:
    try:
        before = answer(slow, text, 5.0)
    except TooLong:
        continue
    tried += 1
    try:
        after = answer(fast, text, 20.0)
    except TooLong:
        differences.append([text[:200], "the improved version does not end"])
        continue
    if before[:3] != after[:3]:
        differences.append([text[:200], f"{before[1]!r} and {after[1]!r}"[:400]])
    elif check is not None and before[0] == "value" and not check(eval(text, dict(names)), before[3], after[3]):
        differences.append([text[:200], "the checker refuses it"])
    if largest is None or before[4] > largest[1]:
        largest = text, *before[4:]
ratio = None
if largest is not None:
    # Writing out the arguments may take longer than the call. The least of many times is one that nothing disturbed.
    rounds = max(5, min(500, int(0.2 / largest[2])))
    least = [math.inf, math.inf]
    for _ in range(rounds):
        for number, version in enumerate((slow, fast)):
            least[number] = min(least[number], answer(version, largest[0], 20.0)[4])
    ratio = least[0] / max(least[1], 1e-9)
json.dump([tried, differences, ratio], sys.stdout)
"""


@dataclass(frozen=True)
class OwnInputs:
    """How many inputs were compared, where the versions differed, and the ratio of least times on the slowest.

    `problem` says why nothing could be compared.
    """

    tried: int
    differences: tuple[str, ...]
    ratio: float | None
    problem: str = ""


def on_own_inputs(row: dict[str, Any], improved: str, python: str | None = None) -> OwnInputs:
    """Runs both versions on all inputs of the pair."""
    job = {
        "entry_point": row["entry_point"],
        "slow": row["slow"],
        "improved": improved,
        "inputs": row.get("inputs") or [],
        "checker": row.get("checker"),
    }
    command = [python or sys.executable, "-c", _PROGRAM]
    try:
        done = subprocess.run(
            command, input=json.dumps(job), capture_output=True, text=True, check=True, timeout=RUN_S
        )
        tried, differences, ratio = json.loads(done.stdout.rpartition("\n")[2])
    except (subprocess.SubprocessError, ValueError) as error:
        return OwnInputs(0, (), None, f"the run broke off: {type(error).__name__}")
    return OwnInputs(tried, tuple(f"{call}: {why}" for call, why in differences), ratio)
