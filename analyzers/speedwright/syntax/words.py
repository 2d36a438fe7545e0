"""The words of a file: whatever could be a name, in code, strings and comments alike."""

from __future__ import annotations

from functools import lru_cache

from speedwright.model.late_pattern import late_pattern
from speedwright.syntax.source_file import SourceFile

_WORD = late_pattern(r"\w+")


@lru_cache(maxsize=8)
def words_of(source: SourceFile) -> frozenset[str]:
    """Every word in the file; a name that is not among them is new."""
    return frozenset(_WORD.findall(source.content.decode("utf-8", "replace")))
