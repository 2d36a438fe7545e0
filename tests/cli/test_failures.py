"""Whatever goes wrong becomes an exit status and at most one line."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from speedwright.errors import SpeedwrightError
from speedwright_server.cli.command import ExitStatus, UsageError
from speedwright_server.cli.failures import guarded, verbose_by_environment


def failing(error: BaseException) -> ExitStatus:
    def work() -> ExitStatus:
        raise error

    return guarded(work, verbose=False)


@pytest.mark.parametrize("error", [SpeedwrightError("no interpreter\nat x"), UsageError("no interpreter at x")])
def test_errors_for_users_are_one_line(error: Exception, capsys: pytest.CaptureFixture[str]) -> None:
    assert failing(error) == 2
    assert capsys.readouterr().err == "speedwright: no interpreter at x\n"


def test_our_own_faults_say_so_and_how_to_learn_more(capsys: pytest.CaptureFixture[str]) -> None:
    assert failing(ZeroDivisionError("division by zero")) == 2
    error = capsys.readouterr().err
    assert error == "speedwright: internal error: ZeroDivisionError: division by zero (--verbose shows where)\n"


def test_verbose_shows_the_traceback_and_still_ends_with_the_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    def work() -> ExitStatus:
        raise ZeroDivisionError("division by zero")

    assert guarded(work, verbose=True) == 2
    error = capsys.readouterr().err
    assert "Traceback" in error
    assert error.splitlines()[-1] == "speedwright: internal error: ZeroDivisionError: division by zero"


@pytest.mark.parametrize(("value", "expected"), [("1", True), ("0", False), ("", False)])
def test_verbose_can_be_set_from_outside(value: str, expected: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPEEDWRIGHT_VERBOSE", value)
    assert verbose_by_environment() is expected


def test_interruption_is_quiet(capsys: pytest.CaptureFixture[str]) -> None:
    assert failing(KeyboardInterrupt()) == 130
    assert capsys.readouterr().err == ""


def test_interrupted_command_ends_quietly(tmp_path: Path) -> None:
    program = (
        "import os, signal, sys\n"
        "from speedwright_server.cli.command import ExitStatus\n"
        "from speedwright_server.cli.failures import guarded\n"
        "sys.exit(guarded(lambda: os.kill(os.getpid(), signal.SIGINT) or signal.pause(), verbose=False))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=60)

    assert (done.returncode, done.stdout, done.stderr) == (128 + signal.SIGINT, "", "")


def test_reader_that_leaves_early_is_no_error(tmp_path: Path) -> None:
    body = "".join(f"def f{i}(xs, ys):\n    return [x for x in xs if x in list(ys)]\n\n\n" for i in range(2000))
    (tmp_path / "long.py").write_text(body)
    with subprocess.Popen(
        [sys.executable, "-m", "speedwright_server", "check", "--format", "json", "long.py"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        told = process.stderr.read()
        status = process.wait(timeout=120)

    assert told == b""
    assert status == 130


@pytest.mark.parametrize("closed", ["<&-", "2>&-"])
def test_a_stream_that_was_closed_before_changes_no_status(tmp_path: Path, closed: str) -> None:
    (tmp_path / "clean.py").write_text("x = 1\n")
    command = f"{sys.executable} -m speedwright_server check clean.py {closed}"

    assert subprocess.run(["sh", "-c", command], cwd=tmp_path, capture_output=True, timeout=60).returncode == 0


def test_output_that_cannot_be_written_is_our_own_failure(tmp_path: Path) -> None:
    (tmp_path / "clean.py").write_text("x = 1\n")
    command = f"{sys.executable} -m speedwright_server check clean.py >&-"
    done = subprocess.run(["sh", "-c", command], cwd=tmp_path, capture_output=True, text=True, timeout=60)

    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
