"""Which interpreter is taken, and what is run to find that out."""

from __future__ import annotations

import os
import sys
import venv
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from speedwright.sandbox import guest_program as guest_programs
from speedwright.sandbox import isolation as isolations
from speedwright.sandbox import probing
from speedwright.sandbox.guest_program import guest_program
from speedwright.sandbox.interpreter import InterpreterError, find_interpreter, known_interpreter

STARTS = ("subprocess.Popen", "os.system", "os.exec", "os.fork", "os.posix_spawn", "os.spawn")
_started: list[str] = []


def _listen(event: str, arguments: object) -> None:
    if event in STARTS:
        _started.append(event)


sys.addaudithook(_listen)


@pytest.fixture(autouse=True)
def forgetful(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """A cache of its own, and a way to forget what this process knows: as another process would begin."""
    monkeypatch.setenv("SPEEDWRIGHT_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)
    probing._answers.clear()
    guest_program.cache_clear()
    yield probing._answers.clear
    probing._answers.clear()
    guest_program.cache_clear()


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    folder = tmp_path / "workspace"
    folder.mkdir()
    return folder


def script(path: Path, body: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return path


@pytest.fixture(params=["sandbox", "limits"])
def unconfined(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the best isolation there is, and without any, where only the way of asking protects."""
    if request.param == "limits":
        for module in (probing, guest_programs):
            monkeypatch.setattr(module, "best_isolation", lambda: isolations.LIMITS)


@pytest.mark.usefixtures("unconfined")
def test_modules_in_the_current_folder_are_not_run(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    witness = workspace / "witness"
    for name in ("json", "compileall", "sitecustomize", "usercustomize", "py_compile", "struct"):
        (workspace / f"{name}.py").write_text(f"open({str(witness)!r}, 'a').write(__name__)\nraise SystemExit(3)\n")
    monkeypatch.chdir(workspace)
    monkeypatch.setenv("PYTHONPATH", str(workspace))
    interpreter = find_interpreter(workspace, sys.executable)
    assert Path(interpreter.executable).samefile(sys.executable)
    assert list((guest_program(interpreter) / "__pycache__").glob("serving.*.pyc")), "it was compiled all the same"
    assert not witness.exists()


def test_secrets_in_the_environment_are_not_passed_on(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("API_KEY", "secret")
    answer = """'["/x/python", [3, 9, 0], "cpython", "'"$API_KEY"'"]'"""
    nosy = script(workspace / "python", f"echo {answer}")
    assert find_interpreter(workspace, str(nosy)).prefix == ""


def test_a_broken_one_is_passed_over(workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script(workspace / ".venv" / "bin" / "python", "exit 127")
    script(tmp_path / "shims" / "python3", "echo 'the version is not installed' >&2; exit 1")
    monkeypatch.setenv("PATH", f"{tmp_path / 'shims'}{os.pathsep}{os.environ['PATH']}")
    assert Path(find_interpreter(workspace).executable).samefile(sys.executable)
    known = known_interpreter(workspace)
    assert known is not None
    assert Path(known.executable).samefile(sys.executable)
    with pytest.raises(InterpreterError, match="does not run"):
        find_interpreter(workspace, ".venv/bin/python")


def test_knowing_starts_nothing(workspace: Path, forgetful: Callable[[], None]) -> None:
    script(workspace / ".venv" / "bin" / "python", "exit 127")
    _started.clear()
    assert known_interpreter(workspace) is None
    assert known_interpreter(workspace, sys.executable) is None
    assert _started == []
    met = find_interpreter(workspace, sys.executable)
    assert _started, "the test hears what is started"
    forgetful()
    _started.clear()
    assert known_interpreter(workspace, sys.executable) == met, "another process met it"
    assert _started == []


def test_an_environment_made_anew_is_asked_anew(workspace: Path, forgetful: Callable[[], None]) -> None:
    folder = workspace / ".venv"
    venv.create(folder, symlinks=True)
    first = find_interpreter(workspace)
    assert Path(first.prefix).samefile(folder)
    assert known_interpreter(workspace) == first
    config = folder / "pyvenv.cfg"
    config.write_text(config.read_text() + "prompt = again\n")
    assert known_interpreter(workspace) is None
    forgetful()
    assert known_interpreter(workspace) is None
    assert find_interpreter(workspace) == first
    config.unlink()
    assert find_interpreter(workspace).prefix != first.prefix


def test_a_damaged_memory_is_none(workspace: Path, tmp_path: Path, forgetful: Callable[[], None]) -> None:
    find_interpreter(workspace, sys.executable)
    (kept,) = (tmp_path / "cache" / "interpreters").iterdir()
    for damaged in ("", "[]", '{"version": 3}', kept.read_text()[:-9]):
        kept.write_text(damaged)
        forgetful()
        assert known_interpreter(workspace, sys.executable) is None


@pytest.mark.skipif(sys.prefix == sys.base_prefix, reason="needs to run in a virtual environment, as a hook does")
def test_the_environment_of_a_hook_is_not_that_of_the_user(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    users = workspace.parent / "bin"
    users.mkdir()
    (users / "python3").symlink_to(getattr(sys, "_base_executable", sys.executable))
    own = Path(sys.prefix)
    monkeypatch.setenv("PATH", os.pathsep.join([str(own / "bin"), str(users)]))
    monkeypatch.setenv("VIRTUAL_ENV", str(own))

    assert find_interpreter(workspace).prefix == str(own)
    monkeypatch.setenv("PRE_COMMIT", "1")
    assert find_interpreter(workspace).prefix == sys.base_prefix
