"""`speedwright verify` and `improve` as processes, with the real sandbox."""

import json
from pathlib import Path

import pytest

from tests.cli.running import speedwright

ORIGINAL = '''\
def common(xs: list[int], ys: list[int]) -> list[int]:
    """Those of `xs` that are in `ys`.

    >>> common([3, 1, 3], [3])
    [3, 3]
    """
    return [x for x in xs if x in ys]
'''


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    (tmp_path / "before.py").write_text(ORIGINAL)
    (tmp_path / "after.py").write_text(ORIGINAL.replace("[x for x in xs if x in ys]", "list(set(xs) & set(ys))"))
    return tmp_path


def test_difference_is_status_1_with_the_json_of_the_contract(workspace: Path) -> None:
    done = speedwright(
        "verify", "before.py", "after.py", "--function", "common", "--format", "json", "--budget", "60", cwd=workspace
    )

    assert (done.returncode, done.stderr) == (1, "")
    verdict = json.loads(done.stdout)
    assert list(verdict) == ["schema", "function", "verdict", "reason", "evidence", "measurement", "elapsed_s"]
    assert (verdict["function"], verdict["verdict"]) == ("before.common", "different")
    counterexample = verdict["evidence"]["counterexample"]
    assert counterexample["difference"] in ("value", "order")
    assert "common(" in counterexample["call"]
    assert verdict["evidence"]["domain"]["xs"] == {"type": "list[int]", "from": "hint"}


def test_difference_for_people_shows_both_answers(workspace: Path) -> None:
    done = speedwright("verify", "before.py", "after.py", "--function", "common", "--budget", "60", cwd=workspace)

    assert done.returncode == 1
    assert done.stdout.startswith("before.common  different\n")
    lines = {line.split()[0]: line.split(maxsplit=1)[1] for line in done.stdout.splitlines() if len(line.split()) > 1}
    assert lines["original"] != lines["candidate"]


def test_a_function_that_is_not_there_is_one_line(workspace: Path) -> None:
    done = speedwright("verify", "before.py", "after.py", "--function", "nothing", cwd=workspace)

    assert done.returncode != 0
    assert "nothing" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_an_interpreter_that_is_not_there_is_one_line(workspace: Path) -> None:
    done = speedwright(
        "verify", "before.py", "after.py", "--function", "common", "--python", "/nowhere/python", cwd=workspace
    )

    assert (done.returncode, done.stdout) == (2, "")
    assert "/nowhere/python" in done.stderr
    assert done.stderr.count("\n") == 1


def test_nothing_to_improve_is_status_0(workspace: Path) -> None:
    (workspace / "clean.py").write_text("def double(x: int) -> int:\n    return 2 * x\n")

    text = speedwright("improve", "clean.py", cwd=workspace)
    assert (text.returncode, text.stdout, text.stderr) == (0, "Nothing to improve was found.\n", "")

    converted = speedwright("improve", "clean.py::double", "--format", "json", cwd=workspace)
    assert (converted.returncode, json.loads(converted.stdout)) == (0, {"schema": 1, "results": []})


def test_a_function_that_cannot_be_improved_because_it_is_not_there_is_wrong_use(workspace: Path) -> None:
    done = speedwright("improve", "before.py::nothing", cwd=workspace)

    assert (done.returncode, done.stdout) == (2, "")
    assert "no function or class nothing" in done.stderr


PROGRAM = "n = int(input())\nprint({})\n"


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    (tmp_path / "before.py").write_text(PROGRAM.format("n"))
    (tmp_path / "after.py").write_text(PROGRAM.format("min(n, 7)"))
    (tmp_path / "inputs").mkdir()
    (tmp_path / "inputs" / "small.txt").write_text("3\n")
    return tmp_path


def test_programs_differ_by_a_line_for_a_shell(programs: Path) -> None:
    done = speedwright(
        "verify", "before.py", "after.py", "--program", "--stdin", "inputs", "--format", "json", "--budget", "60",
        cwd=programs,
    )  # fmt: skip

    assert (done.returncode, done.stderr) == (1, "")
    verdict = json.loads(done.stdout)
    assert (verdict["function"], verdict["verdict"]) == ("before", "different")
    counterexample = verdict["evidence"]["counterexample"]
    assert counterexample["difference"] == "output"
    assert counterexample["call"] == "printf '8\\n' | python before.py"
    assert (counterexample["original"], counterexample["candidate"]) == (repr("8\n"), repr("7\n"))


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--program", "--function", "f"], "not allowed with"),
        (["--function", "f", "--stdin", "inputs"], "use it with --program"),
        (["--program", "--calls", "before.py"], "--stdin DIR"),
        (["--program", "--stdin", "nowhere"], "no such folder"),
        (["--program", "--stdin", "before.py"], "is not a folder"),
        (["--program", "--stdin", "empty"], "holds no file"),
    ],
)
def test_wrong_use_of_programs_is_one_line(programs: Path, options: list[str], said: str) -> None:
    (programs / "empty").mkdir()
    done = speedwright("verify", "before.py", "after.py", *options, cwd=programs)

    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_notebook_is_no_program(programs: Path) -> None:
    (programs / "after.ipynb").write_text('{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}')
    done = speedwright("verify", "before.py", "after.ipynb", "--program", "--stdin", "inputs", cwd=programs)

    assert (done.returncode, done.stdout) == (2, "")
    assert "after.ipynb: a notebook is no program" in done.stderr
