"""Documents that an editor has open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from pathspec import GitIgnoreSpec

from speedwright.languages.registry import LANGUAGES
from speedwright.model.text import Span, TextEdit
from speedwright.pipeline.files import NOTEBOOK, source_files
from speedwright.pipeline.rediagnosis import change_between
from speedwright.pipeline.skills import Library
from speedwright.settings import Settings
from speedwright.syntax.functions import outermost_function
from speedwright.syntax.line_index import Encoding, LineIndex
from speedwright.syntax.source_file import SourceFile, UnsupportedLanguage

__all__ = [
    "NOTEBOOK",
    "SUFFIXES",
    "Encoding",
    "LineIndex",
    "SourceFile",
    "edit_between",
    "function_at",
    "functions_around",
    "is_excluded",
    "open_source",
    "workspace_files",
]

SUFFIXES = tuple(suffix for language in LANGUAGES for suffix in language.suffixes)
"""Of all files that there is a grammar for."""


def open_source(path: Path, text: str, language: str | None = None) -> SourceFile | None:
    """The source file; None for a language without a grammar. `language` outranks the path's suffix.

    Raises UnicodeEncodeError for a text with half of a surrogate pair.
    """
    try:
        return SourceFile.parse(text.encode("utf-8"), path, language)
    except UnsupportedLanguage:
        return None


def edit_between(before: bytes, after: bytes) -> TextEdit:
    """The smallest edit that makes one text of the other, both in UTF-8."""
    change = change_between(before, after)
    start, end = change.after.start, change.after.end
    # Characters may begin or end with the same bytes and differ.
    while _is_inside_character(after, start):
        start -= 1
    while _is_inside_character(after, end):
        end += 1
    return TextEdit(Span(start, end - change.growth), after[start:end].decode("utf-8"))


def _is_inside_character(content: bytes, offset: int) -> bool:
    return offset < len(content) and content[offset] & 0xC0 == 0x80


def function_at(source: SourceFile, offset: int) -> str | None:
    """The qualified name of the outermost function around an offset; None at module level."""
    function = outermost_function(source, Span(offset, offset))
    return None if function is None else function.qualname


def functions_around(source: SourceFile, spans: Iterable[Span]) -> dict[str, Span]:
    """The outermost functions around some spans, by qualified name."""
    found = (outermost_function(source, span) for span in spans)
    return {each.qualname: each.span for each in found if each is not None}


def workspace_files(root: Path, library: Library, settings: Settings) -> Iterator[Path]:
    """The files of a workspace that can be looked at, but for those that git or the user's patterns ignore."""
    suffixes = [suffix for language in library.languages for suffix in language.suffixes]
    return source_files([root], root, settings, suffixes)


def is_excluded(path: Path, root: Path, settings: Settings) -> bool:
    """Whether the user's `exclude` patterns name a file; what git ignores is shown when somebody opens it."""
    if not settings.exclude or not path.is_relative_to(root):
        return False
    return GitIgnoreSpec.from_lines(settings.exclude).match_file(path.relative_to(root).as_posix())
