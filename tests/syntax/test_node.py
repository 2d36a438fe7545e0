"""Walks over trees."""

from pathlib import Path

import pytest

from speedwright.syntax.node import children_before, children_behind
from speedwright.syntax.source_file import SourceFile


@pytest.mark.parametrize("text", ["", "\n\n", "x", "a = 1\nb = 2\n\n\ndef f(): ...\n", "def f(:\n" * 5, "a\n" * 40])
def test_children_around_an_offset_are_those_that_do_not_touch_it(text: str) -> None:
    root = SourceFile.parse(text.encode(), Path("x.py")).root
    for offset in range(len(text) + 1):
        assert list(children_behind(root, offset)) == [each for each in root.children if each.start_byte > offset]
        before = [each for each in root.children if each.end_byte < offset]
        assert list(children_before(root, offset)) == before[::-1]
