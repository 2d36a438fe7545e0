"""`speedwright record` as a process: what is its own on the command line, and what is the command's."""

import json
import sys
from pathlib import Path

import pytest

from tests.cli.running import speedwright

SHOP = "def total(prices):\n    return sum(prices)\n"
TEST = "from shop import total\n\ndef test_total():\n    assert total([1, 2]) == 3\n"
PROGRAM = "import sys, shop\nprint(shop.total([len(word) for word in sys.argv[1:]]), sys.argv[1:])\n"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").write_text("")
    (tmp_path / "shop.py").write_text(SHOP)
    (tmp_path / "run.py").write_text(PROGRAM)
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_shop.py").write_text(TEST)
    return tmp_path


def kept(workspace: Path, module: str = "shop.py") -> list[dict[str, object]]:
    file = workspace / ".speedwright" / "cache" / "calls" / f"{module}.jsonl"
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


def test_words_after_the_dashes_are_the_command(workspace: Path) -> None:
    done = speedwright(
        "record", "--", sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests", cwd=workspace
    )

    assert done.returncode == 0, done.stderr
    assert "1 passed" in done.stdout
    assert done.stderr.endswith("Kept 1 call of 1 function in .speedwright/cache/calls.\n")
    assert [call["function"] for call in kept(workspace)] == ["total"]


def test_options_after_the_dashes_are_the_commands_even_if_they_look_like_ours(workspace: Path) -> None:
    done = speedwright("record", "--", sys.executable, "run.py", "--help", "--", "--python", cwd=workspace)

    assert done.returncode == 0, done.stderr
    assert done.stdout == "16 ['--help', '--', '--python']\n"
    assert len(kept(workspace)) == 1


def test_paths_before_the_dashes_say_whose_calls_are_kept(workspace: Path) -> None:
    done = speedwright("record", "run.py", "--", sys.executable, "run.py", "a", cwd=workspace)

    assert done.returncode == 1
    assert "Kept 0 calls of 0 functions" in done.stderr
    assert kept(workspace) == []


def test_a_command_that_fails_is_told_and_what_it_did_is_kept(workspace: Path) -> None:
    code = "import shop, sys; shop.total([1]); sys.exit(3)"
    done = speedwright("record", "--", sys.executable, "-c", code, cwd=workspace)

    assert done.returncode == 1
    assert "The command ended with status 3" in done.stderr
    assert len(kept(workspace)) == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["record", "nowhere"], "nowhere: no such file or folder (a command stands after --)"),
        (["record", "--"], "no command after --"),
        (["record", "--", "no-such-command-anywhere"], "no-such-command-anywhere"),
        (["record", "--frobnicate"], "unrecognized arguments: --frobnicate"),
    ],
)
def test_wrong_use_is_one_line(workspace: Path, arguments: list[str], said: str) -> None:
    done = speedwright(*arguments, cwd=workspace)

    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_folder_that_is_no_workspace_has_no_tests_run(tmp_path: Path) -> None:
    (tmp_path / "test_danger.py").write_text("def test_danger():\n    open('ran', 'w')\n")
    done = speedwright("record", cwd=tmp_path)

    assert (done.returncode, done.stdout) == (2, "")
    assert "is no workspace" in done.stderr
    assert "say after -- what to run" in done.stderr
    assert not (tmp_path / "ran").exists()
