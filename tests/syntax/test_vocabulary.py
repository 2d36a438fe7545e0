"""What stands in a file, and what is known of it after an edit without looking everywhere again."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from speedwright.syntax.vocabulary import Vocabulary

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
