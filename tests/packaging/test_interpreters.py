"""The wheel in a fresh environment of every CPython on this machine, with its real dependencies; and upgrading."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from tests.packaging.test_wheel import SLOW, Distribution, distribution
from tests.profiling.interpreters import interpreter

__all__ = ["distribution"]

ROOT = Path(__file__).parents[2]
VERSIONS = tuple(f"3.{minor}" for minor in range(10, 15))
UV = Path(sys.executable).with_name("uv")
INITIALIZE = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"processId": None, "capabilities": {}}}
LEAVING = [{"jsonrpc": "2.0", "id": 2, "method": "shutdown"}, {"jsonrpc": "2.0", "method": "exit"}]


def run(*command: str | Path, folder: Path | None = None, **more: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    return subprocess.run(
        command, cwd=folder, env={**environment, **more}, capture_output=True, text=True, timeout=600
    )


def fresh(base: Path, folder: Path) -> Path:
    """The `bin` folder of a new environment, without anything in it."""
    made = run(UV, "venv", "--quiet", "--python", base, folder)
    assert made.returncode == 0, made.stderr
    return folder / ("Scripts" if os.name == "nt" else "bin")


def install(environment: Path, *what: str | Path) -> None:
    done = run(UV, "pip", "install", "--quiet", "--python", environment / "python", *what)
    assert done.returncode == 0, done.stderr


def message(body: object) -> str:
    text = json.dumps(body)
    return f"Content-Length: {len(text)}\r\n\r\n{text}"


@pytest.mark.parametrize("version", VERSIONS)
def test_it_installs_and_works(version: str, distribution: Distribution, tmp_path: Path, pypi: None) -> None:
    base = interpreter(version)
    if base is None:
        pytest.skip(f"there is no CPython {version}")
    environment = fresh(base, tmp_path / "environment")
    # Every other one from the source archive, which builds the wheel anew.
    install(environment, distribution.sdist if version == VERSIONS[1] else distribution.wheel)
    (tmp_path / "slow.py").write_text(SLOW, encoding="utf-8")
    command = environment / "speedwright"

    found = run(command, "check", "--format", "json", "slow.py", folder=tmp_path)
    assert (found.returncode, found.stderr) == (1, "")
    assert [each["skill"] for each in json.loads(found.stdout)["findings"]] == ["list-membership-in-loop"]
    # What is imported late has to be there, too: the sandbox, Hypothesis, the server.
    verified = run(command, "verify", "slow.py", "slow.py", "--function", "unknown", "--budget", "3", folder=tmp_path)
    assert (verified.returncode, verified.stderr) == (1, "")
    answered = subprocess.run(
        [command, "server", "--stdio"],
        input="".join(map(message, [INITIALIZE, *LEAVING])),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert '"serverInfo": {"name": "speedwright"' in answered.stdout or '"name":"speedwright"' in answered.stdout


OLDER = "0.0.9"
ACCEPT = (
    "from pathlib import Path; from tests.pipeline.proofs import accept_all;"
    "accept_all(Path('slow.py').absolute(), Path().absolute())"
)


@pytest.fixture
def older(tmp_path: Path, pypi: None) -> Path:
    """A wheel of the same code that calls itself an older version."""
    source = tmp_path / "older"
    for name in ("analyzers", "server"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("README.md", "LICENSE"):
        shutil.copy(ROOT / name, source / name)
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    (source / "pyproject.toml").write_text(
        re.sub(r'(?m)^version = ".*"$', f'version = "{OLDER}"', project, count=1), encoding="utf-8"
    )
    init = source / "analyzers" / "speedwright" / "__init__.py"
    text = init.read_text(encoding="utf-8")
    init.write_text(re.sub(r'__version__ = ".*"', f'__version__ = "{OLDER}"', text), encoding="utf-8")
    built = run(UV, "build", "--quiet", "--wheel", "--out-dir", tmp_path / "older-wheel", source)
    assert built.returncode == 0, built.stderr
    (wheel,) = (tmp_path / "older-wheel").glob("*.whl")
    return wheel


def test_an_upgrade_keeps_receipts_and_settings(older: Path, distribution: Distribution, tmp_path: Path) -> None:
    environment = fresh(Path(sys.executable), tmp_path / "environment")
    site = run(environment / "python", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").stdout.strip()
    Path(site, "lent.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    workspace, cache = tmp_path / "workspace", tmp_path / "cache"
    workspace.mkdir()
    (workspace / "slow.py").write_text(SLOW, encoding="utf-8")
    (workspace / "pyproject.toml").write_text("[tool.speedwright]\nbudget = 15\nignore = ['no-such-*']\n")
    kept = {"SPEEDWRIGHT_CACHE": str(cache)}
    command = environment / "speedwright"

    install(environment, "--no-deps", older)
    assert run(command, "--version").stdout == f"speedwright {OLDER}\n"
    before = run(environment / "python", "-c", ACCEPT, folder=workspace, PYTHONPATH=str(ROOT), **kept)
    assert before.returncode == 0, before.stderr
    receipts = {path: path.read_bytes() for path in cache.glob("receipts-*/*/*.json")}
    assert receipts

    install(environment, "--no-deps", "--upgrade", distribution.wheel)
    assert run(command, "--version").stdout != f"speedwright {OLDER}\n"
    after = run(command, "improve", "slow.py", "--format", "json", folder=workspace, **kept)
    (result,) = json.loads(after.stdout)["results"]
    assert (result["verdict"], result["measurement"]["ratio"]) == ("accepted", 14.2)
    assert {path: path.read_bytes() for path in cache.glob("receipts-*/*/*.json")} == receipts
