"""`check --diff` in real repositories."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from speedwright.pipeline.changed_lines import DiffError, changed_lines
from tests.cli.running import speedwright
from tests.pipeline.team_pages import add_page

IDENTITY = {f"GIT_{who}_{what}": "x@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
NOWHERE = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
OLD = "def old(y):\n    return not not y\n"
NEW = "\n\ndef new(y):\n    return not not y\n"


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(
        ["git", *arguments], cwd=folder, env={**os.environ, **IDENTITY, **NOWHERE}, check=True, capture_output=True
    )


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q")
    add_page(tmp_path)
    (tmp_path / "a.py").write_text(OLD)
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "first")
    return tmp_path


def found(repository: Path, *arguments: str, folder: Path | None = None) -> list[tuple[str, int]]:
    done = speedwright("check", "--format", "json", *arguments, cwd=folder or repository)
    assert done.stderr == ""
    findings = json.loads(done.stdout)["findings"]
    assert done.returncode == (1 if findings else 0)
    return [(each["path"], each["start"]["line"]) for each in findings]


def test_nothing_changed(repository: Path) -> None:
    assert found(repository) == [("a.py", 2)]
    assert found(repository, "--diff", "HEAD") == []


def test_unstaged_staged_and_committed_changes_count_alike(repository: Path) -> None:
    (repository / "a.py").write_text(OLD + NEW)
    assert found(repository, "--diff", "HEAD") == [("a.py", 6)]
    git(repository, "add", ".")
    assert found(repository, "--diff", "HEAD") == [("a.py", 6)]
    git(repository, "commit", "-qm", "second")
    assert found(repository, "--diff", "HEAD") == []
    assert found(repository, "--diff", "HEAD~1") == [("a.py", 6)]


def test_files_that_git_does_not_know_are_new(repository: Path) -> None:
    (repository / "b.py").write_text(OLD)
    assert found(repository, "--diff", "HEAD") == [("b.py", 2)]


def test_a_renamed_file_is_not_new(repository: Path) -> None:
    long = OLD + "".join(f"x{number} = {number}\n" for number in range(50))
    (repository / "a.py").write_text(long)
    git(repository, "commit", "-qam", "long")
    git(repository, "mv", "a.py", "moved.py")
    (repository / "moved.py").write_text("# one\n" + long + NEW)
    assert found(repository, "--diff", "HEAD") == [("moved.py", 57)]


def test_names_and_lines_that_look_like_heads(repository: Path) -> None:
    odd = 'a\tb "ü".py'
    (repository / odd).write_text("x = '''\n++ b/a.py\n'''\n" + OLD)
    git(repository, "add", ".")
    git(repository, "commit", "-qm", "odd")
    (repository / odd).write_text("x = '''\n++ b/a.py\n++ c\n@@ -1 +1,9 @@\n'''\n" + OLD + NEW)
    lines = changed_lines(repository, "HEAD").lines
    assert lines == {repository.resolve() / odd: frozenset({2, 3, 7, 8, 9, 10})}


def test_below_the_top_folder(repository: Path) -> None:
    (repository / "pkg").mkdir()
    (repository / "pkg" / "c.py").write_text(OLD)
    git(repository, "add", ".")
    git(repository, "commit", "-qm", "c")
    (repository / "pkg" / "c.py").write_text(OLD + NEW)
    assert found(repository, "--diff", "HEAD", "c.py", folder=repository / "pkg") == [("c.py", 6)]


@pytest.mark.parametrize("revision", ["nowhere", "--output=stolen", "HEAD:a.py"])
def test_an_unknown_revision_is_told(repository: Path, revision: str) -> None:
    done = speedwright("check", f"--diff={revision}", cwd=repository)
    assert done.returncode == 2
    assert f"git knows no revision {revision!r}" in done.stderr
    assert not (repository / "stolen").exists()


def test_outside_of_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(DiffError, match="not a git repository"):
        changed_lines(tmp_path, "HEAD")


def test_without_git(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(DiffError, match="git is needed"):
        changed_lines(repository, "HEAD")


def test_what_the_repository_would_have_git_run_is_not_run(repository: Path) -> None:
    mark = repository / "ran"
    git(repository, "config", "core.fsmonitor", f"touch {mark}; false")
    git(repository, "config", "diff.external", f"touch {mark}")
    for step in ("clean", "smudge", "process"):
        git(repository, "config", f"filter.evil.{step}", f"touch {mark}; cat")
    git(repository, "config", "filter.evil.required", "true")
    (repository / ".gitattributes").write_text("*.py filter=evil\n")
    (repository / "a.py").write_text(OLD + NEW)
    mark.unlink(missing_ok=True)
    assert found(repository, "--diff", "HEAD") == [("a.py", 6)]
    assert not mark.exists()


def test_attributes_and_settings_of_the_checkout_hide_nothing(repository: Path) -> None:
    (repository / ".gitattributes").write_text("*.py -diff\n")
    git(repository, "config", "diff.interHunkContext", "9")
    (repository / "a.py").write_text("\n" + OLD + "\n" + NEW)
    (repository / "b.py").write_text(OLD)
    git(repository, "add", "b.py")
    assert found(repository, "--diff", "HEAD") == [("a.py", 8), ("b.py", 2)]


@pytest.fixture
def forked(repository: Path) -> Path:
    """The branch `topic`, checked out, and `base`, which went on without it: each has a finding of its own."""
    git(repository, "branch", "base")
    git(repository, "switch", "-qc", "topic")
    (repository / "a.py").write_text(OLD + NEW)
    git(repository, "commit", "-qam", "of topic")
    git(repository, "switch", "-q", "base")
    (repository / "a.py").write_text("# removed\n")
    git(repository, "commit", "-qam", "of base")
    git(repository, "switch", "-q", "topic")
    return repository


def test_three_dots_are_the_changes_of_this_branch_alone(forked: Path) -> None:
    assert found(forked, "--diff", "base") == [("a.py", 2), ("a.py", 6)]
    for revision in ("base...", "base...HEAD", "base...topic"):
        assert found(forked, "--diff", revision) == [("a.py", 6)]


def test_nothing_but_the_files_as_they_are_is_compared(forked: Path) -> None:
    done = speedwright("check", "--diff", "topic...base", cwd=forked)
    assert (done.returncode, done.stdout) == (2, "")
    assert "only HEAD can follow the dots" in done.stderr


def test_branches_without_a_common_commit(forked: Path) -> None:
    git(forked, "switch", "-q", "--orphan", "alone")
    git(forked, "commit", "-q", "--allow-empty", "-m", "of alone")
    done = speedwright("check", "--diff", "base...", cwd=forked)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "speedwright: HEAD and 'base' have no commit in common\n"


def test_a_shallow_clone_says_what_it_lacks(forked: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    clone = tmp_path_factory.mktemp("clone")
    git(clone, "clone", "-q", "--depth=1", "--no-single-branch", "--branch=topic", forked.as_uri(), ".")
    done = speedwright("check", "--diff", "origin/base...", cwd=clone)
    assert (done.returncode, done.stdout) == (2, "")
    assert "this clone is shallow" in done.stderr
