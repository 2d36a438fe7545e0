"""What stands in a file, and what is known of it after an edit without looking everywhere again."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from speedwright.syntax.vocabulary import Vocabulary, word_offsets

# Few characters, so that words meet, grow together and fall apart.
TEXTS = st.text("ab_ .é\n", max_size=12).map(str.encode)
ASKED = [b"a", b"b", b"ab", b"ba", b"a_b", b"aab", b"bb", b"_", b" a", b"."]


def answers(vocabulary: Vocabulary) -> list[tuple[bool, bool]]:
    return [(vocabulary.holds(each), vocabulary.has_any((each,))) for each in ASKED]


def test_a_word_stands_between_what_is_no_letter_digit_or_underscore() -> None:
    vocabulary = Vocabulary("\ufeffab é_a aé".encode())

    found = [vocabulary.has_any((word,)) for word in (b"ab", b"a", b"_a", b"b", b"b.")]

    assert found == [True, True, True, False, False]
    assert vocabulary.holds(b"b")
    assert not vocabulary.has_any(())


@given(before=TEXTS, after=TEXTS, removed=TEXTS, added=TEXTS)
def test_after_an_edit_all_is_as_if_it_were_asked_anew(
    before: bytes, after: bytes, removed: bytes, added: bytes
) -> None:
    earlier = Vocabulary(before + removed + after)
    answers(earlier)
    content = before + added + after

    later = earlier.edited(content, len(before), len(before) + len(added))

    assert answers(later) == answers(Vocabulary(content))


def test_words_are_found_alike_in_short_and_in_long_texts() -> None:
    text = b"re.sub(x) return _re re2 more\xc3\xa9 re(re) \xc3\xa9re\nre"
    found = list(word_offsets(text, b"re", 0, len(text)))
    assert [text[at - 1 : at + 3] for at in found[1:]] == [b" re(", b"(re)", b"\xa9re\n", b"\nre"]
    many = list(word_offsets(text * 2000, b"re", 0, len(text) * 2000))
    # At the seams the first one stands behind a word.
    assert len(many) == 2000 * (len(found) - 2) + 2
    assert list(word_offsets(text * 2000, b"", 0, 100_000)) == []
    assert max(word_offsets(text * 2000, b"re", 0, 90_000)) < 90_000
