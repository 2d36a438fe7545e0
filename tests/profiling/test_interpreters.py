"""Every CPython on this machine as a target, Speedwright in its own. Shares are asserted loosely."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from speedwright.model.profile import Profile
from speedwright.model.work import Cancellation, unheard
from speedwright.pipeline.profile import ProfileRequest, profile
from speedwright.settings import Settings
from tests.profiling.interpreters import VERSIONS, interpreter, with_scalene

PROGRAM = Path(__file__).parents[2] / "fixtures" / "profiles" / "shares.py"
NAMES = ("half", "third", "sixth", "rest")


def taken(tmp_path: Path, backend: str, python: Path, rounds: int, *more: str) -> Profile:
    (tmp_path / "shares.py").write_bytes(PROGRAM.read_bytes())
    request = ProfileRequest(
        root=tmp_path,
        settings=Settings(),
        folder=tmp_path,
        words=(str(python), *more, "shares.py", str(rounds)),
        backend=backend,
        quiet=True,
    )
    return profile(request, unheard, Cancellation())


def assert_right(found: Profile, version: str) -> None:
    shares = {each.qualname: found.share(each.cost.self_s) for each in found.functions if each.path == "shares.py"}

    assert found.target.version.startswith(f"{version}.")
    assert found.target.status == 0
    assert max(shares, key=lambda name: shares[name]) in ("half", "third")
    assert sum(shares.get(name, 0.0) for name in NAMES) > 0.5
    assert all(each.digest for each in found.functions if each.path == "shares.py")


@pytest.mark.parametrize("version", VERSIONS)
def test_py_spy_with(version: str, tmp_path: Path) -> None:
    python = interpreter(version)
    if python is None:
        pytest.skip(f"there is no CPython {version}")
    assert_right(taken(tmp_path, "py-spy", python, 3000), version)


@pytest.mark.parametrize("version", VERSIONS)
def test_scalene_with(version: str, tmp_path: Path) -> None:
    python = with_scalene(version)
    if isinstance(python, str):
        pytest.skip(python)
    found = taken(tmp_path, "scalene", python, 3000)

    assert_right(found, version)
    assert all(each.cost.memory is not None for each in found.functions if each.cost.samples)


@pytest.mark.parametrize("version", VERSIONS)
def test_pstats_of(version: str, tmp_path: Path) -> None:
    """Exact: cProfile counts calls, and the format is that of this version's marshal."""
    from speedwright.profiling.importing import load_profile

    python = interpreter(version)
    if python is None:
        pytest.skip(f"there is no CPython {version}")
    (tmp_path / "shares.py").write_bytes(PROGRAM.read_bytes())
    command = [python, "-m", "cProfile", "-o", "p.prof", "shares.py", "50"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    found = load_profile(tmp_path / "p.prof", tmp_path)

    assert {each.qualname for each in found.functions if each.path == "shares.py"} >= {*NAMES, "main"}
    assert all(each.line for each in found.functions if each.qualname in NAMES)


def test_native_time_is_told_by_py_spy_where_it_is_asked_to(tmp_path: Path) -> None:
    (tmp_path / "packing.py").write_text(
        "import zlib\n\n\ndef packing():\n    data = bytes(range(256)) * 4000\n"
        "    for _ in range(60):\n        zlib.compress(data, 9)\n\n\npacking()\n"
    )
    request = ProfileRequest(
        root=tmp_path,
        settings=Settings(),
        folder=tmp_path,
        words=(sys.executable, "packing.py"),
        native=True,
        rate=50,
    )
    found = profile(request, unheard, Cancellation())
    function = next(each for each in found.functions if each.qualname == "packing")

    assert function.cost.native is not None
    assert function.cost.native > 0.5


def test_what_is_measured_is_json(tmp_path: Path) -> None:
    from speedwright.model.profile_json import profile_from_json, profile_text

    found = taken(tmp_path, "py-spy", Path(sys.executable), 1000, "-B")

    assert profile_from_json(json.loads(profile_text(found))) == found
