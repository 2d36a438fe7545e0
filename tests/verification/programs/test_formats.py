"""Layouts found in example texts, and texts drawn, changed and shrunk by them."""

from __future__ import annotations

import random

import pytest

from speedwright.verification.programs.formats import Document, documents, split
from speedwright.verification.programs.inputs import Texts, further, read
from speedwright.verification.programs.rendering import shell_line
from speedwright.verification.programs.shrinking import shrink

LAYOUTS = {
    "a list with its length": ((b"3\n1 2 3\n", b"5\n1 1 1 1 1\n"), r"n, list"),
    "cases of a word with its length": ((b"2\n3\nabc\n5\nabcde\n", b"1\n2\naa\n"), r"cases"),
    "edges of a graph": (
        (b"4 2\n4 1\n2 4\n", b"5 4\n1 5\n5 2\n3 5\n4 5\n", b"3 6\n1 2\n1 3\n3 2\n2 3\n3 1\n3 3\n"),
        "edges",
    ),
    "rows of a grid": ((b"2 3\nabc\nabd\n", b"3 4\naabb\nabab\nbbbb\n"), "grid"),
    "lists that begin with their length": ((b"2\n3 1 2 3\n1 9\n", b"3\n2 4 4\n4 1 1 1 1\n1 2\n"), "own count"),
    "queries after a list": ((b"3\n1 2 3\n2\n5\n6\n", b"2\n4 4\n3\n1\n2\n3\n"), "queries"),
}


def consistent(text: bytes, kind: str) -> bool:
    """Whether a text keeps the promises of its layout, read here by hand."""
    lines = text.decode().splitlines()
    match kind:
        case "n, list":
            return len(lines) == 2 and int(lines[0]) == len(lines[1].split())
        case "cases":
            words = list(zip(lines[1::2], lines[2::2], strict=True))
            return len(words) == int(lines[0]) and all(int(n) == len(word) for n, word in words)
        case "edges":
            n, m = map(int, lines[0].split())
            edges = [tuple(map(int, line.split())) for line in lines[1:]]
            return len(edges) == m and all(1 <= a <= n and b >= 1 for a, b in edges)
        case "grid":
            n, m = map(int, lines[0].split())
            return len(lines) == n + 1 and all(len(line) == m for line in lines[1:])
        case "own count":
            rows = [list(map(int, line.split())) for line in lines[1:]]
            return len(rows) == int(lines[0]) and all(row[0] == len(row) - 1 for row in rows)
        case _:
            n, q = int(lines[0]), int(lines[2])
            return len(lines[1].split()) == n and len(lines) == q + 3


@pytest.mark.parametrize("name", LAYOUTS)
def test_texts_that_are_drawn_keep_to_the_layout(name: str) -> None:
    examples, kind = LAYOUTS[name]
    assert all(consistent(text, kind) for text in examples)
    drawn = list(further(read(examples), 80, random.Random(1)))
    assert len(drawn) > 40
    assert [each.text for each in drawn if each.text.strip() and not consistent(each.text, kind)] == []
    assert {each.source for each in drawn} == {"generated", "mutated"}


def test_what_is_two_less_than_a_number_says_is_never_less_than_one() -> None:
    texts = read((b"2\n7\nab bb ba aa ba\n3\naa\n", b"1\n4\nab ab\n"))
    drawn = [each.text.decode().splitlines()[1:] for each in further(texts, 60, random.Random(1))]
    pairs = [pair for lines in drawn for pair in zip(lines[::2], lines[1::2], strict=True)]
    assert pairs
    assert all(len(words.split()) == int(n) - 2 > 0 for n, words in pairs)


def test_signs_are_kept_and_magnitudes_are_not() -> None:
    drawn = [each.text for each in further(read((b"3\n4 5 6\n", b"2\n4 4\n")), 200, random.Random(1))]
    numbers = [int(word) for text in drawn for word in text.split()]
    assert min(numbers) >= 1
    assert max(numbers) >= 10**9


def test_words_are_made_of_the_letters_that_were_seen() -> None:
    drawn = [each.text for each in further(read((b"LRRL\n", b"RRR\n")), 60, random.Random(1))]
    assert set(b"".join(drawn)) <= set(b"LR\n")


def test_large_texts_grow_in_all_that_can_be_many() -> None:
    drawer = read(LAYOUTS["a list with its length"][0]).drawer(random.Random(1))
    assert drawer is not None
    text = drawer.grown(5000).text()
    assert consistent(text, "n, list")
    assert text.startswith(b"5000\n")


def test_without_a_layout_counts_stay_as_they_are() -> None:
    texts = Texts((b"3\n1 2 3\n", b"x\n4\n"), ())
    drawn = list(further(texts, 50, random.Random(1)))
    assert drawn
    assert all(each.text.split()[0] == b"3" for each in drawn if len(each.text.split()) == 4)


def test_a_shrunk_text_keeps_to_the_layout() -> None:
    text = b"3\n4\n9 8 7 6\n2\n5 5\n3\n1 20 3\n"
    texts = read((text, b"1\n2\n3 4\n"))
    smallest = shrink(texts.document(text), text, lambda attempt: any(int(w) > 9 for w in attempt.split()), 300)
    assert smallest == b"1\n1\n10\n"


def test_a_text_is_the_same_after_being_a_tree() -> None:
    lines = split(b"2\n1\nab\n2\ncd ef\n")
    assert lines is not None
    cases = documents((None, None), True, lines)
    assert cases is not None
    layout = read((b"2\n1\nab\n2\ncd ef\n",)).layouts[0]
    assert Document(layout, cases).text() == b"2\n1\nab\n2\ncd ef\n"


def test_shell_lines_hold_any_text() -> None:
    assert shell_line(b"3\n1 2\n", "p.py") == "printf '3\\n1 2\\n' | python p.py"
    assert shell_line(b"it's 5%\\\xff", "p.py") == "printf 'it'\\''s 5%%\\\\\\377' | python p.py"
