"""Tree-sitter queries: compiled once, run over a whole file or a part of it."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence

from tree_sitter import Node, Query, QueryCursor, QueryError

from speedwright.errors import SpeedwrightError
from speedwright.languages.language import Language
from speedwright.languages.registry import grammar_of
from speedwright.model.late_pattern import late_pattern
from speedwright.model.text import Span
from speedwright.syntax.source_file import SourceFile

PREDICATES = frozenset(
    f"{prefix}{name}?"
    for prefix in ("", "not-", "any-", "any-not-")
    for name in ("eq", "match", "any-of")
    if name != "any-of" or not prefix
)
"""The predicates tree-sitter evaluates itself. It lets any other pass in silence, so those are refused here; so is
`not-any-of?`, which holds as soon as one of its texts differs.
"""

_TOKEN = late_pattern(r'"(?:[^"\\]|\\.)*"|;[^\n]*|#[\w.-]+[?!]|@[\w.-]+')
_ROW = late_pattern(r"\brow (\d+)")


class QueryTextError(SpeedwrightError):
    """A query that does not compile; `line` is the line of the query text, from 0."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


QueryMatch = tuple[int, Mapping[str, Sequence[Node]]]
"""One match: the number of its pattern in the query, and the nodes by capture name."""


@functools.lru_cache(maxsize=64)
def _compiled(language: Language, text: str) -> Query:
    """Compiling takes milliseconds, and a page's cases need the same few queries again and again."""
    query: Query = Query(grammar_of(language), text)
    return query


class CompiledQuery:
    """A query for one language. Raises QueryTextError when the text is no query for that grammar."""

    def __init__(self, language: Language, text: str) -> None:
        _check_predicates(text)
        try:
            self._query = _compiled(language, text)
        except QueryError as error:
            row = _ROW.search(str(error))
            raise QueryTextError(str(error), int(row[1]) if row else 0) from error
        self._at_node = QueryCursor(self._query)
        self._at_node.set_max_start_depth(0)

    @property
    def offsets(self) -> tuple[int, ...]:
        """Where each pattern begins in the text, in bytes."""
        return tuple(map(self._query.start_byte_for_pattern, range(self._query.pattern_count)))

    def matches(
        self, source: SourceFile, within: Span | None = None, match_limit: int = 0xFFFFFFFF
    ) -> Sequence[QueryMatch]:
        """The matches in source order that touch `within`. Beyond `match_limit` open ones, some are lost."""
        cursor = QueryCursor(self._query, match_limit=match_limit)
        if within is not None:
            cursor.set_byte_range(within.start, within.end)
        return cursor.matches(source.root)

    def matches_at(self, node: Node) -> Sequence[QueryMatch]:
        """The matches that begin at this very node."""
        return self._at_node.matches(node)


def capture_names(text: str) -> frozenset[str]:
    """The names a query text captures, without `@`."""
    return frozenset(token[1:] for token in _TOKEN.findall(text) if token.startswith("@"))


def _check_predicates(text: str) -> None:
    for token in _TOKEN.finditer(text):
        name = token[0][1:]
        if token[0].startswith("#") and name not in PREDICATES:
            line = text.count("\n", 0, token.start())
            raise QueryTextError(f"unknown predicate #{name}; known are {', '.join(sorted(PREDICATES))}", line)
