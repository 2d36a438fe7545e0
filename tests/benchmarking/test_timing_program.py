"""The programs that stand beside our own figures do what they say, and end when a call cannot be made."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from speedwright.model.recipe import Atom, Call, Items
from tests.benchmarks.subjects import write_calls

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"
PROGRAM = BENCHMARKS / "timing_program.py"
QUICK = ("--processes=1", "--values=2", "--loops=2", "--warmups=1", "--quiet")


def _run(folder: Path, function: str, *options: str) -> subprocess.CompletedProcess[str]:
    module = folder / "subject.py"
    module.write_text("def total(xs):\n    return sum(xs)\n\ndef leaves(xs):\n    raise SystemExit(3)\n")
    calls = folder / "calls.json"
    write_calls([Call((Items("list", (Atom(1), Atom(2))),))], calls)
    command = [sys.executable, str(PROGRAM), *QUICK, *options, str(module), function, str(calls)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120)


@pytest.mark.parametrize("options", [(), ("--first-calls",)])
def test_rounds_of_calls_have_values(tmp_path: Path, options: tuple[str, ...]) -> None:
    result = tmp_path / "result.json"
    done = _run(tmp_path, "total", f"--output={result}", *options)
    assert done.returncode == 0, done.stderr
    (benchmark,) = json.loads(result.read_text())["benchmarks"]
    assert [len(run["values"]) for run in benchmark["runs"] if "values" in run] == [2]


def test_a_round_that_ends_its_process_ends_the_run(tmp_path: Path) -> None:
    assert _run(tmp_path, "leaves", "--first-calls").returncode != 0


def test_examples_by_hand_are_drawn_and_compared(tmp_path: Path) -> None:
    module = tmp_path / "subject.py"
    module.write_text(
        "def total(xs):\n    with open('seen', 'a') as seen:\n        seen.write('.')\n    return sum(xs)\n"
    )
    write_calls([Call((Items("list", (Atom(1), Atom(2))),))], tmp_path / "calls.json")
    command = [sys.executable, str(BENCHMARKS / "by_hand.py"), str(module), str(module), "total", "calls.json"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert len((tmp_path / "seen").read_text()) >= 2000
