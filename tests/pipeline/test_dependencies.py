"""What a verdict rests on besides the module under test."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from speedwright.pipeline.dependencies import dependencies
from speedwright.sandbox.target import Target


@pytest.fixture
def target(tmp_path: Path) -> Target:
    root = tmp_path / "workspace"
    root.mkdir()
    return Target("m", root / "m.py", (root,), root)


def installed(folder: Path, name: str, package: str, version: str, top_level: str | None = None) -> Path:
    """A distribution as an installer leaves it; the file of its package."""
    about = folder / f"{name}-{version}.dist-info"
    about.mkdir(parents=True)
    (about / "RECORD").write_text(f"{package}/__init__.py,sha256={version}\n")
    if top_level is not None:
        (about / "top_level.txt").write_text(f"{top_level}\n")
    (folder / package).mkdir(exist_ok=True)
    module = folder / package / "__init__.py"
    module.write_text("")
    return module


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_modules_of_the_workspace_stand_for_themselves(target: Target) -> None:
    helper = target.root / "helper.py"
    helper.write_text("x = 1\n")
    found = dependencies([str(target.path), str(helper), str(target.root / "gone.py")], target)
    assert found == (("gone.py", ""), ("helper.py", digest(helper)))


def test_installed_packages_stand_for_their_distributions(target: Target) -> None:
    # An environment inside the workspace is no part of it.
    folder = target.root / ".venv/lib/python3.11/site-packages"
    files = [
        installed(folder, "Some.Thing", "some_thing", "1.0"),
        installed(folder, "PyYAML", "yaml", "6.0", top_level="_yaml\nyaml"),
    ]
    records = [folder / "Some.Thing-1.0.dist-info/RECORD", folder / "PyYAML-6.0.dist-info/RECORD"]
    found = dict(dependencies(map(str, [*files, files[0].with_name("part.py")]), target))
    assert found == {record.relative_to(target.root).as_posix(): digest(record) for record in records}


def test_a_newer_distribution_is_seen(target: Target, tmp_path: Path) -> None:
    folder = tmp_path / "site-packages"
    module = installed(folder, "thing", "thing", "1.0")
    (before,) = dependencies([str(module)], target)
    (folder / "thing-1.0.dist-info").rename(folder / "thing-2.0.dist-info")
    (after,) = dependencies([str(module)], target)
    assert before[0].endswith("thing-1.0.dist-info/RECORD")
    assert after[0].endswith("thing-2.0.dist-info/RECORD")


def test_without_a_record_the_file_counts(target: Target, tmp_path: Path) -> None:
    module = tmp_path / "dist-packages" / "plain.py"
    module.parent.mkdir()
    module.write_text("x = 1\n")
    assert dependencies([str(module)], target) == ((module.as_posix(), digest(module)),)
