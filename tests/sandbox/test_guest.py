"""One guest against real modules, in every isolation that works here and on every interpreter found."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from speedwright.errors import Cancelled
from speedwright.model.recipe import Atom, Call, Case, Disturb, Items, Reference
from speedwright.model.work import Cancellation
from speedwright.sandbox.guest_handle import Batch, Guest, ImportFailed, Prepared, Sandboxed
from speedwright.sandbox.interpreter import InterpreterError, find_interpreter
from speedwright.sandbox.isolation import available_isolations
from speedwright.sandbox.target import locate

MODULE = """
import os, sys, logging, warnings
from dataclasses import dataclass

log = logging.getLogger("shop")
SEEN = []

@dataclass
class Point:
    x: int
    y: int = 0

def double(values):
    return [value * 2 for value in values]

def remember(value):
    SEEN.append(value)
    return SEEN

def strict(value: int) -> int:
    if value < 0:
        raise ValueError("no %d" % value)
    return 10 // value

def talk(value):
    print("said", value)
    log.warning("logged %s", value)
    warnings.warn("warned")

def count(limit):
    for number in range(limit):
        yield number

def touch(name):
    open(name, "w").close()

def leave_and_look():
    found = os.listdir(".")
    open("left", "w").close()
    return found

def spin():
    while True:
        pass

def leave():
    os._exit(3)

def eat():
    return [bytes(1 << 20) for _ in range(1 << 20)]

def breed():
    if os.fork() == 0:
        os.setsid()
        while True:
            pass
    return os.getpid()

def norm(points: list[Point]) -> int:
    return sum(point.x for point in points)
