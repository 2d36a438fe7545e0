"""CPython's own profiler, where a CPython that has it is on the machine."""

import subprocess
import sys
from pathlib import Path

import pytest

from speedwright.model.profile import Profile
from speedwright.model.work import Cancellation, unheard
from speedwright.pipeline.profile import ProfileRequest, ProfilingError, profile
from speedwright.settings import Settings
from tests.profiling.interpreters import interpreter

PROGRAM = Path(__file__).parents[2] / "fixtures" / "profiles" / "shares.py"


@pytest.fixture(scope="module")
def python() -> Path:
    found = interpreter("3.15")
    if found is None:
        pytest.skip("there is no CPython 3.15")
    return found


def taken(folder: Path, *words: str, pid: int | None = None, seconds: float | None = None) -> Profile:
    request = ProfileRequest(
        root=folder, settings=Settings(), folder=folder, words=words, pid=pid, backend="sampling", quiet=True,
        rate=200, seconds=seconds,
    )  # fmt: skip
    return profile(request, unheard, Cancellation())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "shares.py").write_bytes(PROGRAM.read_bytes())
    return tmp_path


@pytest.mark.parametrize("words", [["shares.py", "4000"], ["-m", "shares", "4000"]])
def test_scripts_and_modules_are_sampled(python: Path, folder: Path, words: list[str]) -> None:
    found = taken(folder, str(python), *words)
    first = found.functions[0]

    assert first.path == "shares.py"
    assert first.qualname in ("half", "third")
    assert first.digest is not None
    assert found.backend.version.startswith("3.15")
    assert next(each for each in found.functions if each.qualname == "main").cost.total_s == pytest.approx(
        found.total_s, rel=0.2
    )


def test_a_running_process_is_sampled_and_goes_on(python: Path, folder: Path) -> None:
    running = subprocess.Popen([python, "shares.py", "1000000000"], cwd=folder)
    try:
        found = taken(folder, pid=running.pid, seconds=3.0)

        assert found.functions[0].path == "shares.py"
        assert running.poll() is None
    finally:
        running.kill()
        running.wait()


@pytest.mark.skipif(sys.version_info >= (3, 15), reason="this interpreter has it")
def test_an_interpreter_without_it_is_told(folder: Path) -> None:
    with pytest.raises(ProfilingError, match=r"has no profiling.sampling, which came with CPython 3\.15: use py-spy"):
        taken(folder, sys.executable, "shares.py", "10")
