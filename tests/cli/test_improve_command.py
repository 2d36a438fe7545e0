"""`speedwright improve` as a process: what it tells and returns where work is left, and how it ends when told to."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.running import speedwright
from tests.lsp.slow_code import MIXED
from tests.pipeline.proofs import accept_all

SLOW = """
def {name}(guests: list[str], invited: list[str]) -> list[str]:
    inside = []
    for guest in guests:
        if guest in invited:
            inside.append(guest)
    return inside
"""
TWO = SLOW.format(name="admitted") + "\n" + SLOW.format(name="seated")


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SPEEDWRIGHT_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "workspace"
    folder.mkdir()
    (folder / "pyproject.toml").write_text("")
    return folder


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("binary.py", b"x = '\xff'\n" + TWO.encode(), "binary.py:1: is not UTF-8: byte 0xFF"),
        ("broken.py", b"def f(:\n", "broken.py:1: does not parse"),
        ("notes.txt", b"hello\n", "notes.txt: is in no language that Speedwright knows: .txt"),
    ],
)
def test_what_cannot_be_read_is_told_and_is_status_1(workspace: Path, name: str, content: bytes, said: str) -> None:
    (workspace / name).write_bytes(content)
    done = speedwright("improve", name, "--apply", cwd=workspace)

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"speedwright: {said}")
    assert done.stderr.count("\n") == 1
    assert (workspace / name).read_bytes() == content


def test_a_budget_that_is_too_short_is_told_and_is_status_1(workspace: Path) -> None:
    (workspace / "party.py").write_text(TWO)
    done = speedwright("improve", ".", "--budget", "0.000001", cwd=workspace)

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "speedwright: the budget of 1e-06 s was used up: 2 candidates were not tried\n"


def test_the_patch_of_a_run_applies_from_the_current_folder(workspace: Path) -> None:
    folder = workspace / "src"
    folder.mkdir()
    (folder / "party.py").write_text(TWO)
    expected = accept_all(folder / "party.py", workspace)
    subprocess.run(["git", "init", "-q", str(workspace)], check=True)
    done = speedwright("improve", "party.py", "--format", "diff", cwd=folder)
    assert (done.returncode, done.stderr) == (1, ""), "accepted, and not applied"
    assert (folder / "party.py").read_text() == TWO
    subprocess.run(["git", "apply", "-"], cwd=folder, input=done.stdout, text=True, check=True)
    assert (folder / "party.py").read_bytes() == expected


def test_the_steps_of_a_plan_are_shown_with_their_shares(workspace: Path) -> None:
    (workspace / "label.py").write_text(MIXED)
    accept_all(workspace / "label.py", workspace)
    done = speedwright("improve", "label.py", cwd=workspace)
    first, second = [line for line in done.stdout.splitlines() if line.endswith("of the speedup")]
    assert first.startswith("  steps       1. ")
    assert second.strip().startswith("2. ")
    assert all(line.endswith("14.2x (13.1-15.0), 50% of the speedup") for line in (first, second))


def test_a_hook_hears_of_accepted_edits_alone(workspace: Path) -> None:
    (workspace / "broken.py").write_text("def f(:\n")
    (workspace / "party.py").write_text(TWO)
    options = ("improve", ".", "--only-accepted")
    quiet = speedwright(*options, "--budget", "0.000001", cwd=workspace)
    assert (quiet.returncode, quiet.stdout) == (0, "")

    accept_all(workspace / "party.py", workspace)
    shown = speedwright(*options, cwd=workspace)
    assert (shown.returncode, "2 accepted; --apply writes" in shown.stdout) == (1, True)
    applied = speedwright(*options, "--apply", cwd=workspace)
    assert applied.returncode == 1
    assert "set(invited)" in (workspace / "party.py").read_text()
    again = speedwright(*options, "--apply", cwd=workspace)
    assert (again.returncode, again.stdout) == (0, "")


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize(
    ("number", "status"),
    [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130)],
    ids=lambda each: str(each),
)
@pytest.mark.parametrize("command", ["improve", "verify"])
def test_a_signal_ends_the_children_and_removes_their_folders(
    workspace: Path, tmp_path: Path, command: str, number: int, status: int
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    (workspace / "party.py").write_text("import time\n\ntime.sleep(100)\n" + TWO)
    (workspace / "after.py").write_text("import time\n\ntime.sleep(100)\n" + TWO)
    arguments = {
        "improve": ["improve", "party.py", "--apply"],
        "verify": ["verify", "party.py", "after.py", "--function", "admitted"],
    }[command]
    process = subprocess.Popen(
        [sys.executable, "-m", "speedwright_server", *arguments],
        cwd=workspace,
        env={**os.environ, "TMPDIR": str(scratch)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        while not (guests := [pid for pid in _children(process.pid) if "guest-" in _command_line(pid)]):
            assert process.poll() is None, process.communicate()
            time.sleep(0.05)
        process.send_signal(number)
        _, told = process.communicate(timeout=60)
    finally:
        process.kill()

    assert (process.returncode, told) == (status, b"")
    assert not any(_is_alive(pid) for pid in guests)
    assert list(scratch.iterdir()) == []


def _children(pid: int) -> Iterator[int]:
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        if parent == pid:
            yield int(stat.parent.name)


def _command_line(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return ""


def _is_alive(pid: int) -> bool:
    return bool(_command_line(pid))