"""


def interpreters() -> list[str]:
    """Every CPython from 3.8 on that pyenv has, and the one that runs the tests."""
    versions = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    found = [str(path) for path in sorted(versions.glob("3.*/bin/python"))]
    return [path for path in found if int(Path(path).parts[-3].split(".")[1]) >= 8] or [""]


@pytest.fixture(params=available_isolations(), ids=lambda isolation: isolation.name)
def sandboxed(request, tmp_path: Path):
    """Makes the sandboxed module with another function or source."""

    def make(function: str, source: str = MODULE, python: str = "") -> Sandboxed:
        path = tmp_path / "subject.py"
        path.write_text(source)
        interpreter = find_interpreter(tmp_path, python)
        return Sandboxed(locate(path, tmp_path), source.encode(), function, interpreter, request.param, 1024)

    return make


def call(*values: object) -> Call:
    return Call(tuple(recipe(value) for value in values))


def recipe(value):
    return Items("list", tuple(map(recipe, value))) if isinstance(value, list) else Atom(value)


def observe(sandboxed: Sandboxed, *steps, case_s: float = 2.0):
    with Guest(sandboxed, 1, Cancellation()) as guest:
        return guest.observe([Case(steps, "test")], case_s)[0]


def test_results_are_canonical_forms(sandboxed) -> None:
    answer = observe(sandboxed("double"), call([1, 2]))
    _, _, form = answer["steps"][0]["result"]
    assert form == ["items", "list", [["int", "0x2"], ["int", "0x4"]], []]
    assert answer["state"] == {}


def test_state_and_aliasing_show(sandboxed) -> None:
    answer = observe(sandboxed("remember"), call(1), Disturb(0), call(2))
    assert "SEEN" in answer["state"]
    assert answer["steps"][1]["earlier"][0][0] == "ref", "both calls returned one list"


def test_each_case_meets_a_fresh_module(sandboxed) -> None:
    with Guest(sandboxed("remember"), 1, Cancellation()) as guest:
        first, second = guest.observe([Case((call(1),), "test")] * 2, 2.0)
    assert first["steps"][0]["result"] == second["steps"][0]["result"]


def test_shared_objects_are_shared(sandboxed) -> None:
    shared = Items("list", (Atom(1),), label=0)
    answer = observe(sandboxed("double"), Call((Items("list", (shared, Reference(0))),)))
    outer = answer["steps"][0]["arguments"][0][2][2][0]
    assert outer[2][2][1][0] == "ref"


def test_own_messages_are_told_from_the_interpreters(sandboxed) -> None:
    own = observe(sandboxed("strict"), call(-1))["steps"][0]["raised"]
    other = observe(sandboxed("strict"), call(0))["steps"][0]["raised"]
    assert (own["type"], own["own"], own["message"]) == ("ValueError", True, "no -1")
    assert (other["type"], other["own"], other["message"]) == ("ZeroDivisionError", False, None)


def test_output_logs_and_warnings_show(sandboxed) -> None:
    step = observe(sandboxed("talk"), call(5))["steps"][0]
    assert step["output"] == "said 5\n"
    assert step["logs"] == [["shop", "WARNING", "logged 5"]]
    assert step["warnings"] == [["UserWarning", "warned"]]


def test_generators_are_drawn_item_by_item(sandboxed) -> None:
    items = observe(sandboxed("count"), call(3))["steps"][0]["items"]
    assert items["kind"] == "generator"
    assert [form for _, form in items["items"]] == [["int", "0x0"], ["int", "0x1"], ["int", "0x2"]]


def test_effects_show(sandboxed) -> None:
    step = observe(sandboxed("touch"), call("here"))["steps"][0]
    assert ["open", "here", "w"] in step["effects"]


def test_an_endless_loop_costs_one_input(sandboxed) -> None:
    with Guest(sandboxed("spin"), 1, Cancellation()) as guest:
        assert guest.observe([Case((call(),), "test")] * 2, 0.2) == [{"timeout": True}] * 2


def test_a_function_that_ends_the_process_costs_one_input(sandboxed) -> None:
    with Guest(sandboxed("leave"), 1, Cancellation()) as guest:
        answers = guest.observe([Case((call(),), "test")] * 2, 2.0)
    assert ["lost" in answer for answer in answers] == [True, True]


def test_memory_is_limited(sandboxed) -> None:
    assert observe(sandboxed("eat"), call(), case_s=10.0)["steps"][0]["raised"]["type"] == "MemoryError"


def test_no_process_is_left_behind(sandboxed) -> None:
    subject = sandboxed("breed")
    marker = subject.target.path.parent.name
    answer = observe(subject, call())
    assert answer["steps"][0]["raised"]["type"] == "PermissionError", "a job starts no further process"
    assert not [line for line in _command_lines() if marker in line]


def _command_lines() -> Iterator[str]:
    for entry in Path("/proc").glob("[0-9]*/environ"):
        try:
            yield entry.read_bytes().decode(errors="replace")
        except OSError:
            continue


def test_files_outside_the_scratch_folder_cannot_be_written(sandboxed, tmp_path: Path) -> None:
    target = tmp_path / "written"
    answer = observe(sandboxed("touch"), call(str(target)))
    assert answer["steps"][0]["raised"]["type"] in ("PermissionError", "OSError")
    assert not target.exists()


def test_what_one_job_writes_the_next_does_not_find(sandboxed) -> None:
    with Guest(sandboxed("leave_and_look"), 1, Cancellation()) as guest:
        first, second = (guest.observe([Case((call(),), "test")], 2.0)[0] for _ in range(2))
    assert first["steps"][0]["result"] == second["steps"][0]["result"]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("import nowhere", "ModuleNotFoundError"),
        ("def f(:", "SyntaxError"),
        ("raise SystemExit(1)", "SystemExit"),
        ("import os; os._exit(1)", "the child ended"),
        ("x = 1", "AttributeError"),
        ("f = 1", "not a function"),
    ],
)
def test_a_module_that_cannot_be_imported_is_one_clear_error(sandboxed, source: str, said: str) -> None:
    with pytest.raises(ImportFailed, match=said), Guest(sandboxed("f", source), 1, Cancellation()):
        pass


def test_printing_on_import_does_not_disturb_the_protocol(sandboxed) -> None:
    noisy = "import os, sys\nprint('x' * 100000)\nos.write(1, b'y')\nsys.stderr.write('z')\n" + MODULE
    assert "steps" in observe(sandboxed("double", noisy), call([1]))


def test_examples_are_recorded_as_calls(sandboxed) -> None:
    with Guest(sandboxed("double"), 1, Cancellation()) as guest:
        (report,) = guest.record(["double([1, 2])\ndouble(3)\nnonsense()"], 5.0)
    assert report["calls"][0] == ["call", [["list", 0, [["int", "0x1"], ["int", "0x2"]]]], []]
    assert len(report["calls"]) == 2, "a call that raises is an example too"
    assert len(report["errors"]) == 2


def test_branches_are_counted(sandboxed) -> None:
    cases = [Case((call(5),), "test"), Case((call(-5),), "test")]
    with Guest(sandboxed("strict"), 1, Cancellation(), instrumented=True) as guest:
        report = guest.cover(cases, 5.0, 5.0)
    branch = next(number for number, site in enumerate(report["sites"]) if site[0] == "strict" and len(site[2]) == 2)
    assert [branch, False, 1] in report["hits"][0]
    assert [branch, True, 1] in report["hits"][1]


def test_a_sample_reads_the_clock_from_outside(sandboxed) -> None:
    with Guest(sandboxed("double"), 1, Cancellation()) as guest:
        guest.prepare(Prepared.of([[call([1] * 10)], [call([1] * 500_000)]]))
        small = guest.sample(Batch(0, 0, 1), 5.0).cpu_s
        large = guest.sample(Batch(1, 0, 1), 5.0).cpu_s
    assert large > 10 * small > 0


def test_cancelling_ends_a_running_guest(sandboxed) -> None:
    cancellation = Cancellation()
    with Guest(sandboxed("spin"), 1, cancellation) as guest:
        import threading

        threading.Timer(0.2, cancellation.cancel).start()
        with pytest.raises(Cancelled):
            guest.observe([Case((call(),), "test")], 60.0)


@pytest.mark.parametrize("python", interpreters(), ids=lambda path: Path(path).parts[-3] if path else "this")
def test_the_guest_runs_on_every_interpreter(sandboxed, python: str) -> None:
    source = "from __future__ import annotations\n" + MODULE
    with Guest(sandboxed("norm", source, python), 1, Cancellation()) as guest:
        signature = guest.signature()
        (answer,) = guest.observe([Case((call([]),), "test")], 2.0)
    assert answer["steps"][0]["result"] == ["int", "0x0"]
    if find_interpreter(Path.cwd(), python).version >= (3, 9):
        assert "Point" in json.dumps(signature["parameters"][0]["shape"])


def test_the_hint_of_an_array_says_what_it_holds(sandboxed) -> None:
    pytest.importorskip("numpy")
    source = """
import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float64]

def mean(samples: Samples, marks: NDArray[np.bool_], pixels: NDArray[np.uint8], rest: np.ndarray) -> float:
    return float(samples.mean())
"""
    with Guest(sandboxed("mean", source), 1, Cancellation()) as guest:
        shapes = [each["shape"] for each in guest.signature()["parameters"]]
    assert [each["kind"] for each in shapes] == ["array"] * 4
    assert [each.get("arguments") for each in shapes] == [[{"kind": "float"}], [{"kind": "bool"}], None, None]


def test_a_missing_interpreter_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(InterpreterError, match="no interpreter at nowhere"):
        find_interpreter(tmp_path, "nowhere")
