"""Which function a place belongs to, and when it is still the same function."""

from pathlib import Path

import pytest

from speedwright.model.profile import Frame
from speedwright.profiling.anchoring import Anchoring, anchors, digest, owner_among
from speedwright.syntax.source_file import SourceFile

TEXT = b"""\
import re

@cached
def outer(items):
    def inner(each):
        return each
    return [inner(each) for each in items]


class Shop:
    rate = 3

    def total(self):
        return 1

    def other(self):
        return (lambda: 2)()
"""


def parsed(text: bytes = TEXT) -> SourceFile:
    return SourceFile.parse(text, Path("shop.py"))


@pytest.mark.parametrize(
    ("name", "line", "qualname"),
    [
        ("outer", 7, "outer"),
        ("outer.<locals>.<listcomp>", 7, "outer"),
        ("<listcomp>", 7, "outer"),
        ("inner", 6, "outer.<locals>.inner"),
        ("outer.<locals>.inner", 6, "outer.<locals>.inner"),
        ("Shop.total", 14, "Shop.total"),
        ("total", 14, "Shop.total"),
        ("total", 0, "Shop.total"),
        ("Shop.other.<locals>.<lambda>", 17, "Shop.other"),
        ("", 14, "Shop.total"),
        ("<lambda>", 11, "<module>"),
        ("<module>", 3, "<module>"),
        ("<module>", 7, "<module>"),
    ],
)
def test_the_function_around_the_line_of_that_name_is_the_owner(name: str, line: int, qualname: str) -> None:
    owner = owner_among(anchors(parsed()), name, line)

    assert owner is not None
    assert owner.qualname == qualname


@pytest.mark.parametrize(("name", "line"), [("total", 7), ("gone", 14), ("gone", 0), ("Shop", 11)])
def test_a_text_without_that_function_there_is_not_the_one_that_ran(name: str, line: int) -> None:
    assert owner_among(anchors(parsed()), name, line) is None


def test_digests_follow_a_function_and_tell_when_it_changed() -> None:
    before = {each.qualname: each.digest for each in anchors(parsed())}
    moved = {each.qualname: each.digest for each in anchors(parsed(b"import os\n\n\n" + TEXT))}
    edited = {each.qualname: each.digest for each in anchors(parsed(TEXT.replace(b"return 1", b"return 3")))}

    assert {name for name in before if before[name] != moved[name]} == {"<module>"}
    assert {name for name in before if before[name] != edited[name]} == {"Shop.total"}


def test_line_ends_do_not_count() -> None:
    assert digest(b"a\r\nb") == digest(b"a\nb")


def test_paths_are_relative_to_the_root_whatever_the_folder_is(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "shop.py").write_bytes(TEXT)
    anchoring = Anchoring(tmp_path, tmp_path / "src")

    assert anchoring.owner(Frame("total", "shop.py", 14)).path == "src/shop.py"
    assert anchoring.owner(Frame("total", str(tmp_path / "src" / "shop.py"), 14)).qualname == "Shop.total"


def test_installed_code_is_not_read(tmp_path: Path) -> None:
    folder = tmp_path / "site-packages"
    folder.mkdir()
    (folder / "shop.py").write_bytes(TEXT)
    owner = Anchoring(tmp_path, tmp_path).owner(Frame("total", str(folder / "shop.py"), 14))

    assert (owner.qualname, owner.digest) == ("total", None)
