"""Positions in the three encodings of the language server protocol."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speedwright.syntax.line_index import Encoding, LineIndex

TEXT = "a\r\né𝄞b\rc\n".encode()
encodings = st.sampled_from(["utf-8", "utf-16", "utf-32"])


@pytest.mark.parametrize(
    ("offset", "encoding", "position"),
    [
        (0, "utf-8", (0, 0)),
        (3, "utf-8", (1, 0)),
        (5, "utf-8", (1, 2)),
        (5, "utf-16", (1, 1)),
        (9, "utf-8", (1, 6)),
        (9, "utf-16", (1, 3)),
        (9, "utf-32", (1, 2)),
        (11, "utf-16", (2, 0)),
        (13, "utf-16", (3, 0)),
        (99, "utf-16", (3, 0)),
    ],
)
def test_position(offset: int, encoding: Encoding, position: tuple[int, int]):
    assert LineIndex(TEXT).position(offset, encoding) == position


def test_beyond_the_end_means_the_end():
    index = LineIndex(TEXT)
    assert index.offset(0, 99, "utf-16") == 1
    assert index.offset(1, 99, "utf-16") == 10
    assert index.offset(99, 0, "utf-16") == len(TEXT)
    assert index.offset(-1, 0, "utf-16") == 0
    assert index.line_count == 4


def test_inside_a_surrogate_pair_means_before_it():
    assert LineIndex(TEXT).offset(1, 2, "utf-16") == 5


@given(st.text(alphabet="ab\n\ré𝄞\t", max_size=40), encodings)
def test_every_character_boundary_survives_the_round_trip(text: str, encoding: Encoding):
    index = LineIndex(text.encode())
    for at in range(len(text) + 1):
        offset = len(text[:at].encode())
        inside_line_end = text[at - 1 : at + 1] == "\r\n"
        if not inside_line_end:
            assert index.offset(*index.position(offset, encoding), encoding) == offset


@given(st.binary(max_size=60), st.integers(-2, 9), st.integers(-2, 70), encodings)
def test_any_bytes_and_any_position(content: bytes, line: int, column: int, encoding: Encoding):
    index = LineIndex(content)
    assert 0 <= index.offset(line, column, encoding) <= len(content)
    assert index.position(len(content), encoding)[0] == index.line_count - 1


_TEXTS = st.text(alphabet="ab\r\n\u00e9", max_size=30)


@given(_TEXTS, st.integers(0, 60), st.integers(0, 60), st.text(alphabet="a\r\n", max_size=6))
def test_the_lines_of_the_next_version_are_those_of_its_text(text: str, start: int, length: int, new: str):
    before = text.encode()
    start = min(start, len(before))
    end = min(start + length, len(before))
    after = before[:start] + new.encode() + before[end:]
    edited, fresh = LineIndex(before).edited(after, start, end), LineIndex(after)
    assert edited.line_count == fresh.line_count
    assert [edited.line_start(line) for line in range(fresh.line_count)] == [
        fresh.line_start(line) for line in range(fresh.line_count)
    ]
