"""The queries of many skills of one language, run together.

Most patterns begin at a call by name, as of `sorted`. Were all of them in one query, each would be tried at every
call, and tree-sitter's cost for a node grows faster than the number of patterns that are open there. So these wait by
name: one pattern finds all calls, and only those whose name a page asks for, and around which stands what it asks
for, are looked at further. All other patterns run as one query over the file. Pages for the users of some library are
left out where a file does not name it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from speedwright.languages.language import Language
from speedwright.languages.registry import language_named
from speedwright.model.text import Span
from speedwright.skills.likeness import may_begin_at
from speedwright.skills.pattern_group import OwnedPattern, PatternGroup, RawMatch
from speedwright.skills.patterns import Anchor
from speedwright.skills.skill import Skill
from speedwright.syntax.node import Node
from speedwright.syntax.source_file import SourceFile

_CALLS = "(call function: [(identifier) @name (attribute attribute: (identifier) @name)]) @call\n"
"""Calls by name in the Python grammar, the one language for which anchors are read."""

MOST_LOOKS = 2000
"""Looks at places to see whether a group needs more patterns, after which they took as long as to compile would."""
_COMPARISON = 10
"""So many of them does it take to compare a pattern with a place."""


_Needs = tuple[bytes, ...]
"""Words of which every file has one that some pages are for; none for pages that are for all files."""


def _is_for(needs: _Needs, source: SourceFile) -> bool:
    return not needs or source.vocabulary.has_any(needs)


def _owned(skills: Iterable[Skill]) -> Iterator[tuple[_Needs, OwnedPattern]]:
    for skill in skills:
        needs = tuple(each.encode("utf-8") for each in skill.needs.split())
        for pattern in skill.patterns:
            yield needs, OwnedPattern(skill, pattern)


class _AnchoredGroup:
    """Patterns that begin as far above a call by one of the same names, in nodes of the same kinds, of pages that are
    for the same files.
    """

    def __init__(self, needs: _Needs, anchor: Anchor, patterns: Sequence[OwnedPattern], language: Language) -> None:
        self._needs = needs
        self._anchor = anchor
        self._group = PatternGroup(language, patterns)
        self._looks = 0

    def matches(self, source: SourceFile, call: Node) -> Iterable[RawMatch]:
        """What its patterns match around a call. Raises QueryTextError."""
        node = self._anchor.start(call)
        if node is None or not _is_for(self._needs, source):
            return ()
        if self._group.missing:
            self._compile_for(node, source.content[node.start_byte : node.end_byte])
        return [found for each in self._group.compiled for found in each.found(each.query.matches_at(node))]

    def _compile_for(self, node: Node, text: bytes) -> None:
        # Whatever matches is within this node: that tells more than what the whole file holds.
        wanted = [each for each in self._group.missing if self._is_worth_it(each, text, node)]
        if wanted:
            self._group.compiled_with(wanted)

    def _is_worth_it(self, owned: OwnedPattern, text: bytes, node: Node) -> bool:
        """Whether to compile a pattern for a node with this text."""
        self._looks += 1
        if not owned.pattern.requirement.is_met_by_text(text):
            return False
        self._looks += _COMPARISON
        return self._looks > MOST_LOOKS or may_begin_at(owned.pattern.text, node)


class Matcher:
    """The skills of one language against files of it, or of a dialect, which is then named. Queries are compiled when
    a file first needs them.
    """

    def __init__(self, skills: Sequence[Skill], language: str | None = None) -> None:
        self.skills = tuple(skills)
        self._anywhere: dict[_Needs, PatternGroup] = {}
        self._by_name: dict[bytes, list[_AnchoredGroup]] = {}
        known = language_named(language or skills[0].language) if skills else None
        if known is None:
            return
        anywhere: dict[_Needs, list[OwnedPattern]] = {(): []}
        anchored: dict[tuple[_Needs, Anchor], list[OwnedPattern]] = {}
        for needs, owned in _owned(skills):
            anchor = owned.pattern.anchor
            if anchor is None:
                anywhere.setdefault(needs, []).append(owned)
            else:
                anchored.setdefault((needs, anchor), []).append(owned)
        for needs, patterns in anywhere.items():
            self._anywhere[needs] = PatternGroup(known, patterns, "" if needs or not anchored else _CALLS)
        for (needs, anchor), patterns in anchored.items():
            # One group for all names of the anchor: to compile a pattern takes longer than to run it on a file.
            group = _AnchoredGroup(needs, anchor, patterns, known)
            for name in anchor.names:
                self._by_name.setdefault(name, []).append(group)

    def prepare(self) -> None:
        """Compiles the patterns that many files will need, for processes that are forked from this one. Raises
        QueryTextError.
        """
        if () in self._anywhere:
            self._anywhere[()].compile_all()

    def matches(self, source: SourceFile, within: Span | None = None) -> Iterator[RawMatch]:
        """What the queries match, where the match or the call by which it is found touches `within`.

        Raises QueryTextError.
        """
        calls: list[Mapping[str, Sequence[Node]]] = []
        for needs, patterns in self._anywhere.items():
            for each in patterns.compiled_for(source) if _is_for(needs, source) else ():
                found = each.query.matches(source, within)
                yield from each.found(found)
                calls += (captures for number, captures in found if each.owners[number] is None)
        for captures in calls:
            for group in self._by_name.get(captures["name"][0].text or b"", ()):
                yield from group.matches(source, captures["call"][0])
