"""`speedwright profile` as a process, with the real py-spy."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from speedwright.pipeline.profile import RUNNING_RATE
from tests.cli.running import speedwright

FOREVER = """\
import os, sys, time

def spin():
    total = 0
    while True:
        total += 1
        if total % 100000 == 0 and not os.path.exists("started"):
            open("started", "w").close()

spin()
"""
SPIN = """\
def hot(n):
    total = 0
    for number in range(n):
        total += number % 7
    return total

def main():
    for _ in range(120):
        hot(100_000)

if __name__ == "__main__":
    print("begun")
    main()
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").write_text("")
    (tmp_path / "spin.py").write_text(SPIN)
    (tmp_path / "forever.py").write_text(FOREVER)
    (tmp_path / "test_spin.py").write_text("import spin\n\ndef test_hot():\n    spin.main()\n")
    return tmp_path


@pytest.fixture
def unique(workspace: Path) -> Iterator[str]:
    """A word on command lines, by which what is left over is found."""
    word = f"left-over-{os.getpid()}-{workspace.name}"
    yield word
    assert processes_with(word) == []


def processes_with(word: str) -> list[str]:
    found = []
    for folder in Path("/proc").iterdir():
        try:
            line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
            state = (folder / "stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            continue
        if word in line and state != "Z":
            found.append(line)
    return found


def hottest(path: Path) -> str:
    return str(json.loads(path.read_text())["functions"][0]["qualname"])


def test_a_script_is_profiled_and_its_output_is_its_own(workspace: Path, unique: str) -> None:
    done = speedwright("profile", "--output", "p.json", "--", "spin.py", unique, cwd=workspace)

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("begun\n")
    assert "hot  spin.py:1" in done.stdout
    assert done.stdout.endswith("Written to p.json.\n")
    assert "py-spy>" not in done.stdout + done.stderr
    assert hottest(workspace / "p.json") == "hot"


def test_a_selection_of_tests_is_run_by_pytest(workspace: Path) -> None:
    arguments = ["--python", sys.executable, "--format", "json", "--", "test_spin.py::test_hot", "-q"]
    done = speedwright("profile", *arguments, cwd=workspace)

    assert done.returncode == 0, done.stderr
    assert "1 passed" in done.stderr
    functions = json.loads(done.stdout)["functions"]
    assert any((each["path"], each["qualname"]) == ("spin.py", "hot") for each in functions)


def test_the_status_of_the_program_is_told(workspace: Path, unique: str) -> None:
    code = "import spin, sys; spin.main(); sys.exit(3)"
    done = speedwright("profile", "--", sys.executable, "-c", code, unique, cwd=workspace)

    assert done.returncode == 1
    assert "note: the program ended with status 3" in done.stdout


def test_a_program_that_is_killed_is_told_with_what_it_did(workspace: Path, unique: str) -> None:
    code = "import spin, os; spin.main(); os.kill(os.getpid(), 9)"
    done = speedwright("profile", "--", sys.executable, "-c", code, unique, cwd=workspace)

    assert done.returncode == 1
    assert "killed by signal 9" in done.stdout
    assert "hot  spin.py" in done.stdout


def test_children_of_a_program_are_seen_and_ended_with_it(workspace: Path, unique: str) -> None:
    code = (
        "import subprocess, sys; "
        "subprocess.Popen([sys.executable, 'forever.py', sys.argv[1]]); "
        "subprocess.run([sys.executable, 'spin.py', sys.argv[1]])"
    )
    done = speedwright("profile", "--format", "json", "--", sys.executable, "-c", code, unique, cwd=workspace)

    assert done.returncode == 0, done.stderr
    names = {each["qualname"] for each in json.loads(done.stdout)["functions"]}
    assert {"hot", "spin"} <= names


def test_a_program_may_print_megabytes(workspace: Path, unique: str) -> None:
    code = "import spin, sys; sys.stdout.write('x' * 5_000_000); sys.stderr.write('y' * 2_000_000); spin.main()"
    # Unbuffered, Python itself loses what a pipe does not take at once when a process is stopped meanwhile.
    buffered = {"PYTHONUNBUFFERED": ""}
    done = speedwright("profile", "--", sys.executable, "-c", code, unique, cwd=workspace, environment=buffered)

    assert done.returncode == 0
    assert done.stdout.count("x") >= 5_000_000
    assert done.stderr.count("y") >= 2_000_000


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_program_and_keeps_what_was_sampled(workspace: Path, unique: str, number: int) -> None:
    command = [
        sys.executable,
        "-m",
        "speedwright_server",
        "profile",
        "--output",
        "p.json",
        "--",
        "forever.py",
        unique,
    ]
    running = subprocess.Popen(command, cwd=workspace, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    while not (workspace / "started").exists() and running.poll() is None:
        time.sleep(0.05)
    time.sleep(0.5)
    running.send_signal(number)
    printed, said = running.communicate()

    assert running.returncode == (130 if number == signal.SIGINT else 143), said
    assert "not run to its end" in printed
    assert hottest(workspace / "p.json") == "spin"


def test_a_program_is_ended_when_its_time_is_over(workspace: Path, unique: str) -> None:
    done = speedwright("profile", "--duration", "2", "--", "forever.py", unique, cwd=workspace)

    assert done.returncode == 0, done.stderr
    assert "note: the program was ended after 2 s, as asked\n" in done.stdout
    assert processes_with(unique) == []


def test_a_process_that_runs_already_goes_on_after_it(workspace: Path) -> None:
    running = subprocess.Popen([sys.executable, "forever.py"], cwd=workspace)
    try:
        while not (workspace / "started").exists():
            time.sleep(0.05)
        arguments = ["--pid", str(running.pid), "--duration", "1", "--output", "p.json"]
        done = speedwright("profile", *arguments, cwd=workspace)

        assert done.returncode == 0, done.stderr
        assert hottest(workspace / "p.json") == "spin"
        target = json.loads((workspace / "p.json").read_text())["target"]
        assert target["version"].startswith("3.")
        assert "note: " not in done.stdout
        assert running.poll() is None
        dumped = speedwright("profile", "--pid", str(running.pid), "--dump", cwd=workspace)
        assert "spin (" in dumped.stdout
        assert dumped.returncode == 0
    finally:
        running.kill()
        running.wait()


def test_ctrl_c_leaves_a_process_that_ran_already_and_keeps_its_samples(workspace: Path) -> None:
    running = subprocess.Popen([sys.executable, "forever.py"], cwd=workspace)
    try:
        while not (workspace / "started").exists():
            time.sleep(0.05)
        command = [sys.executable, "-m", "speedwright_server", "profile", "--output", "p.json"]
        profiling = subprocess.Popen(
            [*command, "--pid", str(running.pid)], cwd=workspace, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        py_spy = f"--format speedscope --full-filenames --rate {RUNNING_RATE} --output"
        while not processes_with(py_spy) and profiling.poll() is None:
            time.sleep(0.05)
        time.sleep(1.5)
        profiling.send_signal(signal.SIGINT)
        _, said = profiling.communicate()

        assert profiling.returncode == 130, said
        assert hottest(workspace / "p.json") == "spin"
        assert running.poll() is None
    finally:
        running.kill()
        running.wait()


def test_a_shell_that_starts_one_python_after_the_other_is_run_to_its_end(workspace: Path, unique: str) -> None:
    (workspace / "second.py").write_text(SPIN.replace("hot", "warm"))
    script = f"{sys.executable} spin.py; sleep 0.5; {sys.executable} second.py; echo over; exit 7"
    done = speedwright("profile", "--top", "50", "--", "sh", "-c", script, unique, cwd=workspace)

    assert done.returncode == 1, done.stderr
    assert "over\n" in done.stdout
    assert "hot  spin.py" in done.stdout
    assert "warm  second.py" in done.stdout
    assert "ended with status 7" in done.stdout
    assert "launching" not in done.stdout


def test_a_process_that_goes_away_meanwhile_is_told_with_its_samples(workspace: Path) -> None:
    running = subprocess.Popen([sys.executable, "spin.py"], cwd=workspace, stdout=subprocess.DEVNULL)
    try:
        done = speedwright("profile", "--pid", str(running.pid), "--output", "p.json", cwd=workspace)
    finally:
        running.kill()
        running.wait()

    # Where it was over before the first look, that is told; anything else is a profile.
    assert done.returncode == 0 or "there is no process" in done.stderr or "could not sample" in done.stderr
    assert done.stderr.count("\n") <= 1


def test_forks_are_seen(workspace: Path, unique: str) -> None:
    code = "import spin, os\nif os.fork() == 0:\n    spin.main()\n    os._exit(0)\nos.wait()"
    done = speedwright("profile", "--format", "json", "--", sys.executable, "-c", code, unique, cwd=workspace)

    assert done.returncode == 0, done.stderr
    assert "hot" in {each["qualname"] for each in json.loads(done.stdout)["functions"]}


def test_names_and_paths_of_a_file_cannot_steer_the_terminal_or_hang_the_table(workspace: Path) -> None:
    (workspace / "p.raw").write_text("\x1b]0;evil\x07f (/dev/zero:3) 10\nf (/etc:3) 10\n")
    done = speedwright("profile", "--import", "p.raw", cwd=workspace)

    assert done.returncode == 0, done.stderr
    assert "\x1b" not in done.stdout
    assert "/dev/zero:3" in done.stdout


def test_a_process_that_is_no_python_is_told(workspace: Path) -> None:
    running = subprocess.Popen(["sleep", "60"])
    try:
        done = speedwright("profile", "--pid", str(running.pid), cwd=workspace)

        assert (done.returncode, done.stdout) == (2, "")
        assert "is no Python that py-spy" in done.stderr
    finally:
        running.kill()
        running.wait()


@pytest.mark.skipif(os.geteuid() != 0, reason="another user's process is made by root alone")
def test_a_process_of_another_user_is_told_with_the_remedy(workspace: Path) -> None:
    running = subprocess.Popen([sys.executable, "forever.py"], cwd=workspace)
    workspace.chmod(0o755)
    try:
        copy = Path("/tmp") / f"py-spy-{os.getpid()}"
        copy.write_bytes((Path(sys.executable).parent / "py-spy").read_bytes())
        copy.chmod(0o755)
        code = (
            "import os, sys; from pathlib import Path; sys.path[:0] = sys.argv[2:]; "
            "from speedwright.profiling.backends import py_spy; "
            f"py_spy._executable = lambda: {str(copy)!r}; os.setuid(65534); "
            "print(py_spy.dump(int(sys.argv[1])))"
        )
        done = subprocess.run(
            [sys.executable, "-c", code, str(running.pid)], cwd="/", capture_output=True, text=True, check=False
        )

        assert "may not be looked into" in done.stderr
        assert "sudo" in done.stderr
    finally:
        copy.unlink()
        running.kill()
        running.wait()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--pid", "999999"], "there is no process 999999"),
        (["--", "sleep", "1"], "ended with status 0 before a Python that py-spy"),
        (["--", "nowhere.py"], "nowhere.py: no such file"),
        (["--", "no-such-command-anywhere"], "no such command"),
        ([], "one of a command after --, --pid, --import and --diff is needed"),
        (["--pid", "1", "--", "spin.py"], "one of a command after --, --pid"),
        (["--pid", "-3"], "--pid"),
        (["--dump", "--", "spin.py"], "--dump needs --pid N"),
        (["--rate", "0", "--", "spin.py"], "expected a whole number above zero"),
        (["--import", "spin.py"], "is no profile that Speedwright can read"),
        (["--diff", "spin.py", "forever.py"], "is no profile that Speedwright can read"),
    ],
)
def test_what_cannot_be_done_is_one_line(workspace: Path, arguments: list[str], said: str) -> None:
    done = speedwright("profile", *arguments, cwd=workspace)

    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_program_that_is_over_at_once_is_told(workspace: Path, unique: str) -> None:
    done = speedwright("profile", "--", "sh", "-c", "exit 4", unique, cwd=workspace)

    assert (done.returncode, done.stdout) == (2, "")
    assert "ended with status 4 before a Python" in done.stderr


def test_files_are_compared(workspace: Path) -> None:
    (workspace / "old").write_text("main (spin.py:8);hot (spin.py:4) 300\n")
    (workspace / "new").write_text("main (spin.py:8);hot (spin.py:4) 100\nmain (spin.py:8) 20\n")
    done = speedwright("profile", "--diff", "old", "new", cwd=workspace)
    as_json = speedwright("profile", "--diff", "old", "new", "--format", "json", cwd=workspace)

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("3.00 s before, 1.20 s after (2.50x as fast)\n")
    first = json.loads(as_json.stdout)["functions"][0]
    assert (first["qualname"], first["gained_s"], first["edited"]) == ("hot", 2.0, False)


def test_an_imported_file_can_be_written_for_speedscope_and_read_again(workspace: Path) -> None:
    (workspace / "p.raw").write_text("main (spin.py:9);hot (spin.py:4) 300\nmain (spin.py:9) 100\n")
    speedwright("profile", "--import", "p.raw", "--output", "p.speedscope.json", cwd=workspace)
    done = speedwright("profile", "--import", "p.speedscope.json", "--format", "json", cwd=workspace)

    found = {each["qualname"]: (each["self_s"], each["total_s"]) for each in json.loads(done.stdout)["functions"]}
    assert found == {"hot": (3.0, 3.0), "main": (1.0, 4.0)}
