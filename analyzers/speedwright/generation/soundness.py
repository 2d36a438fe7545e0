"""Whether edits leave a file that still parses."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from speedwright.languages.language import Language
from speedwright.model.text import TextEdit
from speedwright.syntax.query import CompiledQuery
from speedwright.syntax.source_file import SourceFile


def parses_as_well(source: SourceFile, edits: Iterable[TextEdit]) -> bool:
    """Whether the edits fit together and bring no new syntax error into the file."""
    try:
        result = source.edited(*edits)
    except ValueError:
        return False
    return not result.root.has_error or _errors(result) <= _errors(source)


def _errors(source: SourceFile) -> int:
    return len(_error_query(source.language).matches(source))


@cache
def _error_query(language: Language) -> CompiledQuery:
    return CompiledQuery(language, "[(ERROR) (MISSING)] @error")
