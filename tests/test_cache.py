"""Files inside a workspace are written whole, and never through its links."""

from __future__ import annotations

from pathlib import Path

import platformdirs
import pytest

from speedwright.cache import VARIABLE, cache_folder, put_inside


@pytest.mark.parametrize("home", ["/home/somebody", "/", "relative", "", None])
@pytest.mark.parametrize("told", ["/elsewhere/", "/a b", "relative", "~/x", "", None])
def test_the_folder_is_where_platforms_keep_such_files(
    monkeypatch: pytest.MonkeyPatch, home: str | None, told: str | None
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    for name, value in (("HOME", home), ("XDG_CACHE_HOME", told)):
        if value is None:
            monkeypatch.delenv(name, raising=False)
        else:
            monkeypatch.setenv(name, value)
    assert cache_folder() == Path(platformdirs.user_cache_dir("speedwright", appauthor=False))


def test_a_file_and_its_folders(tmp_path: Path) -> None:
    put_inside(tmp_path, Path("a", "b", "page"), "text")
    put_inside(tmp_path, Path("a", "b", "page"), "other")
    assert (tmp_path / "a" / "b" / "page").read_text() == "other"


@pytest.mark.parametrize("link", ["a", "a/b"])
def test_a_folder_that_is_a_link_is_refused(tmp_path: Path, link: str) -> None:
    outside, root = tmp_path / "outside", tmp_path / "root"
    (outside / "b").mkdir(parents=True)
    (root / link).parent.mkdir(parents=True)
    (root / link).symlink_to(outside)
    with pytest.raises(OSError, match="it is a link"):
        put_inside(root, Path("a", "b", "page"), "text")
    assert [each for each in outside.rglob("*") if each.is_file()] == []


def test_a_file_that_is_a_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "other").write_text("kept")
    (tmp_path / "page").symlink_to(tmp_path / "other")
    with pytest.raises(OSError, match="it is a link"):
        put_inside(tmp_path, Path("page"), "text")
    assert (tmp_path / "other").read_text() == "kept"
