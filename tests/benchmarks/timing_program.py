"""The same calls, timed by pyperf: `python timing_program.py [pyperf's options] MODULE FUNCTION CALLS`.

Runs by itself, in an interpreter that has pyperf. MODULE is a file, CALLS the file that `subjects.write_calls` made.
A loop makes each call once, with arguments built anew before the clock is read; with `--first-calls` in a fork of its
own, where the calls are the first ones. The clock is the processor time of
the process, as in Speedwright: the machine may be busy.
"""

from __future__ import annotations

import collections
import gc
import importlib
import importlib.util
import json
import os
import struct
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyperf

GUEST = Path(__file__).parents[2] / "analyzers" / "speedwright" / "sandbox" / "guest"
PACKAGE = "timed_guest"
TOUCHED = 2 << 20


def guest_module(name: str) -> Any:
    """A module of the guest, which builds arguments from recipes."""
    if PACKAGE not in sys.modules:
        spec = importlib.util.spec_from_file_location(
            PACKAGE, GUEST / "__init__.py", submodule_search_locations=[str(GUEST)]
        )
        assert spec is not None
        assert spec.loader is not None
        package = importlib.util.module_from_spec(spec)
        sys.modules[PACKAGE] = package
        spec.loader.exec_module(package)
    return importlib.import_module(f"{PACKAGE}.{name}")


def loaded(path: str) -> Any:
    """The module under test."""
    spec = importlib.util.spec_from_file_location("subject", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["subject"] = module
    spec.loader.exec_module(module)
    return module


def timed(loops: int, path: str, qualname: str, calls_path: str, first_calls: bool) -> float:
    """CPU seconds of `loops` rounds of the calls; of first calls, each round in a process of its own."""
    module = loaded(path)
    function = guest_module("loading").resolve(module, qualname)
    sampling = guest_module("sampling")
    calls = [sampling.prepared(call) for call in json.loads(Path(calls_path).read_text(encoding="utf-8"))]

    def once() -> float:
        batch = [sampling.built(module, call) for call in calls]
        return _made(function, batch)

    return sum(_in_fork(once) if first_calls else once() for _ in range(loops))


def _made(function: Any, batch: list[Any]) -> float:
    drain = collections.deque[object](maxlen=0).extend
    start = time.process_time()
    for arguments, keywords in batch:
        try:
            result = function(*arguments, **keywords)
            if hasattr(result, "__next__"):
                drain(result)
        except Exception:
            continue
    return time.process_time() - start


def _in_fork(once: Callable[[], float]) -> float:
    """What `once` gives in a copy of this process that has memory at hand, like one that has run for a while."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            kept = guest_module("sampling").touched(TOUCHED)
            gc.freeze()
            os.write(writing, struct.pack("d", once()))
            del kept
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    # Else a child that ended without an answer would be waited for without end.
    os.close(writing)
    data = os.read(reading, 8)
    os.close(reading)
    _, status = os.waitpid(child, 0)
    if status:
        raise SystemExit("a round of calls failed")
    return float(struct.unpack("d", data)[0])


def main() -> None:
    """Runs under pyperf, which starts this file again for each of its processes."""
    runner = pyperf.Runner(add_cmdline_args=_pass_on)
    runner.argparser.add_argument("module")
    runner.argparser.add_argument("function")
    runner.argparser.add_argument("calls")
    runner.argparser.add_argument("--first-calls", action="store_true")
    options = runner.parse_args()
    runner.bench_time_func("calls", timed, options.module, options.function, options.calls, options.first_calls)


def _pass_on(command: list[str], options: Any) -> None:
    command.extend((options.module, options.function, options.calls))
    if options.first_calls:
        command.append("--first-calls")


if __name__ == "__main__":
    main()
