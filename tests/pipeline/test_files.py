"""From paths to source files."""

from pathlib import Path

import pytest

from speedwright.pipeline.files import NoSuchPathError, source_files
from speedwright.settings import Settings


def tree(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")


def found(root: Path, *paths: str, settings: Settings = Settings()) -> list[str]:  # noqa: B008 - immutable
    files = source_files([root / path for path in paths], root, settings, (".py",))
    return [path.relative_to(root).as_posix() for path in files]


def test_folders_are_walked_in_order_and_only_for_source_files(tmp_path: Path) -> None:
    tree(tmp_path, "b.py", "a.py", "notes.txt", "pkg/z.py", "pkg/sub/y.py")

    assert found(tmp_path, ".") == ["a.py", "b.py", "pkg/z.py", "pkg/sub/y.py"]


def test_environments_dependencies_and_hidden_folders_are_left_alone(tmp_path: Path) -> None:
    tree(tmp_path, "a.py", ".venv/lib/x.py", "node_modules/x.py", ".hidden/x.py", "build/x.py", "my_env/x.py")
    tree(tmp_path, "my_env/pyvenv.cfg")

    assert found(tmp_path, ".") == ["a.py"]


def test_what_git_ignores_is_left_alone(tmp_path: Path) -> None:
    tree(
        tmp_path,
        "a.py",
        "generated_x.py",
        "out/x.py",
        "pkg/kept_generated_x.py",
        "pkg/local.py",
        "pkg/generated_y.py",
    )
    (tmp_path / ".gitignore").write_text("generated_*.py\nout/\n")
    (tmp_path / "pkg/.gitignore").write_text("local.py\n!generated_y.py\n")

    assert found(tmp_path, ".") == ["a.py", "pkg/generated_y.py", "pkg/kept_generated_x.py"]
    assert found(tmp_path, "pkg") == ["pkg/generated_y.py", "pkg/kept_generated_x.py"]


def test_the_private_exclude_file_of_git_counts_and_a_pattern_without_meaning_does_not_hurt(tmp_path: Path) -> None:
    tree(tmp_path, "a.py", "scratch.py", ".git/info/exclude")
    (tmp_path / ".git/info/exclude").write_text("!\nscratch.py\n")

    assert found(tmp_path, ".") == ["a.py"]


def test_settings_exclude_more(tmp_path: Path) -> None:
    tree(tmp_path, "a.py", "tests/test_a.py", "pkg/tests/test_b.py")

    assert found(tmp_path, ".", settings=Settings(exclude=("/tests/",))) == ["a.py", "pkg/tests/test_b.py"]


def test_a_named_file_is_read_whatever_ignores_it(tmp_path: Path) -> None:
    tree(tmp_path, ".venv/x.py", "script", "ignored.py")
    (tmp_path / ".gitignore").write_text("ignored.py\n")

    assert found(tmp_path, ".venv/x.py", "script", "ignored.py") == [".venv/x.py", "script", "ignored.py"]


def test_each_file_comes_once(tmp_path: Path) -> None:
    tree(tmp_path, "pkg/a.py")
    (tmp_path / "alias.py").symlink_to(tmp_path / "pkg/a.py")

    assert found(tmp_path, "pkg/a.py", ".", "pkg") == ["pkg/a.py"]


def test_loops_of_links_end(tmp_path: Path) -> None:
    tree(tmp_path, "pkg/a.py")
    (tmp_path / "pkg/again").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "self.py").symlink_to(tmp_path / "self.py")

    assert found(tmp_path, ".") == ["pkg/a.py"]


def test_a_linked_folder_that_is_named_is_walked(tmp_path: Path) -> None:
    tree(tmp_path, "real/a.py")
    (tmp_path / "link").symlink_to(tmp_path / "real", target_is_directory=True)

    assert found(tmp_path, "link") == ["link/a.py"]


def test_a_path_that_is_not_there_is_told_before_any_work(tmp_path: Path) -> None:
    tree(tmp_path, "a.py")

    with pytest.raises(NoSuchPathError, match="nowhere: no such file or folder"):
        found(tmp_path, "a.py", "nowhere")
