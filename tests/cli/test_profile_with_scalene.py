"""`speedwright profile --backend scalene`, with the real Scalene where it is installed beside the tests."""

import json
import os
import signal
import subprocess
import sys
import time
import venv
from importlib.util import find_spec
from pathlib import Path

import pytest

from speedwright.profiling.backends import scalene
from tests.cli.running import speedwright
from tests.cli.test_profile_command import FOREVER, SPIN, processes_with
from tests.profiling.interpreters import interpreter

needs_scalene = pytest.mark.skipif(find_spec("scalene") is None, reason="scalene is not installed beside the tests")
LONG = SPIN.replace("range(40)", "range(150)")


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").write_text("")
    (tmp_path / "spin.py").write_text(LONG)
    (tmp_path / "forever.py").write_text(FOREVER)
    (tmp_path / "test_spin.py").write_text("import spin\n\ndef test_hot():\n    spin.main()\n")
    return tmp_path


@needs_scalene
@pytest.mark.parametrize("words", [["spin.py", "a"], ["-m", "spin"], ["test_spin.py::test_hot", "-q"]])
def test_scripts_modules_and_tests_are_measured(workspace: Path, words: list[str]) -> None:
    arguments = ["--backend", "scalene", "--python", sys.executable, "--output", "p.json", "--", *words]
    done = speedwright("profile", *arguments, cwd=workspace)

    assert done.returncode == 0, done.stderr
    profile = json.loads((workspace / "p.json").read_text())
    first = profile["functions"][0]
    assert (first["path"], first["qualname"]) == ("spin.py", "hot")
    assert first["digest"] is not None
    assert 0 <= first["native"] <= 1
    assert first["memory"] is not None
    assert profile["backend"]["name"] == "scalene"
    assert "peak MB" in done.stdout


@needs_scalene
def test_ctrl_c_keeps_what_was_measured_and_leaves_nothing(workspace: Path) -> None:
    word = f"left-over-scalene-{os.getpid()}"
    command = [sys.executable, "-m", "speedwright_server", "profile", "--backend", "scalene", "--python"]
    command += [sys.executable, "--output", "p.json", "--", "forever.py", word]
    running = subprocess.Popen(command, cwd=workspace, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    while not (workspace / "started").exists() and running.poll() is None:
        time.sleep(0.05)
    time.sleep(1.0)
    running.send_signal(signal.SIGINT)
    printed, said = running.communicate()

    assert running.returncode == 130, said
    assert "not run to its end" in printed
    assert json.loads((workspace / "p.json").read_text())["functions"][0]["qualname"] == "spin"
    assert processes_with(word) == []


def test_where_it_is_missing_the_command_that_installs_it_is_told(workspace: Path, tmp_path: Path) -> None:
    environment = tmp_path / "environment"
    venv.create(environment, symlinks=True)
    python = environment / "bin" / "python"
    done = speedwright("profile", "--backend", "scalene", "--python", str(python), "--", "spin.py", cwd=workspace)

    assert (done.returncode, done.stdout) == (2, "")
    assert f"scalene is not installed in {python}; this installs it: " in done.stderr
    assert "'scalene>=2.4,<3'" in done.stderr
    assert str(python) in done.stderr.partition("installs it: ")[2]


def test_where_it_cannot_be_installed_that_is_told(workspace: Path) -> None:
    python = next((found for version in ("3.6", "3.7", "2.7") if (found := interpreter(version))), None)
    if python is None:
        pytest.skip("there is no CPython that is too old for it")
    done = speedwright("profile", "--backend", "scalene", "--", str(python), "spin.py", cwd=workspace)

    assert (done.returncode, done.stdout) == (2, "")
    assert f"scalene cannot be installed in {python}: it is made for CPython 3.8 to 3.14" in done.stderr
    assert "installs it" not in done.stderr


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ("cpython 3 11 0\nFalse", "and this is 3.11.0: the backend py-spy"),
        ("cpython 3 15 0\nFalse", "and this is 3.15.0: the backend sampling"),
        ("pypy 3 10 14\nFalse", "and this is pypy 3.10.14"),
        (
            "cpython 3 12 1\nTrue",
            "/usr/bin/python3 -m venv .venv && .venv/bin/python -m pip install 'scalene>=2.4,<3'",
        ),
    ],
)
def test_each_interpreter_is_told_what_helps_there(told: str, said: str) -> None:
    assert said in scalene._missing("/usr/bin/python3", told)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--pid", "1"], "cannot attach"),
        (["--", "sh", "-c", "true"], "scalene runs inside Python, and `sh` is none"),
        (["--", sys.executable, "-c", "pass"], "scripts and modules alone"),
    ],
)
def test_what_it_cannot_do_is_told(workspace: Path, arguments: list[str], said: str) -> None:
    done = speedwright("profile", "--backend", "scalene", *arguments, cwd=workspace)

    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
