"""`speedwright check` as a process: status, streams, and what it imports."""

import json
from pathlib import Path

import pytest

from tests.cli.running import speedwright
from tests.pipeline.team_pages import add_page

SLOW = "def f(y):\n    return not not y\n"
# Each takes longer to import than a small file may take to be checked.
HEAVY = {"pygls", "lsprotocol", "openai", "hypothesis", "scalene", "rich", "pathspec", "numpy", "asyncio"}


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    add_page(tmp_path)
    (tmp_path / "slow.py").write_text(SLOW)
    (tmp_path / "clean.py").write_text("x = 1\n")
    return tmp_path


def test_clean_file_is_status_0(workspace: Path) -> None:
    done = speedwright("check", "clean.py", cwd=workspace)

    assert (done.returncode, done.stdout, done.stderr) == (0, "Nothing slow found in 1 file.\n", "")


def test_findings_are_status_1_and_plain_without_a_terminal(workspace: Path) -> None:
    done = speedwright("check", cwd=workspace)

    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.splitlines()[:3] == [
        "slow.py:2:12: `not not y` negates twice [double-negation]",
        "  |     return not not y",
        "  |            ^^^^^^^^^",
    ]


def test_problems_are_status_1_and_go_to_stderr(workspace: Path) -> None:
    (workspace / "clean.py").write_bytes(b"x = '\xe9'\n")

    done = speedwright("check", "clean.py", cwd=workspace)

    assert done.returncode == 1
    assert done.stderr == "speedwright: clean.py:1: is not UTF-8: byte 0xE9\n"


@pytest.mark.parametrize("output_format", ["json", "sarif"])
def test_formats_for_programs_are_json(output_format: str, workspace: Path) -> None:
    done = speedwright("check", "--format", output_format, cwd=workspace)

    assert done.returncode == 1
    assert "double-negation" in json.dumps(json.loads(done.stdout))


def test_github_commands(workspace: Path) -> None:
    done = speedwright("check", "--format", "github", cwd=workspace)

    assert done.returncode == 1
    assert done.stdout.startswith(
        "::warning file=slow.py,line=2,endLine=2,col=12,endColumn=21,title=double-negation::"
    )


def test_settings_of_the_checked_workspace_count_wherever_the_command_is_started(workspace: Path) -> None:
    (workspace / "pyproject.toml").write_text('[tool.speedwright]\nignore = ["double-negation"]\n')
    elsewhere = workspace / "elsewhere"
    elsewhere.mkdir()

    assert speedwright("check", str(workspace / "slow.py"), cwd=elsewhere).returncode == 0


def test_checking_a_file_imports_nothing_heavy(workspace: Path) -> None:
    done = speedwright("check", "slow.py", cwd=workspace, environment={"PYTHONPROFILEIMPORTTIME": "1"})

    assert done.returncode == 1
    imported = {line.rpartition("|")[2].strip().partition(".")[0] for line in done.stderr.splitlines()}
    assert "speedwright" in imported
    assert imported & HEAVY == set()


def test_a_baseline_leaves_what_is_new(workspace: Path) -> None:
    written = speedwright("check", "--baseline", "known.json", "--update-baseline", cwd=workspace)
    assert (written.returncode, written.stdout) == (0, "1 finding written to known.json.\n")
    assert speedwright("check", "--baseline", "known.json", cwd=workspace).returncode == 0

    (workspace / "clean.py").write_text("def g(z):\n    return not not z\n")
    done = speedwright("check", "--baseline", "known.json", cwd=workspace)

    assert done.returncode == 1
    assert "clean.py:2:12" in done.stdout
    assert "slow.py" not in done.stdout


def test_a_baseline_that_is_not_there_is_one_clear_error(workspace: Path) -> None:
    for options in (("--baseline", "none.json"), ("--update-baseline",)):
        done = speedwright("check", *options, cwd=workspace)
        assert (done.returncode, done.stdout) == (2, "")
        assert "--update-baseline" in done.stderr
        assert done.stderr.count("\n") == 1


def test_a_baseline_is_never_written_of_changed_lines_alone(workspace: Path) -> None:
    options = ("--baseline", "known.json", "--update-baseline", "--diff", "HEAD")
    done = speedwright("check", *options, cwd=workspace)

    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert not (workspace / "known.json").exists()


def test_github_reads_paths_from_the_top_of_the_repository(workspace: Path) -> None:
    (workspace / ".git").mkdir()
    (workspace / "service").mkdir()
    (workspace / "service" / "pyproject.toml").write_text("")
    page = workspace / ".speedwright"
    page.rename(workspace / "service" / ".speedwright")
    (workspace / "service" / "a.py").write_text("x = not not (\n  y\n)\n")
    done = speedwright("check", "--format", "github", cwd=workspace / "service")

    # Of a finding over several lines, GitHub takes no columns.
    assert done.stdout.startswith("::warning file=service/a.py,line=1,endLine=3,title=double-negation::")
