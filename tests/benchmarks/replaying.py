"""Replays a counterexample on both versions, in processes of their own and without the product's code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

REPLAY_S = 60.0

# Runs the statements, keeps what each expression gave, and prints what all of them showed in the end: strict in
# types, order, signs and identity. Arguments that are written inside the last call are kept, so that a change of
# them is seen.
_PROGRAM = """
import ast, io, itertools, json, logging, sys, types, warnings
source, text = json.load(sys.stdin)
sys.setrecursionlimit(3000)
sys.set_int_max_str_digits(0) if hasattr(sys, "set_int_max_str_digits") else None
numbers = {}

def form(value, depth=0):
    kind = type(value).__name__
    if depth > 60:
        return "deep"
    if isinstance(value, type) or value is None or isinstance(value, (str, int, float)):
        return [kind, repr(value)]
    if not isinstance(value, (tuple, frozenset)):
        if id(value) in numbers:
            return ["again", numbers[id(value)]]
        numbers[id(value)] = len(numbers)
        alive.append(value)
    if isinstance(value, dict):
        return [kind, [[form(k, depth + 1), form(v, depth + 1)] for k, v in value.items()]]
    if isinstance(value, (set, frozenset)):
        return [kind, sorted(json.dumps(form(each, depth + 1)) for each in value)]
    if hasattr(value, "__next__"):
        return [kind, drawn(value, depth)]
    if isinstance(value, (list, tuple)):
        return [kind, [form(each, depth + 1) for each in value]]
    if hasattr(value, "tolist"):
        return [kind, str(getattr(value, "dtype", "")), repr(value.tolist())]
    if isinstance(value, BaseException):
        return [kind, form(value.args, depth + 1), form(vars(value), depth + 1)]
    if hasattr(value, "__dict__") and not callable(value):
        return [kind, form(vars(value), depth + 1)]
    return [kind, answers(value, depth) if callable(value) else repr(value)]

def answers(function, depth):
    told = []
    for given in ((), (0,), (1,), (7,), ("a",), (1, 2)):
        try:
            told.append(form(function(*given), depth + 1))
        except Exception as error:
            told.append(type(error).__name__)
    return told

def drawn(value, depth):
    items = []
    try:
        for each in itertools.islice(value, 1000):
            items.append([form(each, depth + 1), len(output.getvalue())])
    except Exception as error:
        items.append(["raised", type(error).__name__, str(error)])
    return items

def kept(call):
    if isinstance(call.func, ast.Attribute):
        # The instance, where it is written inside the call.
        name = "_receiver"
        space[name] = eval(compile(ast.Expression(call.func.value), "call.py", "eval"), space)
        if not isinstance(space[name], (type, types.ModuleType)):
            arguments[name] = space[name]
        call.func.value = ast.copy_location(ast.Name(name, ast.Load()), call.func.value)
    for spot, node in enumerate(call.args):
        if not isinstance(node, ast.Starred):
            name = f"_argument_{spot}"
            space[name] = arguments[name] = eval(compile(ast.Expression(node), "call.py", "eval"), space)
            call.args[spot] = ast.copy_location(ast.Name(name, ast.Load()), node)

class Records(logging.Handler):
    def emit(self, record):
        logged.append([record.levelname, record.getMessage()])

module = types.ModuleType("subject")
module.__file__ = "subject.py"
sys.modules["subject"] = module
space = module.__dict__
alive, logged, seen, arguments = [], [], [], {}
logging.getLogger().addHandler(Records())
logging.getLogger().setLevel(1)
output = io.StringIO()
sys.stdout, sys.stderr, stdout = output, output, sys.stdout
with warnings.catch_warnings(record=True) as told:
    warnings.simplefilter("always")
    exec(compile(source, "subject.py", "exec"), space)
    plain = (list, dict, set, int, str)
    own = [name for name, value in space.items() if isinstance(value, plain) and not name.startswith("__")]
    statements = ast.parse(text).body
    for statement in statements:
        if not isinstance(statement, ast.Expr):
            exec(compile(ast.Module([statement], []), "call.py", "exec"), space)
            continue
        calls = [each for each in ast.walk(statement) if isinstance(each, ast.Call)]
        if statement is statements[-1] and calls and isinstance(statement.value, ast.Call):
            kept(statement.value)
        try:
            value = eval(compile(ast.Expression(statement.value), "call.py", "eval"), space)
            if hasattr(value, "__await__"):
                import asyncio
                value = asyncio.run(value)
            seen.append(["returned", value])
        except BaseException as error:
            is_own = type(error).__module__ == "subject"
            seen.append(["raised", error if is_own else type(error).__name__, str(error)])
    shown = form([seen, list(arguments.values())])
    names = {node.id for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name)}
    known = {name: form(space[name]) for name in sorted(names) if isinstance(space.get(name), (list, dict, set))}
    state = {name: form(space[name]) for name in own if name in space}
warned = [[each.category.__name__, str(each.message)] for each in told]
sys.stdout = stdout
print(json.dumps([[shown, known, output.getvalue(), logged, warned], state]))
"""


def really_differs(original: Path, candidate: Path, call: str, python: str | None = None) -> bool | None:
    """Whether the call shows different things in the two versions; None where it cannot be replayed."""
    before, after = (
        _seen(path.read_text(encoding="utf-8"), call, python or sys.executable) for path in (original, candidate)
    )
    if before is None or before == "time-out":
        return None
    if after is None or after == "time-out":
        return True
    (shown, state), (other, changed) = before, after
    return shown != other or any(state[name] != changed[name] for name in state.keys() & changed.keys())


def _seen(source: str, call: str, python: str) -> Any:
    with tempfile.TemporaryDirectory() as folder:
        try:
            run = subprocess.run(
                [python, "-c", _PROGRAM],
                input=json.dumps([source, call]),
                capture_output=True,
                text=True,
                timeout=REPLAY_S,
                cwd=folder,
                env={**os.environ, "PYTHONHASHSEED": "1"},
                check=False,
            )
        except subprocess.TimeoutExpired:
            return "time-out"
    return json.loads(run.stdout) if run.returncode == 0 else None
