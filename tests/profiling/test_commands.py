"""From words to commands."""

from pathlib import Path

import pytest

from speedwright.profiling.base import ProfilingError
from speedwright.profiling.commands import full_command, interpreter_of


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "tests").mkdir()
    (tmp_path / "cat").mkdir()
    for name in ("run.py", "tests/test_shop.py", "tests/shop_test.py"):
        (tmp_path / name).write_text("")
    tool = tmp_path / "tool"
    tool.write_text("#!/usr/bin/env python3\n")
    tool.chmod(0o755)
    return tmp_path


@pytest.mark.parametrize(
    ("words", "command"),
    [
        (["run.py", "-x"], ["PY", "run.py", "-x"]),
        (["-m", "shop"], ["PY", "-m", "shop"]),
        (["-c", "pass"], ["PY", "-c", "pass"]),
        (["tests"], ["PY", "-m", "pytest", "tests"]),
        (["tests/test_shop.py::test_a", "-q"], ["PY", "-m", "pytest", "tests/test_shop.py::test_a", "-q"]),
        (["tests/shop_test.py"], ["PY", "-m", "pytest", "tests/shop_test.py"]),
        (["sh", "-c", "x"], ["sh", "-c", "x"]),
        (["cat", "x"], ["cat", "x"]),
        (["./tool"], ["./tool"]),
    ],
)
def test_scripts_tests_and_modules_are_run_by_the_interpreter(
    folder: Path, words: list[str], command: list[str]
) -> None:
    assert full_command(words, folder, "PY") == tuple(command)


@pytest.mark.parametrize("words", [[], ["gone.py"], ["no-such-command-anywhere"], ["./gone"]])
def test_what_is_not_there_is_told(folder: Path, words: list[str]) -> None:
    with pytest.raises(ProfilingError):
        full_command(words, folder, "PY")


def test_the_interpreter_of_a_script_is_that_of_its_first_line(folder: Path) -> None:
    assert "python3" in str(interpreter_of(["./tool"], folder))
    assert interpreter_of(["sh", "-c", "x"], folder) is None
    assert interpreter_of(["/usr/lib/python3.11", "x"], folder) == "/usr/lib/python3.11"
