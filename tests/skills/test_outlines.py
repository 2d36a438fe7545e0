"""What is kept of the built-in pages is what reading them gives, and holds for no other pages."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from speedwright.skills.outlines import keep_outlines, kept_outlines
from speedwright.skills.reading import outlined_skill
from speedwright.skills.registry import BUILTIN

FOLDERS = sorted(each.name for each in BUILTIN.iterdir() if each.is_dir() and each.name[0] not in "_.")


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SPEEDWRIGHT_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def pages(tmp_path: Path) -> list[Path]:
    names = sorted(each.name for each in (BUILTIN / "go").iterdir())[:3]
    for name in names:
        shutil.copytree(BUILTIN / "go" / name, tmp_path / "go" / name)
    found = sorted((tmp_path / "go").glob("*/SKILL.md"))
    keep_outlines(tmp_path / "go", found, [outlined_skill(page) for page in found])
    return found


@pytest.mark.parametrize("folder", FOLDERS)
def test_kept_skills_are_those_that_were_read(folder: str) -> None:
    pages = sorted((BUILTIN / folder).glob("*/SKILL.md"))
    read = tuple(outlined_skill(page) for page in pages)
    assert kept_outlines(BUILTIN / folder, pages) is None
    keep_outlines(BUILTIN / folder, pages, read)
    kept = kept_outlines(BUILTIN / folder, pages)
    assert kept == read
    assert [each.patterns for each in kept or ()] == [each.patterns for each in read]
    assert [each.page for each in kept or ()] == [each.page for each in read]


def _changed(pages: list[Path]) -> list[Path]:
    pages[0].write_text(pages[0].read_text() + "\n")
    return pages


@pytest.mark.parametrize("change", [_changed, lambda pages: pages[:2], lambda pages: pages[::-1]])
def test_other_pages_are_read(pages: list[Path], change: Callable[[list[Path]], list[Path]]) -> None:
    folder = pages[0].parents[1]
    assert kept_outlines(folder, pages) is not None
    assert kept_outlines(folder, change(pages)) is None


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"stamp": 1}', b"\xff", b"null", b"[" * 100_000])
def test_a_damaged_file_is_as_none(pages: list[Path], cache: Path, damage: bytes) -> None:
    (place,) = cache.glob("outlines-*/go-*.json")
    place.write_bytes(damage)
    assert kept_outlines(pages[0].parents[1], pages) is None


def test_rows_that_are_no_skills_are_as_none(pages: list[Path], cache: Path) -> None:
    (place,) = cache.glob("outlines-*/go-*.json")
    place.write_text(place.read_text().replace('"patterns":[[', '"patterns":[7,['))
    assert kept_outlines(pages[0].parents[1], pages) is None


def test_where_nothing_can_be_written_nothing_is_kept(
    pages: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("SPEEDWRIGHT_CACHE", str(tmp_path / "file"))
    keep_outlines(pages[0].parents[1], pages, [])
    assert kept_outlines(pages[0].parents[1], pages) is None
