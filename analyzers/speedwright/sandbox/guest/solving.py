"""Asking CrossHair, where the interpreter has it, for arguments that tell two versions of a function apart.

Both versions meet in this one process, so nothing that is said here counts: what is found is text, which the host has
to try as it tries any other input.
"""

import collections
import importlib
import importlib.util
import sys
import time
import typing

from .loading import load

FOUND_LIMIT = 20
# Of the processor time; enough for what has few paths.
SHORT_ROUND = 0.2
MARGIN = 0.7


def solve(module, task, job):
    """`{"found": [{parameter: expression}, ...], "exhausted": ..., "problem": ...}`, or `{"missing": True}`.

    `job` has the other version's source, seconds of processor time, and type hints for parameters that have none.
    """
    if importlib.util.find_spec("crosshair") is None:
        return {"missing": True}
    try:
        return _solved(module, task, job)
    except (Exception, SystemExit) as error:
        # Whatever the solver stumbles over; user code's own exceptions are part of what it looks at.
        text = " ".join(str(error).split())[:200]
        return {"found": [], "exhausted": False, "problem": "%s: %s" % (type(error).__name__, text)}


def _solved(module, task, job):
    # What CrossHair knows of the standard library registers itself.
    importlib.import_module("crosshair.core_and_libs")
    options = importlib.import_module("crosshair.options")
    walk_qualname = importlib.import_module("crosshair.fnutil").walk_qualname
    versions = [module, _other(task, bytes.fromhex(job["candidate"]))]
    functions = [walk_qualname(each, task["function"]) for each in versions]
    for each in functions:
        _hint(getattr(each.descriptor, "__func__", each.descriptor), job["hints"])
    diff_behavior = importlib.import_module("crosshair.diff_behavior").diff_behavior
    for seconds in _rounds(job["solve_s"], job["wall_s"]):
        # One path may use all of the time: a hard one is what nothing else gets through.
        limits = options.AnalysisOptionSet(per_condition_timeout=seconds, per_path_timeout=seconds)
        chosen = options.DEFAULT_OPTIONS.overlay(limits)
        chosen.stats = collections.Counter()
        found = diff_behavior(functions[0], functions[1], chosen)
        if found or chosen.stats["exhaustion"]:
            break
    if isinstance(found, str):
        return {"found": [], "exhausted": False, "problem": found[:200]}
    # Each order of the two is a search of its own.
    exhausted = chosen.stats["exhaustion"] >= 1
    return {"found": [each.args for each in found[:FOUND_LIMIT]], "exhausted": exhausted, "problem": ""}


def _rounds(cpu_s, wall_s):
    """A short round, whose findings are there soon, and one for the rest, as far as the machine lets it end in time.

    CrossHair shows nothing before its time is over, counts processor time, and this process is ended by the wall's.
    """
    began = time.monotonic(), time.process_time()
    yield cpu_s * SHORT_ROUND
    wall, cpu = time.monotonic() - began[0], time.process_time() - began[1]
    left = (wall_s - wall) * min(1.0, cpu / wall) * MARGIN
    if left > cpu_s * SHORT_ROUND:
        yield min(left, cpu_s * (1 - SHORT_ROUND))


def _other(task, source):
    """The other version, as the module it would be in the first one's place."""
    del sys.modules[task["module"]]
    return load(task["module"], task["path"], source, [])


def _hint(function, hints):
    """Gives parameters without a hint one: the solver knows nothing else to begin with."""
    names = dict(vars(typing))
    given = {name: eval(text, names) for name, text in hints.items()}
    function.__annotations__ = {**given, **function.__annotations__}
