"""Recorded profiles of one small program in every format, and what they say."""

from __future__ import annotations

import cProfile
import json
import marshal
from pathlib import Path
from typing import Any

PROGRAM = """\
import re


def outer(items):
    found = inner(items)
    return sorted(found)


def inner(items):
    return [re.escape(each) for each in items]


def fibonacci(n):
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)


class Shop:
    def total(self):
        return outer([])


outer(["a"])
fibonacci(3)
"""

RAW = """\
<module> (shop.py:22);outer (shop.py:5);inner (shop.py:10);inner.<locals>.<listcomp> (shop.py:10) 30
<module> (shop.py:22);outer (shop.py:5);inner (shop.py:10) 10
<module> (shop.py:22);outer (shop.py:6) 20
<module> (shop.py:23);fibonacci (shop.py:14);fibonacci (shop.py:14);fibonacci (shop.py:14) 25
<module> (shop.py:23);fibonacci (shop.py:14) 15
"""
# Self and total seconds of that, at 100 samples a second.
SHARES = {
    "<module>": (0.0, 1.0),
    "outer": (0.2, 0.6),
    "inner": (0.4, 0.4),
    "fibonacci": (0.4, 0.4),
}


def speedscope(samples: list[list[int]], weights: list[float], unit: str = "seconds") -> dict[str, Any]:
    names = [("<module>", 22), ("outer", 5), ("inner", 10), ("outer", 6), ("<module>", 23), ("fibonacci", 14)]
    frames = [{"name": name, "file": "shop.py", "line": line} for name, line in names]
    profile = {
        "type": "sampled", "name": "t", "unit": unit, "startValue": 0, "endValue": 1, "samples": samples,
        "weights": weights,
    }  # fmt: skip
    return {"$schema": "x", "exporter": "py-spy@0.4.3", "shared": {"frames": frames}, "profiles": [profile]}


SAMPLES = [[0, 1, 2], [0, 1, 2], [0, 3], [4, 5, 5, 5], [4, 5]]
WEIGHTS = [0.3, 0.1, 0.2, 0.25, 0.15]


def evented() -> dict[str, Any]:
    """The same as `SAMPLES`, as events."""
    whole = speedscope([], [])
    events, now, opened = [], 0.0, list[int]()
    for stack, weight in zip(SAMPLES, WEIGHTS, strict=True):
        shared = sum(1 for _ in _same(stack, opened))
        while len(opened) > shared:
            events.append({"type": "C", "frame": opened.pop(), "at": now})
        for frame in stack[shared:]:
            opened.append(frame)
            events.append({"type": "O", "frame": frame, "at": now})
        now += weight
    events += [{"type": "C", "frame": frame, "at": now} for frame in reversed(opened)]
    whole["profiles"] = [
        {"type": "evented", "name": "t", "unit": "seconds", "startValue": 0, "endValue": now, "events": events}
    ]
    return whole


def _same(first: list[int], second: list[int]):
    for one, other in zip(first, second, strict=False):
        if one != other:
            return
        yield one


def pstats(path: Path) -> None:
    """A file as cProfile writes it, with known times."""
    place = str(path.with_name("shop.py"))
    module, outer, inner = (place, 1, "<module>"), (place, 4, "outer"), (place, 9, "inner")
    escape = ("~", 0, "<built-in method escape>")
    table = {
        module: (1, 1, 0.0, 1.0, {}),
        outer: (1, 1, 0.2, 1.0, {module: (1, 1, 0.2, 1.0)}),
        inner: (1, 1, 0.5, 0.8, {outer: (1, 1, 0.5, 0.8)}),
        escape: (1, 1, 0.3, 0.3, {inner: (1, 1, 0.3, 0.3)}),
    }
    path.write_bytes(marshal.dumps(table))


def real_pstats(path: Path) -> None:
    profiler = cProfile.Profile()
    profiler.runcall(lambda: sorted(json.loads("[3, 1, 2]"), key=lambda each: -each))
    profiler.dump_stats(path)


def scalene() -> dict[str, Any]:
    def line(number: int, python: float, native: float, system: float) -> dict[str, Any]:
        return {
            "lineno": number, "n_cpu_percent_python": python, "n_cpu_percent_c": native, "n_sys_percent": system,
            "n_malloc_mb": 10.0, "n_peak_mb": 4.0, "n_copy_mb_s": 1.5, "cpu_samples_list": [1.0, 2.0], "line": "x",
        }  # fmt: skip

    stacks = [
        [["shop.py <module>:22;", "shop.py outer:6;"], {"count": 2, "cpu_samples": 0.2}],
        [["shop.py <module>:22;", "shop.py outer:5;", "shop.py inner:10;"], {"count": 3, "cpu_samples": 0.3}],
    ]
    lines = [line(6, 20.0, 20.0, 0.0), line(10, 15.0, 40.0, 5.0)]
    return {
        "elapsed_time_sec": 2.0, "memory": True, "stacks": stacks,
        "files": {"shop.py": {"lines": lines, "functions": [], "percent_cpu_time": 100.0}},
    }  # fmt: skip
