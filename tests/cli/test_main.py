"""The command line as a whole: help, version, wrong use."""

from pathlib import Path

import pytest

from speedwright import __version__
from speedwright_server.cli.main import main
from speedwright_server.cli.table import NAMES, command_named
from tests.cli.running import speedwright


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"speedwright {__version__}\n"


@pytest.mark.parametrize("name", NAMES)
def test_every_command_explains_itself_with_examples(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([name, "--help"]) == 0

    text = capsys.readouterr().out
    assert f"  speedwright {name}" in text.partition("examples:")[2]


def test_help_lists_every_command_with_its_summary(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0

    words = " ".join(capsys.readouterr().out.split())
    assert all(f"{name} {command_named(name).summary}" in words for name in NAMES)


WRONG = [
    ([], "COMMAND"),
    (["frobnicate"], "invalid choice: 'frobnicate'"),
    (["check", "--format", "yaml"], "invalid choice: 'yaml'"),
    (["check", "nowhere.py"], "nowhere.py: no such file or folder"),
    (["check", "--baseline", "old.json"], "old.json: cannot be read"),
    (["verify", "nowhere.py", "there.py", "--function", "f"], "nowhere.py: no such file"),
    (["verify", ".", "there.py", "--function", "f"], ".: is a folder"),
    (["verify", "there.py", "there.py"], "no function is touched"),
    (["verify", "there.py", "there.py", "--function", "f", "--budget", "0"], "above zero"),
    (["verify", "there.py", "there.py", "--function", "f", "--budget", "soon"], "above zero"),
    (["improve", "nowhere.py::f"], "nowhere.py: no such file or folder"),
    (["improve", ".::f"], "expected FILE::FUNCTION"),
    (["improve", "there.py::"], "expected FILE::FUNCTION"),
    (["explain", "no-such-skill"], "no-such-skill"),
    (["server", "--tcp", "70000"], "70000"),
    (["server", "--tcp", "x", "--stdio"], "x"),
]


@pytest.mark.parametrize(
    ("arguments", "told"), WRONG, ids=lambda value: " ".join(value) if isinstance(value, list) else ""
)
def test_wrong_use_is_told_in_one_line(
    arguments: list[str],
    told: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "there.py").write_text("def f():\n    return 1\n")
    monkeypatch.chdir(tmp_path)

    assert main(arguments) == 2

    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.startswith("speedwright")
    assert told in output.err
    assert output.err.count("\n") == 1


def test_a_broken_settings_file_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.speedwright]\nbugdet = 3\n")

    done = speedwright("check", cwd=tmp_path)

    assert done.returncode == 2
    assert "unknown setting 'bugdet'; did you mean budget?" in done.stderr
    assert done.stderr.count("\n") == 1
