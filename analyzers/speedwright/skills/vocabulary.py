"""What stands in a file, asked many times."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

_WORDS_ALONE = bytes(
    each if each < 128 and (chr(each).isalnum() or each == ord("_")) else ord(" ") for each in range(256)
)
"""Some characters beyond ASCII are letters, others are spaces to the parser (as the byte order mark is)."""


class Vocabulary:
    """The words and texts of one file: every page asks for some, and mostly for the same."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._held: dict[bytes, bool] = {}

    def has_any(self, words: Iterable[bytes]) -> bool:
        """Whether one of some words stands in the file: anything that could be a name in ASCII, in code, strings and
        comments alike. No words are had by no file.
        """
        # To take a file apart costs as much as to run a dozen patterns on it; most words are nowhere in it.
        return any(self.holds(word) and word in self._words for word in words)

    @cached_property
    def _words(self) -> frozenset[bytes]:
        return frozenset(self._content.translate(_WORDS_ALONE).split())

    def holds(self, text: bytes) -> bool:
        """Whether a text stands anywhere in the file."""
        found = self._held.get(text)
        if found is None:
            found = self._held[text] = text in self._content
        return found
