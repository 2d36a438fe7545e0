"""What stands in a file, asked many times."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

_WORD = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_"
_WORD_BYTES = frozenset(bytes([byte]) for byte in _WORD)
"""Some characters beyond ASCII are letters, others are spaces to the parser (as the byte order mark is)."""

_LONG = 65_536
"""Bytes of a text in which a compiled pattern finds a word sooner."""


class Vocabulary:
    """The words and texts of one version of a file: every page asks for some, and mostly for the same."""

    def __init__(self, content: bytes, absent: Iterable[bytes] = (), bound: Iterable[bytes] = ()) -> None:
        """`absent` are texts known not to be in it, `bound` words known never to stand by themselves."""
        self._content = content
        self._held: dict[bytes, bool] = dict.fromkeys(absent, False)
        self._alone: dict[bytes, bool] = dict.fromkeys(bound, False)

    def edited(self, content: bytes, start: int, end: int) -> Vocabulary:
        """That of the next version, in which the bytes from `start` to `end` took the place of others.

        What was nowhere can only have come near them. To look for all of it again in a long file would take longer
        than to look at the function that somebody types in.
        """

        def still(found: Mapping[bytes, bool]) -> list[bytes]:
            # A list at once: another thread may be asking.
            return [
                text
                for text, held in list(found.items())
                if not held and text not in content[max(0, start - len(text)) : end + len(text)]
            ]

        return Vocabulary(content, still(self._held), still(self._alone))

    def has_any(self, words: Iterable[bytes]) -> bool:
        """Whether one of some words stands in the file: anything that could be a name in ASCII, in code, strings and
        comments alike. No words are had by no file.
        """
        return any(self.holds(word) and self._stands_alone(word) for word in words)

    def holds(self, text: bytes) -> bool:
        """Whether a text stands anywhere in the file."""
        found = self._held.get(text)
        if found is None:
            found = self._held[text] = text in self._content
        return found

    def _stands_alone(self, word: bytes) -> bool:
        found = self._alone.get(word)
        if found is None:
            is_word = not word.translate(None, _WORD)
            places = word_offsets(self._content, word, 0, len(self._content)) if is_word else iter(())
            found = self._alone[word] = next(places, None) is not None
        return found


def word_offsets(content: bytes, word: bytes, start: int, end: int) -> Iterator[int]:
    """Where a word stands by itself. A plain search: a pattern with word boundaries is thirty times slower."""
    found = _ends(content, word, start, end) if end - start > _LONG else _finds(content, word, start, end)
    return (at for at in found if content[at - 1 : at] not in _WORD_BYTES)


def _finds(content: bytes, word: bytes, start: int, end: int) -> Iterator[int]:
    """Where a word stands, or another one that ends in it."""
    at = content.find(word, start, end) if word else -1
    while at >= 0:
        after = at + len(word)
        if content[after : after + 1] not in _WORD_BYTES:
            yield at
        at = content.find(word, after, end)


def _ends(content: bytes, word: bytes, start: int, end: int) -> Iterator[int]:
    """The same for a long text, in which `re` stands in thousands of other words. The pattern begins with the word,
    so it is searched for as such; to compile it takes as long as to search a short text.
    """
    for match in _word(word).finditer(content, start) if word else ():
        if match.end() > end:
            return
        yield match.start()


@lru_cache(maxsize=256)
def _word(word: bytes) -> re.Pattern[bytes]:
    return re.compile(re.escape(word) + b"(?![%b])" % _WORD)
