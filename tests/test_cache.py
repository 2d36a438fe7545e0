"""Files inside a workspace are written whole, and never through its links."""

from __future__ import annotations

from pathlib import Path

import pytest

from speedwright.cache import put_inside


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
