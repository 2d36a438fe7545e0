"""What is shipped: the wheel, built by way of the sdist, has all that the program reads, nothing else, and runs."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from dataclasses import dataclass
from email import message_from_bytes
from pathlib import Path, PurePosixPath

import pytest

from speedwright import __version__

ROOT = Path(__file__).parents[2]
PACKAGES = {"speedwright": ROOT / "analyzers", "speedwright_server": ROOT / "server"}

SLOW = """\
def unknown(ordered: list[str], catalogue: list[str]) -> list[str]:
    found = []
    for sku in ordered:
        if sku not in catalogue:
            found.append(sku)
    return found
"""


@dataclass(frozen=True)
class Distribution:
    """The two built files."""

    wheel: Path
    sdist: Path

    def read(self, name: str) -> bytes:
        with zipfile.ZipFile(self.wheel) as archive:
            return archive.read(name)

    def wheel_names(self) -> set[str]:
        with zipfile.ZipFile(self.wheel) as archive:
            return {name for name in archive.namelist() if not name.endswith("/")}

    def sdist_names(self) -> set[str]:
        with tarfile.open(self.sdist) as archive:
            paths = [PurePosixPath(member.name) for member in archive.getmembers() if member.isfile()]
        return {str(path.relative_to(path.parts[0])) for path in paths}


@pytest.fixture(scope="module")
def distribution(tmp_path_factory: pytest.TempPathFactory) -> Distribution:
    folder = tmp_path_factory.mktemp("dist")
    built = _run([sys.executable, "-m", "build", "--outdir", str(folder), str(ROOT)])
    if built.returncode != 0 and "No matching distribution found" in built.stdout + built.stderr:
        pytest.skip("needs PyPI for the build backend")
    assert built.returncode == 0, built.stdout + built.stderr
    (wheel,) = folder.glob("*.whl")
    (sdist,) = folder.glob("*.tar.gz")
    return Distribution(wheel, sdist)


@pytest.fixture(scope="module")
def environment(distribution: Distribution, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `bin` folder of a fresh environment with the wheel in it.

    Its dependencies are those of the environment that runs the tests, lent by a `.pth` file: such a folder's own
    `.pth` files are not read, so that an editable install of this checkout there stays out of sight.
    """
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False)
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    site = _run([str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]).stdout.strip()
    Path(site, "lent.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    install = [sys.executable, "-m", "pip", "--python", str(python), "install", "--no-deps", "--no-index"]
    installed = _run([*install, "--ignore-installed", str(distribution.wheel)])
    assert installed.returncode == 0, installed.stdout + installed.stderr
    return python.parent


def _run(command: list[str], folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=300)


def _files(package: str) -> set[str]:
    """The files of a package in the checkout, as the wheel names them; caches are none of it."""
    root = PACKAGES[package]
    paths = (path.relative_to(root) for path in (root / package).rglob("*") if path.is_file())
    return {
        path.as_posix() for path in paths if not any(part[0] == "." or part == "__pycache__" for part in path.parts)
    }


def test_wheel_holds_the_two_packages_and_nothing_else(distribution: Distribution) -> None:
    metadata = f"speedwright-{__version__}.dist-info/"
    shipped = {name for name in distribution.wheel_names() if not name.startswith(metadata)}
    assert shipped == _files("speedwright") | _files("speedwright_server")


def test_wheel_holds_what_is_read_as_data(distribution: Distribution) -> None:
    names = distribution.wheel_names()
    pages = {name for name in names if name.endswith("/SKILL.md")}
    assert len(pages) >= 12
    assert any(name.startswith("speedwright/sandbox/guest/") for name in names)
    assert {"speedwright/py.typed", "speedwright_server/py.typed"} <= names


def test_metadata(distribution: Distribution) -> None:
    metadata = message_from_bytes(distribution.read(f"speedwright-{__version__}.dist-info/METADATA"))
    assert (metadata["Name"], metadata["Version"]) == ("speedwright", __version__)
    assert metadata["License-Expression"] == "MIT"
    assert f"speedwright-{__version__}.dist-info/licenses/LICENSE" in distribution.wheel_names()
    required = {requirement.split(";")[0].strip() for requirement in metadata.get_all("Requires-Dist", [])}
    assert not any(name.startswith(("pytest", "mypy", "ruff")) for name in required)


def test_sdist_is_enough_to_build_and_test(distribution: Distribution) -> None:
    names = distribution.sdist_names()
    assert {"pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", "tests/packaging/test_wheel.py"} <= names
    assert {f"analyzers/{name}" for name in _files("speedwright")} <= names
    assert {f"server/{name}" for name in _files("speedwright_server")} <= names
    assert {"vscode-extension/package.json", "docs/editors/neovim.md", ".pre-commit-hooks.yaml"} <= names
    assert not {name for name in names if name.endswith((".pyc", ".vsix")) or "node_modules" in name}


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--help"], "improve"),
        (["skills", "list"], "list-membership-in-loop"),
        (["explain", "list-membership-in-loop"], "Why it is slow"),
    ],
)
def test_installed_command_runs(environment: Path, tmp_path: Path, arguments: list[str], expected: str) -> None:
    finished = _run([str(environment / "speedwright"), *arguments], tmp_path)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert expected in finished.stdout


def test_installed_command_finds_slow_code(environment: Path, tmp_path: Path) -> None:
    (tmp_path / "slow.py").write_text(SLOW, encoding="utf-8")
    finished = _run([str(environment / "speedwright"), "check", "slow.py"], tmp_path)
    assert finished.returncode == 1, finished.stdout + finished.stderr
    assert "slow.py:4" in finished.stdout


def test_installed_package_is_the_wheel(environment: Path, tmp_path: Path) -> None:
    code = "import speedwright, speedwright_server; print(speedwright.__file__); print(speedwright_server.__file__)"
    finished = _run([str(environment / "python"), "-c", code], tmp_path)
    assert finished.returncode == 0, finished.stderr
    for line in finished.stdout.splitlines():
        assert Path(line).is_relative_to(environment.parent)
