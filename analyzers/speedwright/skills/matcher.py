"""The queries of many skills of one language, run together.

Most patterns begin at a call by name, as of `sorted`. Were all of them in one query, each would be tried at every
call, and tree-sitter's cost for a node grows faster than the number of patterns that are open there. So these wait by
name: one pattern finds all calls, and only those whose name a page asks for are looked at further. All other patterns
run as one query over the file.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from threading import Lock
from typing import NamedTuple

from speedwright.languages.language import Language
from speedwright.languages.registry import language_named
from speedwright.model.text import Span
from speedwright.skills.patterns import Anchor, Pattern
from speedwright.skills.skill import Skill
from speedwright.syntax.kind_pairs import kind_pairs
from speedwright.syntax.node import Node
from speedwright.syntax.query import CompiledQuery, QueryMatch
from speedwright.syntax.source_file import SourceFile
from speedwright.syntax.vocabulary import Vocabulary

_CALLS = "(call function: [(identifier) @name (attribute attribute: (identifier) @name)]) @call\n"
"""Calls by name in the Python grammar, the one language for which anchors are read."""


MOST_QUERIES = 4
"""Into which the patterns of a group are split; to run one goes through all nodes of a file again."""


class RawMatch(NamedTuple):
    """A match of a skill's query, before its guards."""

    skill: Skill
    captures: Mapping[str, Sequence[Node]]


class _Owned(NamedTuple):
    skill: Skill
    pattern: Pattern
    needs: tuple[bytes, ...]


class _Compiled(NamedTuple):
    """Patterns as one query; `owners` has the page of each of its patterns, None for what belongs to no page."""

    query: CompiledQuery
    owners: tuple[_Owned | None, ...]

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
    """Patterns that run together. Those that some file needed are compiled, together with the others of their page,
    so that what is found of a page never depends on earlier files.
    """

    def __init__(self, language: Language, patterns: Sequence[_Owned], prefix: str = "") -> None:
        self._language = language
        self._prefix = prefix
        # A document and the files of its workspace are looked at in threads of their own.
        self._compiling = Lock()
        self._known: tuple[_Compiled, ...] = ()
        self._missing: dict[str, list[_Owned]] = {}
        for each in patterns:
            self._missing.setdefault(each.skill.name, []).append(each)
        self._patterns = tuple(patterns)

    def compiled_for(self, source: SourceFile) -> tuple[_Compiled, ...]:
        """The patterns that can match a file, perhaps with others. Raises QueryTextError."""
        needed = [
            name for name, owned in self._missing.items() if any(_may_match(each.pattern, source) for each in owned)
        ]
        if needed or (self._prefix and not self._known):
            with self._compiling:
                self._compile([name for name in needed if name in self._missing])
        return self._known

    def compile_all(self) -> None:
        """Compiles the patterns that no file needed yet, too. Raises QueryTextError."""
        with self._compiling:
            if self._missing or (self._prefix and not self._known):
                self._compile_together()

    def _compile(self, names: Sequence[str]) -> None:
        """As a query of its own: to compile others again takes longer than to run a query more. But not too many."""
        if not names and (self._known or not self._prefix):
            # Another thread was faster.
            return
        if len(self._known) >= MOST_QUERIES:
            self._compile_together()
            return
        patterns = [each for name in names for each in self._missing[name]]
        self._known = (*self._known, self._compiled(patterns, "" if self._known else self._prefix))
        self._missing = {name: owned for name, owned in self._missing.items() if name not in names}

    def _compile_together(self) -> None:
        self._known = (self._compiled(self._patterns, self._prefix),)
        self._missing = {}

    def _compiled(self, patterns: Iterable[_Owned], prefix: str) -> _Compiled:
        starts = [0] if prefix else []
        owned: list[_Owned | None] = [None] if prefix else []
        text = prefix
        for each in patterns:
            starts.append(len(text.encode("utf-8")))
            owned.append(each)
            text += each.pattern.text + "\n"
        query = CompiledQuery(self._language, text)
        return _Compiled(query, tuple(owned[bisect_right(starts, offset) - 1] for offset in query.offsets))


def _may_match(pattern: Pattern, source: SourceFile) -> bool:
    if not pattern.requirement.is_met_by(source.vocabulary):
        return False
    pairs = kind_pairs(source)
    return pairs is None or pattern.requirement.is_met_in(pairs)


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
        calls: list[Mapping[str, Sequence[Node]]] = []
        for each in self._anywhere.compiled_for(source):
            found = each.query.matches(source, within)
            yield from each.found(found, vocabulary)
            calls += (captures for number, captures in found if each.owners[number] is None)
        called: dict[bytes, list[tuple[int, _Compiled]]] = {}
        for captures in calls:
            name = captures["name"][0].text or b""
            if name not in self._by_name:
                continue
            if name not in called:
                called[name] = self._called(name, source)
            for depth, each in called[name]:
                yield from each.found(_matches_above(captures["call"][0], depth, each.query), vocabulary)

    def _called(self, name: bytes, source: SourceFile) -> list[tuple[int, _Compiled]]:
        return [(depth, each) for depth, group in self._by_name[name] for each in group.compiled_for(source)]


def _matches_above(call: Node, depth: int, query: CompiledQuery) -> Sequence[QueryMatch]:
    """The matches that begin so many levels above a call."""
    node: Node | None = call
    for _ in range(depth):
        node = None if node is None else node.parent
    return () if node is None else query.matches_at(node)
