"""The hooks of `.pre-commit-hooks.yaml`, installed by real pre-commit from this repository's last commit."""

from __future__ import annotations

import importlib.metadata
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from speedwright.settings import load_settings
from tests.pipeline.proofs import accept_all

# The first line would show that the hook had run the file.
SLOW = """\
open("executed", "w").close()


def unknown(ordered: list[str], catalogue: list[str]) -> list[str]:
    found = []
    for sku in ordered:
        if sku not in catalogue:
            found.append(sku)
    return found
"""

CLEAN = """\
def unknown(ordered: list[str], catalogue: list[str]) -> list[str]:
    known = set(catalogue)
    return [sku for sku in ordered if sku not in known]
"""

CONFIGURATION = """\
repos:
  - repo: {source}
    rev: {revision}
    hooks:
      - id: {hook}
"""


@dataclass(frozen=True)
class Repository:
    """A git repository whose commits pass through pre-commit."""

    folder: Path
    environment: dict[str, str]

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, encoding="utf-8")
        assert self.run("git", "add", name).returncode == 0

    def commit(self) -> subprocess.CompletedProcess[str]:
        return self.run("git", "commit", "--message", "change")

    def pre_commit(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self.run(sys.executable, "-m", "pre_commit", *arguments)

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, cwd=self.folder, env=self.environment, capture_output=True, text=True, timeout=600
        )


@pytest.fixture(scope="module")
def environment(cache: Path) -> dict[str, str]:
    """pre-commit's own cache outlives the tests: it installs a hook once for each revision."""
    version = importlib.metadata.version("pre-commit")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    identity = {
        f"GIT_{role}_{what}": "tests@example.org" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
    }
    return {
        **inherited,
        **identity,
        "PRE_COMMIT_HOME": str(cache / f"pre-commit-{version}"),
        "PRE_COMMIT_COLOR": "never",
    }


@pytest.fixture(scope="module")
def revision(root: Path, environment: dict[str, str]) -> str:
    """The last commit that changed what the hook installs: a later one would only be installed anew."""
    shipped = ["analyzers", "server", "pyproject.toml", ".pre-commit-hooks.yaml"]
    command = ["git", "log", "-1", "--format=%H", "--", *shipped]
    found = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True)
    if found.returncode != 0:
        pytest.skip(f"needs a git checkout as the hook's source: {found.stderr.strip()}")
    return found.stdout.strip()


@pytest.fixture
def repository(
    root: Path,
    revision: str,
    environment: dict[str, str],
    tmp_path: Path,
    pypi: None,
    request: pytest.FixtureRequest,
) -> Repository:
    """With the static hook before commits, or the hook and stage that the test asks for."""
    hook, stage = getattr(request, "param", ("speedwright", "pre-commit"))
    repository = Repository(tmp_path / "repository", dict(environment))
    repository.folder.mkdir()
    assert repository.run("git", "init", "--quiet").returncode == 0
    repository.write(".pre-commit-config.yaml", CONFIGURATION.format(source=root, revision=revision, hook=hook))
    installed = repository.pre_commit("install", "--install-hooks", "--hook-type", stage)
    assert installed.returncode == 0, installed.stdout + installed.stderr
    # Environments of revisions that no test folder names any more.
    repository.pre_commit("gc")
    return repository


def test_slow_file_is_not_committed_and_a_clean_one_is(repository: Repository) -> None:
    repository.write("orders.py", SLOW)
    blocked = repository.commit()
    assert blocked.returncode == 1, blocked.stderr
    assert "orders.py:7" in blocked.stderr
    assert "list-membership-in-loop" in blocked.stderr
    assert not (repository.folder / "executed").exists()

    repository.write("orders.py", CLEAN)
    passed = repository.commit()
    assert passed.returncode == 0, passed.stderr
    assert "speedwright" in passed.stderr and "Passed" in passed.stderr


def test_other_files_are_left_alone(repository: Repository) -> None:
    repository.write("notes.txt", SLOW)
    passed = repository.commit()
    assert passed.returncode == 0, passed.stderr
    assert "(no files to check)Skipped" in passed.stderr


def stored(cache: Path) -> dict[str, int]:
    """When each receipt was written."""
    return {path.name: path.stat().st_mtime_ns for path in cache.glob("receipts-*/*/*.json")}


@pytest.mark.parametrize("repository", [("speedwright-verify", "pre-push")], indirect=True)
def test_what_is_proven_stops_the_push_is_written_and_is_never_proven_twice(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The proof is of earlier: how long a new one takes depends on what else the machine does."""
    cache = tmp_path / "cache"
    monkeypatch.setenv("SPEEDWRIGHT_CACHE", str(cache))
    repository.environment["SPEEDWRIGHT_CACHE"] = str(cache)
    assert repository.run("git", "init", "--quiet", "--bare", str(tmp_path / "remote")).returncode == 0
    assert repository.run("git", "remote", "add", "origin", str(tmp_path / "remote")).returncode == 0
    repository.write("pyproject.toml", f'[tool.speedwright]\npython = "{sys.executable}"\n')
    orders, slow = repository.folder / "orders.py", SLOW.partition("\n\n\n")[2]
    repository.write("orders.py", slow)
    assert repository.commit().returncode == 0
    proven = accept_all(orders, repository.folder, load_settings(repository.folder))
    receipts = stored(cache)
    assert receipts

    stopped = repository.run("git", "push", "origin", "HEAD")
    assert stopped.returncode == 1, stopped.stdout + stopped.stderr
    assert "files were modified by this hook" in stopped.stdout + stopped.stderr
    assert "orders.py::unknown" in stopped.stdout + stopped.stderr
    assert orders.read_bytes() == proven != slow.encode()

    assert repository.run("git", "commit", "--all", "--message", "faster").returncode == 0
    passed = repository.run("git", "push", "origin", "HEAD")
    assert passed.returncode == 0, passed.stdout + passed.stderr

    repository.write("orders.py", slow)
    again = repository.pre_commit("run", "speedwright-verify", "--hook-stage", "manual", "--all-files")
    assert again.returncode == 1, again.stdout + again.stderr
    assert orders.read_bytes() == proven
    # A verdict that was made anew would have been written anew.
    assert stored(cache) == receipts
