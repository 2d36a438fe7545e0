"""Patterns of pages that are compiled and run together."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from threading import Lock
from typing import NamedTuple

from speedwright.languages.language import Language
from speedwright.skills.patterns import Pattern
from speedwright.skills.skill import Skill
from speedwright.syntax.kind_pairs import kind_pairs
from speedwright.syntax.node import Node
from speedwright.syntax.query import CompiledQuery, QueryMatch
from speedwright.syntax.source_file import SourceFile

MOST_QUERIES = 4
"""Into which the patterns of a group are split; to run one goes through all nodes of a file again."""


class RawMatch(NamedTuple):
    """A match of a skill's query, before its guards."""

    skill: Skill
    captures: Mapping[str, Sequence[Node]]


class OwnedPattern(NamedTuple):
    """A pattern with its page."""

    skill: Skill
    pattern: Pattern

    def may_match(self, source: SourceFile) -> bool:
        """Whether a file has all that the pattern asks for."""
        if not self.pattern.requirement.is_met_by(source.vocabulary):
            return False
        pairs = kind_pairs(source)
        return pairs is None or self.pattern.requirement.is_met_in(pairs)


class Compiled(NamedTuple):
    """Patterns as one query; `owners` has the page of each of its patterns, None for what belongs to no page."""

    query: CompiledQuery
    owners: tuple[OwnedPattern | None, ...]

    def found(self, matches: Iterable[QueryMatch]) -> Iterator[RawMatch]:
        """Those of pages."""
        for number, captures in matches:
            owner = self.owners[number]
            if owner is not None:
                yield RawMatch(owner.skill, captures)


class PatternGroup:
    """Patterns that run together. Those that something needed are compiled, together with the others of their page,
    so that what is found of a page never depends on what was looked at earlier. `missing` are the others.
    """

    def __init__(self, language: Language, patterns: Sequence[OwnedPattern], prefix: str = "") -> None:
        self.compiled: tuple[Compiled, ...] = ()
        self.missing = tuple(patterns)
        self._patterns = self.missing
        self._language = language
        self._prefix = prefix
        # A document and the files of its workspace are looked at in threads of their own.
        self._compiling = Lock()

    def compiled_for(self, source: SourceFile) -> tuple[Compiled, ...]:
        """The patterns that can match a file, perhaps with others. Raises QueryTextError."""
        return self.compiled_with([each for each in self.missing if each.may_match(source)])

    def compiled_with(self, wanted: Iterable[OwnedPattern]) -> tuple[Compiled, ...]:
        """The patterns that are wanted now, and those that were before. Raises QueryTextError."""
        names = {each.skill.name for each in wanted}
        if names or (self._prefix and not self.compiled):
            with self._compiling:
                self._compile(names)
        return self.compiled

    def compile_all(self) -> None:
        """Compiles the patterns that nothing needed yet, too. Raises QueryTextError."""
        with self._compiling:
            if self.missing or (self._prefix and not self.compiled):
                self._compile_together()

    def _compile(self, names: Collection[str]) -> None:
        """As a query of its own: to compile others again takes longer than to run a query more. But not too many."""
        patterns = [each for each in self.missing if each.skill.name in names]
        if not patterns and (self.compiled or not self._prefix):
            # Another thread was faster.
            return
        if len(self.compiled) >= MOST_QUERIES:
            self._compile_together()
            return
        self.compiled = (*self.compiled, self._together(patterns, "" if self.compiled else self._prefix))
        self.missing = tuple(each for each in self.missing if each.skill.name not in names)

    def _compile_together(self) -> None:
        self.compiled = (self._together(self._patterns, self._prefix),)
        self.missing = ()

    def _together(self, patterns: Iterable[OwnedPattern], prefix: str) -> Compiled:
        starts = [0] if prefix else []
        owned: list[OwnedPattern | None] = [None] if prefix else []
        text = prefix
        for each in patterns:
            starts.append(len(text.encode("utf-8")))
            owned.append(each)
            text += each.pattern.text + "\n"
        query = CompiledQuery(self._language, text)
        return Compiled(query, tuple(owned[bisect_right(starts, offset) - 1] for offset in query.offsets))
