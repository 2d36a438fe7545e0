"""Replays a counterexample on both versions, in processes of their own and without the product's code."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

REPLAY_S = 60.0

# Runs all statements but the last, then the call in the last, and prints what it showed: strict in types, order and
# signs. Arguments that are written inside the call are kept, so that a change of them is seen.
_PROGRAM = """
import ast, contextlib, io, itertools, json, sys, types
source, text = json.load(sys.stdin)
sys.setrecursionlimit(3000)
sys.set_int_max_str_digits(0) if hasattr(sys, "set_int_max_str_digits") else None

def form(value, depth=0):
    kind = type(value).__name__
    if depth > 60:
        return "deep"
    if isinstance(value, dict):
        return [kind, [[form(k, depth + 1), form(v, depth + 1)] for k, v in value.items()]]
    if isinstance(value, (set, frozenset)):
        return [kind, sorted(json.dumps(form(each, depth + 1)) for each in value)]
    if isinstance(value, (list, tuple)) or hasattr(value, "__next__"):
        return [kind, [form(each, depth + 1) for each in itertools.islice(value, 100_000)]]
    if hasattr(value, "__dict__") and not callable(value):
        return [kind, form(vars(value), depth + 1)]
    return [kind, repr(value)]

module = types.ModuleType("subject")
sys.modules["subject"] = module
space = module.__dict__
with contextlib.redirect_stdout(io.StringIO()) as output:
    exec(compile(source, "subject.py", "exec"), space)
    *before, last = ast.parse(text).body
    exec(compile(ast.Module(before, []), "call.py", "exec"), space)
    arguments = {}
    for each in ast.walk(last):
        if isinstance(each, ast.Call):
            for spot, node in enumerate(each.args):
                if not isinstance(node, ast.Starred):
                    name = f"_argument_{spot}"
                    space[name] = arguments[name] = eval(compile(ast.Expression(node), "call.py", "eval"), space)
                    each.args[spot] = ast.copy_location(ast.Name(name, ast.Load()), node)
            break
    try:
        value = eval(compile(ast.Expression(last.value), "call.py", "eval"), space)
        seen = ["returned", form(value), [spot for spot, each in arguments.items() if each is value]]
    except BaseException as error:
        seen = ["raised", type(error).__name__, str(error)]
names = {name for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name) for name in [node.id]}
known = {name: form(space[name]) for name in sorted(names) if isinstance(space.get(name), (list, dict, set))}
print(json.dumps([seen, form(list(arguments.values())), known, output.getvalue()]))
"""


def really_differs(original: Path, candidate: Path, call: str, python: str | None = None) -> bool | None:
    """Whether the call shows different things in the two versions; None where it cannot be replayed."""
    seen = [_seen(path.read_text(encoding="utf-8"), call, python or sys.executable) for path in (original, candidate)]
    return None if seen[0] is None else seen[0] != seen[1]


def _seen(source: str, call: str, python: str) -> object:
    with tempfile.TemporaryDirectory() as folder:
        try:
            run = subprocess.run(
                [python, "-c", _PROGRAM],
                input=json.dumps([source, call]),
                capture_output=True,
                text=True,
                timeout=REPLAY_S,
                cwd=folder,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return "time-out"
    return json.loads(run.stdout) if run.returncode == 0 else None
