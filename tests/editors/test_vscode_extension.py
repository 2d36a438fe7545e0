"""The extension's manifest agrees with the engine, and the extension compiles and packages with one command."""

from __future__ import annotations

import importlib.util
import io
import json
import re
import zipfile
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from speedwright import __version__
from tests.editors.extension_package import installed_copy, packaged
from tests.editors.installing import program, run


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


def test_colours_and_icons_are_those_of_the_levels(extension: Path, manifest: dict[str, Any]) -> None:
    levels = (extension / "src" / "heat_levels.ts").read_text(encoding="utf-8")
    (listed,) = re.findall(r"LEVELS = \[([^]]*)\]", levels)
    count = len(listed.split(","))
    colours = {each["id"] for each in manifest["contributes"]["colors"]}
    assert {f"speedwright.heat{level}" for level in range(1, count + 1)} <= colours
    assert {f"speedwright.heatBackground{level}" for level in (count - 1, count)} <= colours
    assert all((extension / "images" / f"heat-{level}.svg").is_file() for level in range(1, count + 1))


def test_pictures_that_the_manifest_and_the_readme_name_are_there(extension: Path) -> None:
    texts = [(extension / name).read_text(encoding="utf-8") for name in ("package.json", "README.md")]
    named = set(re.findall(r"images/[\w-]+\.(?:png|svg)", "".join(texts)))
    assert "images/icon.png" in named
    assert [name for name in sorted(named) if not (extension / name).is_file()] == []


def test_what_a_workspace_may_not_choose_is_restricted(manifest: dict[str, Any]) -> None:
    trust = manifest["capabilities"]["untrustedWorkspaces"]
    assert trust["supported"] == "limited"
    for name in ("path", "interpreter", "importStrategy", "python"):
        assert f"speedwright.{name}" in trust["restrictedConfigurations"]


def test_passes_its_own_tests_and_packages_with_its_server(
    root: Path, extension: Path, cache: Path, npm_registry: None
) -> None:
    program("npm", "npm")
    copy = installed_copy(extension, cache)
    run(["npm", "test"], copy)
    with zipfile.ZipFile(packaged(copy, root)) as package:
        names = {name.removeprefix("extension/") for name in package.namelist() if name.startswith("extension/")}
        (wheel,) = (name for name in names if name.startswith("bundled/"))
        content = zipfile.ZipFile(io.BytesIO(package.read(f"extension/{wheel}"))).namelist()
    assert wheel == f"bundled/speedwright-{__version__}-py3-none-any.whl"
    assert "speedwright_server/lsp/server.py" in content
    assert {
        "package.json",
        "readme.md",
        "changelog.md",
        "LICENSE.txt",
        "out/extension.js",
        "images/icon.png",
    } <= names
    assert [name for name in names if name.startswith(("src/", "test/", "node_modules/"))] == []
