"""The queries of many skills of one language, run together.

Most patterns begin at a call by name, as of `sorted`. Were all of them in one query, each would be tried at every
call, and tree-sitter's cost for a node grows faster than the number of patterns that are open there. So these wait by
name: one pattern finds all calls, and only those whose name a page asks for are looked at further. All other patterns
run as one query over the file.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from speedwright.languages.language import Language
from speedwright.languages.registry import language_named
from speedwright.model.text import Span
from speedwright.skills.patterns import Pattern
from speedwright.skills.skill import Skill
from speedwright.skills.vocabulary import Vocabulary
from speedwright.syntax.node import Node
from speedwright.syntax.query import CompiledQuery, QueryMatch
from speedwright.syntax.source_file import SourceFile

_CALLS = "(call function: [(identifier) @name (attribute attribute: (identifier) @name)]) @call\n"
"""Calls by name in the Python grammar, the one language for which anchors are read."""


class RawMatch(NamedTuple):
    """A match of a skill's query, before its guards."""

    skill: Skill
    captures: Mapping[str, Sequence[Node]]


class _Owned(NamedTuple):
    skill: Skill
    pattern: Pattern


class _Compiled(NamedTuple):
    """Patterns as one query; `offsets` are where each begins in its text, `numbers` its places in the group."""

    query: CompiledQuery
    offsets: tuple[int, ...]
    owners: tuple[Skill, ...]
    numbers: frozenset[int]

    def owner(self, found: QueryMatch) -> Skill:
        return self.owners[bisect_right(self.offsets, found.pattern_offset) - 1]


class _Group:
    """Patterns that run together: those of them that some file needed are compiled, so that it only ever grows."""

    def __init__(self, language: Language, patterns: Sequence[_Owned], prefix: str = "") -> None:
        self._language = language
        self._patterns = patterns
        self._prefix = prefix
        self._known: _Compiled | None = None

    def compiled_for(self, vocabulary: Vocabulary) -> _Compiled | None:
        """The patterns that can match a file, perhaps with others; None where none can. Raises QueryTextError."""
        wanted = frozenset(
            number for number, each in enumerate(self._patterns) if each.pattern.requirement.is_met_by(vocabulary)
        )
        known = self._known
        if not wanted and not self._prefix:
            return None
        if known is None or not wanted <= known.numbers:
            known = self._known = self._compile(wanted | (known.numbers if known is not None else frozenset()))
        return known

    def _compile(self, numbers: frozenset[int]) -> _Compiled:
        patterns = [self._patterns[number] for number in sorted(numbers)]
        offsets: list[int] = []
        text = self._prefix
        for each in patterns:
            offsets.append(len(text.encode("utf-8")))
            text += each.pattern.text + "\n"
        owners = tuple(each.skill for each in patterns)
        return _Compiled(CompiledQuery(self._language, text), tuple(offsets), owners, numbers)


class Matcher:
    """The skills of one language against files of it, or of a dialect, which is then named. Queries are compiled when
    a file first needs them.
    """

    def __init__(self, skills: Sequence[Skill], language: str | None = None) -> None:
        self.skills = tuple(skills)
        self._language = language_named(language or skills[0].language) if skills else None
        anywhere: list[_Owned] = []
        by_name: dict[bytes, dict[int, list[_Owned]]] = {}
        for owned in (_Owned(skill, pattern) for skill in skills for pattern in skill.patterns):
            anchor = owned.pattern.anchor
            if anchor is None:
                anywhere.append(owned)
                continue
            for name in anchor.names:
                by_name.setdefault(name, {}).setdefault(anchor.depth, []).append(owned)
        self._by_name: dict[bytes, tuple[tuple[int, _Group], ...]] = {}
        if self._language is not None:
            grammar = self._language
            self._anywhere = _Group(grammar, anywhere, _CALLS if by_name else "")
            for name, by_depth in by_name.items():
                self._by_name[name] = tuple((depth, _Group(grammar, each)) for depth, each in by_depth.items())

    def matches(self, source: SourceFile, within: Span | None = None) -> Iterator[RawMatch]:
        """What the queries match, where the match or the call by which it is found touches `within`.

        Raises QueryTextError.
        """
        if self._language is None:
            return
        vocabulary = Vocabulary(source.content)
        compiled = self._anywhere.compiled_for(vocabulary)
        if compiled is None:
            return
        called: dict[bytes, list[tuple[int, _Compiled]]] = {}
        calls_end = compiled.offsets[0] if compiled.offsets else len(_CALLS)
        for found in compiled.query.matches(source, within):
            if not self._by_name or found.pattern_offset >= calls_end:
                yield RawMatch(compiled.owner(found), found.captures)
                continue
            name = found.captures["name"][0].text or b""
            if name not in self._by_name:
                continue
            if name not in called:
                called[name] = self._called(name, vocabulary)
            for depth, each in called[name]:
                yield from _matches_around(found.captures["call"][0], depth, each)

    def _called(self, name: bytes, vocabulary: Vocabulary) -> list[tuple[int, _Compiled]]:
        found = ((depth, group.compiled_for(vocabulary)) for depth, group in self._by_name[name])
        return [(depth, compiled) for depth, compiled in found if compiled is not None]


def _matches_around(call: Node, depth: int, compiled: _Compiled) -> Iterator[RawMatch]:
    """The matches that begin so many levels above a call."""
    node: Node | None = call
    for _ in range(depth):
        node = None if node is None else node.parent
    if node is not None:
        for found in compiled.query.matches_at(node):
            yield RawMatch(compiled.owner(found), found.captures)
