"""`speedwright skills` and `speedwright explain` as processes."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.running import speedwright
from tests.pipeline.team_pages import PAGE, add_page


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    add_page(tmp_path)
    return tmp_path


def test_list_has_the_shape_of_the_contract(workspace: Path) -> None:
    done = speedwright("skills", "list", "--format", "json", cwd=workspace)

    assert (done.returncode, done.stderr) == (0, "")
    skills = {skill["name"]: skill for skill in json.loads(done.stdout)["skills"]}
    assert skills["double-negation"] == {
        "name": "double-negation",
        "language": "python",
        "kind": "operator",
        "mechanism": "builtin",
        "rewrite": True,
        "mined": False,
        "support": 0,
    }
    assert "list-membership-in-loop" in skills


def test_list_for_people_has_a_line_for_each(workspace: Path) -> None:
    done = speedwright("skills", "list", cwd=workspace)

    (line,) = [line for line in done.stdout.splitlines() if line.startswith("double-negation")]
    assert line.split()[1:3] == ["python", "rewrite"]
    assert "Negates twice" in line


def test_a_page_is_checked_by_its_name(workspace: Path) -> None:
    done = speedwright("skills", "check", "list-membership-in-loop", cwd=workspace)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("1 page:")


@pytest.mark.parametrize("command", [("skills", "show"), ("explain",)])
def test_a_page_is_markdown_without_a_terminal(command: tuple[str, ...], workspace: Path) -> None:
    done = speedwright(*command, "double-negation", cwd=workspace)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("# Double negation\n")


def test_a_page_is_rendered_in_a_terminal(workspace: Path) -> None:
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "80"}
    environment.pop("NO_COLOR", None)
    command = [sys.executable, "-m", "speedwright_server", "explain", "double-negation"]
    with subprocess.Popen(command, cwd=workspace, stdout=theirs, env=environment) as process:
        os.close(theirs)
        shown = b""
        while chunk := _read(ours):
            shown += chunk
    os.close(ours)

    assert process.returncode == 0
    assert b"\x1b[" in shown
    assert b"# Double negation" not in shown


def _read(terminal: int) -> bytes:
    """What the terminal got; nothing once its other end is closed, which Linux reports as an error."""
    try:
        return os.read(terminal, 4096)
    except OSError:
        return b""


def test_an_unknown_page_is_wrong_use_with_the_nearest_name(workspace: Path) -> None:
    done = speedwright("explain", "double-negatoin", cwd=workspace)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "speedwright: no skill is called 'double-negatoin'; did you mean double-negation?\n"


def test_pages_that_hold_are_status_0(workspace: Path) -> None:
    done = speedwright("skills", "check", ".speedwright/skills", cwd=workspace)

    assert (done.returncode, done.stdout, done.stderr) == (0, "1 page: all cases hold\n", "")


def test_a_page_that_does_not_hold_is_told_with_file_and_line(workspace: Path) -> None:
    page = add_page(workspace, "broken", PAGE.replace("double-negation", "broken").replace("bool(y)", "truth(y)"))

    done = speedwright("skills", "check", ".speedwright", cwd=workspace)

    assert done.returncode == 1
    assert done.stdout.startswith(f"{page.relative_to(workspace)}:")
    assert done.stdout.endswith("2 pages: 1 wrong\n")


def test_a_folder_without_pages_is_wrong_use(workspace: Path) -> None:
    done = speedwright("skills", "check", "nowhere", cwd=workspace)

    assert done.returncode == 2
    assert done.stderr == "speedwright: nowhere: no such folder, and no skill is called so\n"
