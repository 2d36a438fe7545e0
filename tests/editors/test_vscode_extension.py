"""The extension's manifest agrees with the engine, and the extension compiles and packages with one command."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from speedwright import __version__


@pytest.fixture(scope="module")
def extension(root: Path) -> Path:
    return root / "vscode-extension"


@pytest.fixture(scope="module")
def manifest(extension: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((extension / "package.json").read_text(encoding="utf-8"))
    return content


@pytest.fixture(scope="module")
def generator(extension: Path) -> ModuleType:
    path = extension / "generate_configuration.py"
    spec = importlib.util.spec_from_file_location("generate_configuration", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_configuration_is_that_of_the_settings(extension: Path, generator: ModuleType) -> None:
    text = (extension / "package.json").read_text(encoding="utf-8")
    assert generator.configured(text) == text, "stale: run python vscode-extension/generate_configuration.py"


def test_stale_configuration_is_noticed(extension: Path, generator: ModuleType) -> None:
    text = (extension / "package.json").read_text(encoding="utf-8")
    stale = text.replace('"speedwright.memoryLimit"', '"speedwright.memory"')
    assert stale != text
    assert generator.configured(stale) == text


def test_version_is_that_of_the_package(manifest: dict[str, Any]) -> None:
    assert manifest["version"] == __version__


def test_registered_commands_are_the_contributed_ones(extension: Path, manifest: dict[str, Any]) -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in (extension / "src").glob("*.ts"))
    registered = set(re.findall(r'registerCommand\("([^"]+)"', code))
    assert registered == {each["command"] for each in manifest["contributes"]["commands"]}


def test_licence_is_that_of_the_project(root: Path, extension: Path) -> None:
    assert (extension / "LICENSE").read_text(encoding="utf-8") == (root / "LICENSE").read_text(encoding="utf-8")


def test_lock_file_names_no_place_to_fetch_from(extension: Path) -> None:
    packages = json.loads((extension / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert len(packages) > 100
    assert [name for name, package in packages.items() if "resolved" in package] == []


def test_passes_its_own_tests_and_packages_with_one_command(extension: Path, cache: Path, npm_registry: None) -> None:
    if shutil.which("npm") is None:
        pytest.skip("needs npm")
    copy = _installed_copy(extension, cache)
    _run(["npm", "test"], copy)
    _run(["npm", "run", "package"], copy)
    with zipfile.ZipFile(copy / "speedwright.vsix") as package:
        assert {name for name in package.namelist() if name.startswith("extension/")} == {
            "extension/package.json",
            "extension/readme.md",
            "extension/LICENSE.txt",
            "extension/out/extension.js",
        }


def _installed_copy(extension: Path, cache: Path) -> Path:
    """The extension with its Node packages, installed once for each lock file."""
    lock = (extension / "package-lock.json").read_bytes()
    copy = cache / f"vscode-extension-{hashlib.sha256(lock).hexdigest()[:16]}"
    for sources in ("src", "test"):
        shutil.rmtree(copy / sources, ignore_errors=True)
    ignored = shutil.ignore_patterns("node_modules", "out", "*.vsix")
    shutil.copytree(extension, copy, ignore=ignored, dirs_exist_ok=True)
    complete = copy / "installed"
    if not complete.exists():
        _run(["npm", "ci"], copy)
        complete.touch()
    return copy


def _run(command: list[str], folder: Path) -> None:
    """Runs without the settings of an npm that may have started the tests."""
    environment = {name: value for name, value in os.environ.items() if not name.lower().startswith("npm_")}
    finished = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=300)
    assert finished.returncode == 0, finished.stdout + finished.stderr
