"""The queries of many skills of one language, run together.

Most patterns begin at a call by name, as of `sorted`. Were all of them in one query, each would be tried at every
call, and tree-sitter's cost for a node grows faster than the number of patterns that are open there. So these wait by
name: one pattern finds all calls, and only those whose name a page asks for are looked at further. All other patterns
run as one query over the file.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from speedwright.languages.language import Language
from speedwright.languages.registry import language_named
from speedwright.model.text import Span
from speedwright.skills.patterns import Anchor, Pattern
from speedwright.skills.skill import Skill
from speedwright.syntax.node import Node
from speedwright.syntax.query import CompiledQuery, QueryMatch
from speedwright.syntax.source_file import SourceFile
from speedwright.syntax.vocabulary import Vocabulary

_CALLS = "(call function: [(identifier) @name (attribute attribute: (identifier) @name)]) @call\n"
"""Calls by name in the Python grammar, the one language for which anchors are read."""


class RawMatch(NamedTuple):
    """A match of a skill's query, before its guards."""

    skill: Skill
    captures: Mapping[str, Sequence[Node]]


class _Owned(NamedTuple):
    skill: Skill
    pattern: Pattern
    needs: tuple[bytes, ...]


class _Compiled(NamedTuple):
    """Patterns as one query; `owners` has the page of each of its patterns, None for what belongs to no page;
    `numbers` are their places in the group.
    """

    query: CompiledQuery
    owners: tuple[_Owned | None, ...]
    numbers: frozenset[int]

    def found(self, matches: Iterable[QueryMatch], vocabulary: Vocabulary) -> Iterator[RawMatch]:
        """Those of pages that are for the file: among the patterns are some that another file needed."""
        for number, captures in matches:
            owner = self.owners[number]
            if owner is not None and (not owner.needs or vocabulary.has_any(owner.needs)):
                yield RawMatch(owner.skill, captures)


def _owned_by(skill: Skill) -> Iterator[_Owned]:
    needs = tuple(each.encode("utf-8") for each in skill.needs.split())
    return (_Owned(skill, pattern, needs) for pattern in skill.patterns)


class _Group:
    """Patterns that run together: those of them that some file needed are compiled, so that it only ever grows."""

    def __init__(self, language: Language, patterns: Sequence[_Owned], prefix: str = "") -> None:
        self._language = language
        self._patterns = patterns
        self._prefix = prefix
        self._known: _Compiled | None = None

    def compiled_for(self, vocabulary: Vocabulary) -> _Compiled | None:
        """The patterns that can match a file, perhaps with others; None where none can. Raises QueryTextError."""
        known = self._known
        if known is not None and len(known.numbers) == len(self._patterns):
            return known
        compiled = known.numbers if known is not None else frozenset()
        missing = (
            number
            for number, each in enumerate(self._patterns)
            if number not in compiled and each.pattern.requirement.is_met_by(vocabulary)
        )
        wanted = compiled.union(missing)
        if (known is None and (wanted or self._prefix)) or len(wanted) > len(compiled):
            known = self._known = self._compile(wanted)
        return known

    def compile_all(self) -> None:
        """Compiles the patterns that no file needed yet, too. Raises QueryTextError."""
        numbers = frozenset(range(len(self._patterns)))
        if (numbers or self._prefix) and (self._known is None or self._known.numbers != numbers):
            self._known = self._compile(numbers)

    def _compile(self, numbers: frozenset[int]) -> _Compiled:
        patterns = [self._patterns[number] for number in sorted(numbers)]
        starts = [0] if self._prefix else []
        text = self._prefix
        for each in patterns:
            starts.append(len(text.encode("utf-8")))
            text += each.pattern.text + "\n"
        query = CompiledQuery(self._language, text)
        owned = [*([None] if self._prefix else []), *patterns]
        owners = tuple(owned[bisect_right(starts, offset) - 1] for offset in query.offsets)
        return _Compiled(query, owners, numbers)


class Matcher:
    """The skills of one language against files of it, or of a dialect, which is then named. Queries are compiled when
    a file first needs them.
    """

    def __init__(self, skills: Sequence[Skill], language: str | None = None) -> None:
        self.skills = tuple(skills)
        self._language = language_named(language or skills[0].language) if skills else None
        anywhere: list[_Owned] = []
        anchored: dict[Anchor, list[_Owned]] = {}
        for owned in (each for skill in skills for each in _owned_by(skill)):
            anchor = owned.pattern.anchor
            patterns = anywhere if anchor is None else anchored.setdefault(anchor, [])
            patterns.append(owned)
        self._by_name: dict[bytes, list[tuple[int, _Group]]] = {}
        if self._language is not None:
            self._anywhere = _Group(self._language, anywhere, _CALLS if anchored else "")
            for anchor, patterns in anchored.items():
                # One group for all names of the anchor: to compile a pattern takes longer than to run it on a file.
                group = _Group(self._language, patterns)
                for name in anchor.names:
                    self._by_name.setdefault(name, []).append((anchor.depth, group))

    def compile_all(self) -> None:
        """Compiles all patterns, about a second's work, for processes that are forked from this one. Raises
        QueryTextError.
        """
        if self._language is None:
            return
        groups = {id(group): group for groups in self._by_name.values() for _, group in groups}
        for group in (self._anywhere, *groups.values()):
            group.compile_all()

    def matches(self, source: SourceFile, within: Span | None = None) -> Iterator[RawMatch]:
        """What the queries match, where the match or the call by which it is found touches `within`.

        Raises QueryTextError.
        """
        if self._language is None:
            return
        vocabulary = source.vocabulary
        compiled = self._anywhere.compiled_for(vocabulary)
        if compiled is None:
            return
        found = compiled.query.matches(source, within)
        yield from compiled.found(found, vocabulary)
        called: dict[bytes, list[tuple[int, _Compiled]]] = {}
        calls = (captures for number, captures in found if compiled.owners[number] is None)
        for captures in calls:
            name = captures["name"][0].text or b""
            if name not in self._by_name:
                continue
            if name not in called:
                called[name] = self._called(name, vocabulary)
            for depth, each in called[name]:
                yield from each.found(_matches_above(captures["call"][0], depth, each.query), vocabulary)

    def _called(self, name: bytes, vocabulary: Vocabulary) -> list[tuple[int, _Compiled]]:
        found = ((depth, group.compiled_for(vocabulary)) for depth, group in self._by_name[name])
        return [(depth, compiled) for depth, compiled in found if compiled is not None]


def _matches_above(call: Node, depth: int, query: CompiledQuery) -> Sequence[QueryMatch]:
    """The matches that begin so many levels above a call."""
    node: Node | None = call
    for _ in range(depth):
        node = None if node is None else node.parent
    return () if node is None else query.matches_at(node)
