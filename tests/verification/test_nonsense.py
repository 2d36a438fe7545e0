"""Answers that no guest would write: whatever a candidate's process sends, the host goes on and is not convinced."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from typing import Any

from speedwright.verification.comparison import compare, kept_names

ONE, TWO = ["int", "0x1"], ["int", "0x2"]
ITEMS = ["at", 0, ["items", "list", [ONE, ["at", 1, ["pairs", "dict", [[ONE, TWO]], []]], ["ref", 1]], []]]
OBJECT = ["at", 2, ["object", ":P", ["state", [["x", ONE], ["y", ["float", "0x1.8p+0"]]]], []]]
STEP = {
    "arguments": [ITEMS, ["at", 3, ["pairs", "dict", [], []]]],
    "result": ["items", "tuple", [OBJECT, ["set", "set", [ONE, TWO], []], ["str", "a"], ["none"]], []],
    "earlier": [["ref", 0]], "cpu_s": 0.001, "output": "", "errors": "", "logs": [["a", "INFO", "b"]],
    "callbacks": [], "warnings": [["UserWarning", "w"]], "effects": [["open", "x", "r"]],
}  # fmt: skip
LAZY = {**STEP, "items": {"kind": "generator", "items": [[1, ONE], [0, TWO]], "moments": [[[], []], [[], []]]}}
ANSWER = {"steps": [STEP, LAZY], "state": {"SEEN": ITEMS}}
NONSENSE = [
    None, 1, -1, 1.5, "", "x", [], {}, [[]], True, ["at"], ["ref"], ["items"], ["state", 3], ["at", [], 1],
    ["ref", {}], {"type": 1}, ["pairs", "dict", [1], []], ["items", "list", [["int"]], []], ["object"],
]  # fmt: skip


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in inner:
        yield from places(part, (*path, key))


def spoiled(path: tuple[Any, ...], nonsense: Any) -> Any:
    answer = copy.deepcopy(ANSWER)
    target: Any = answer
    for key in path[:-1]:
        target = target[key]
    target[path[-1]] = copy.deepcopy(nonsense)
    return answer


def test_nonsense_is_a_difference_and_never_an_error() -> None:
    order = random.Random(1)
    every = [path for path in places(ANSWER) if len(path) > 2]
    for path in order.sample(every, min(len(every), 150)):
        for nonsense in NONSENSE:
            answer = spoiled(path, nonsense)
            kept_names(ANSWER, answer)
            # How long a call took is no part of what is compared.
            if answer != ANSWER and path[-1] != "cpu_s":
                assert compare(ANSWER, answer) is not None, (path, nonsense)
