"""Parsing never fails, and an edited file is the file one would have parsed."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from speedwright.model.text import Span, TextEdit, apply_edits
from speedwright.syntax.functions import functions
from speedwright.syntax.node import Node, walk
from speedwright.syntax.source_file import SourceFile, UnsupportedLanguage

REAL = Path(__file__).parents[2] / "analyzers" / "speedwright" / "syntax" / "python" / "inference.py"
PIECES = ("x", "\n", "    ", "(", ")", ":", "def f():\n    pass\n", '"', "é", "𝄞", "if x:\n    y\n", " = 1", "#")


def parse(content: bytes) -> SourceFile:
    return SourceFile.parse(content, Path("module.py"))


def shape(node: Node) -> list[tuple[str, int, int, tuple[int, int]]]:
    return [(each.type, each.start_byte, each.end_byte, tuple(each.start_point)) for each in walk(node)]


@given(st.binary(max_size=400))
def test_any_bytes_parse(content: bytes):
    source = parse(content)
    assert source.root.end_byte <= len(content)
    assert all(0 <= each.span.start <= each.span.end <= len(content) for each in functions(source))


@given(st.integers(0, REAL.stat().st_size), st.integers(0, 80))
@settings(max_examples=40, deadline=None)
def test_truncated_files_parse(cut: int, skipped: int):
    content = REAL.read_bytes()
    source = parse(content[:cut] + content[cut + skipped :])
    assert len(list(walk(source.root))) > 0


edits = st.lists(
    st.tuples(st.integers(0, 10**6), st.integers(0, 12), st.sampled_from(("", *PIECES))), min_size=1, max_size=6
)


@given(st.lists(st.sampled_from(PIECES), max_size=12), st.lists(edits, min_size=1, max_size=4))
@settings(deadline=None)
def test_incremental_parse_equals_a_fresh_one(pieces: list[str], rounds: list[list[tuple[int, int, str]]]):
    source = parse("".join(pieces).encode())
    for batch in rounds:
        chosen = [_edit(source.content, *each) for each in batch]
        try:
            expected = apply_edits(source.content, chosen)
        except ValueError:
            continue
        source = source.edited(*chosen)
        assert source.content == expected
        fresh = parse(expected)
        # Error recovery may choose differently when it can reuse old nodes; a text without errors has one tree.
        if not fresh.root.has_error:
            assert shape(source.root) == shape(fresh.root)


def _edit(content: bytes, place: int, length: int, text: str) -> TextEdit:
    """An edit that never splits a character, as an editor would send it."""
    decoded = content.decode()
    start = place % (len(decoded) + 1)
    end = min(start + length, len(decoded))
    return TextEdit(Span(len(decoded[:start].encode()), len(decoded[:end].encode())), text)


def test_edits_of_a_real_file():
    source = parse(REAL.read_bytes())
    at = source.content.index(b"return")
    edited = source.edited(TextEdit(Span(at, at), "pass\n    "), TextEdit(Span(0, 0), "import os\n"))
    assert shape(edited.root) == shape(parse(edited.content).root)
    assert edited.version == source.version + 1
    assert source.content == REAL.read_bytes()


@pytest.mark.parametrize(
    "content",
    [b"", b"\xef\xbb\xbfx = 1\n", b"# \xff\xfe\nx = 1\n", b"\0\0", b"(" * 10_000, b"[" * 10_000 + b"]" * 10_000],
    ids=["empty", "byte order mark", "not UTF-8", "zeros", "unclosed", "nested"],
)
def test_odd_files(content: bytes):
    assert sum(1 for _ in walk(parse(content).root)) >= 1


def test_overlapping_edits_are_refused():
    with pytest.raises(ValueError, match="overlaps"):
        parse(b"abcdef").edited(TextEdit(Span(0, 3), ""), TextEdit(Span(2, 4), ""))


def test_unknown_language():
    with pytest.raises(UnsupportedLanguage, match="no grammar"):
        SourceFile.parse(b"", Path("notes.unknown"))
    assert SourceFile.parse(b"x = 1", Path("notes.unknown"), "python").language.name == "python"


def test_a_text_that_is_that_of_another_version_is_not_parsed_again():
    first = parse(b"def f():\n    return 1\n")
    broken = first.edited(TextEdit(Span(0, 0), '"""'))
    again = broken.next(broken.draft.edited(TextEdit(Span(0, 3), "")), like=first)
    assert again.tree is first.tree
    assert (again.content, again.version) == (first.content, 2)
    assert [again.line_index.line_start(line) for line in range(3)] == [0, 9, 22]
    other = broken.next(broken.draft.edited(TextEdit(Span(0, 3), "x")), like=first)
    assert other.tree is not first.tree


def test_edits_in_turn_are_about_the_text_that_the_one_before_left():
    source = parse("a = 'é'\n".encode())
    draft = source.draft.edited(TextEdit(Span(0, 1), "bb\n\r\nc")).edited(TextEdit(Span(5, 6), "dd"))
    after = source.next(draft)
    assert after.content == "bb\n\r\ndd = 'é'\n".encode()
    assert shape(after.root) == shape(parse(after.content).root)
    assert after.line_index.position(after.content.index(b"'")) == (2, 5)
