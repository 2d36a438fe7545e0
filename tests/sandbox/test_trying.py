"""Versions of a module, tried beside it in one guest."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from speedwright.model.work import Cancellation
from speedwright.sandbox.guest_handle import Guest, Sandboxed
from speedwright.sandbox.interpreter import find_interpreter
from speedwright.sandbox.isolation import best_isolation
from speedwright.sandbox.target import locate

ORIGINAL = "def total(xs):\n    found = 0\n    for x in xs:\n        found += x\n    return found\n"
# More time than any of these needs: what decides is never the clock.
JOB = {"case_s": 5.0, "rounds": 3, "batch_s": 0.01, "budget_s": 60.0}


def tried(tmp_path: Path, original: str, *versions: str, inputs: tuple[str, ...] = ("[1, 2]", "[]")) -> Any:
    path = tmp_path / "subject.py"
    path.write_text(original)
    it = Sandboxed(
        locate(path, tmp_path), original.encode(), "total", find_interpreter(tmp_path), best_isolation(), 1024
    )
    with Guest(it, 1, Cancellation()) as guest:
        job = {**JOB, "inputs": [f"[{each}]" for each in inputs]}
        return guest.attempt([each.encode() for each in versions], job, 100.0)


def test_equal_versions_are_timed_beside_the_original(tmp_path: Path) -> None:
    answer = tried(tmp_path, ORIGINAL, "def total(xs):\n    return sum(xs)\n")

    assert answer["inputs"] == 2
    assert [each["same"] for each in answer["versions"]] == [True, True]
    assert [len(each["batches_s"]) for each in answer["versions"]] == [3, 3]
    assert all(seconds > 0 for each in answer["versions"] for seconds in each["batches_s"])


def test_other_versions_say_why(tmp_path: Path) -> None:
    _, wrong, changing, ending, endless = tried(
        tmp_path,
        ORIGINAL,
        "def total(xs):\n    return 3\n",
        "def total(xs):\n    n = sum(xs)\n    xs.clear()\n    return n\n",
        "import os\nos._exit(0)\n",
        "def total(xs):\n    while True:\n        pass\n",
    )["versions"]

    assert wrong["reason"] == changing["reason"] == "it gives another answer"
    assert ending["reason"] == "it cannot be imported, or ends the process"
    assert endless["reason"] == "it takes too long, or gives nothing that can be written down"
    assert wrong["batches_s"] == []


def test_inputs_that_the_original_does_not_end_on_are_left_out(tmp_path: Path) -> None:
    original = "def total(xs):\n    while not xs:\n        pass\n    return sum(xs)\n"

    answer = tried(tmp_path, original, "def total(xs):\n    return sum(xs)\n", inputs=("[1]", "[]", "[2]"))

    assert (answer["inputs"], answer["versions"][1]["same"]) == (2, True)


def test_what_a_version_leaves_behind_is_not_met_by_the_next_input(tmp_path: Path) -> None:
    counting = "calls = 0\n\ndef total(xs):\n    global calls\n    calls += 1\n    return sum(xs) + calls - 1\n"

    first, _ = tried(tmp_path, counting, ORIGINAL)["versions"]

    assert first["same"]
