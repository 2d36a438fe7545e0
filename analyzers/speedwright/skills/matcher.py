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


class _AnchoredGroup:
    """Patterns that begin as far above a call by one of the same names, in nodes of the same kinds."""

    def __init__(self, anchor: Anchor, patterns: Sequence[OwnedPattern], language: Language) -> None:
        self._anchor = anchor
        self._group = PatternGroup(language, patterns)
        self._looks = 0

    def matches(self, source: SourceFile, call: Node) -> Iterable[RawMatch]:
        """What its patterns match around a call. Raises QueryTextError."""
        node = self._anchor.start(call)
        if node is None:
            return ()
        if self._group.missing:
            self._compile_for(source, node)
        return [
            found for each in self._group.compiled for found in each.found(each.query.matches_at(node))
        ]  # fmt: skip

    def _compile_for(self, source: SourceFile, node: Node) -> None:
        # Whatever matches is within this node: that tells more than what the whole file holds.
        text = source.content[node.start_byte : node.end_byte]
        wanted = [each for each in self._group.missing if self._is_worth_it(each, text, node)]
        if wanted:
            self._group.compiled_with(wanted, source)

    def _is_worth_it(self, owned: OwnedPattern, text: bytes, node: Node) -> bool:
        """Whether to compile a pattern for a node with this text."""
        self._looks += 1
        if not owned.pattern.requirement.is_met_by_text(text):
            return False
        self._looks += _COMPARISON
        return self._looks > MOST_LOOKS or may_begin_at(owned.pattern.text, node)


class _Section:
    """The patterns of pages that are for files with one of some words; all files, where there are none."""

    def __init__(self, needs: str, skills: Iterable[Skill], language: Language, prefix: str) -> None:
        self._needs = tuple(each.encode("utf-8") for each in needs.split())
        owned = [OwnedPattern(skill, pattern) for skill in skills for pattern in skill.patterns]
        anchored: dict[Anchor, list[OwnedPattern]] = {}
        for each in owned:
            if each.pattern.anchor is not None:
                anchored.setdefault(each.pattern.anchor, []).append(each)
        self.anywhere = PatternGroup(language, [each for each in owned if each.pattern.anchor is None], prefix)
        self._by_name: dict[bytes, list[_AnchoredGroup]] = {}
        for anchor, patterns in anchored.items():
            # One group for all names of the anchor: to compile a pattern takes longer than to run it on a file.
            group = _AnchoredGroup(anchor, patterns, language)
            for name in anchor.names:
                self._by_name.setdefault(name, []).append(group)

    def is_for(self, source: SourceFile) -> bool:
        """Whether a file has one of its words."""
        return not self._needs or source.vocabulary.has_any(self._needs)

    def around(self, source: SourceFile, calls: Iterable[Mapping[str, Sequence[Node]]]) -> Iterator[RawMatch]:
        """What its patterns match around calls, given as `_CALLS` captures them. Raises QueryTextError."""
        for captures in calls:
            for group in self._by_name.get(captures["name"][0].text or b"", ()):
                yield from group.matches(source, captures["call"][0])


class Matcher:
    """The skills of one language against files of it, or of a dialect, which is then named. Queries are compiled when
    a file first needs them.
    """

    def __init__(self, skills: Sequence[Skill], language: str | None = None) -> None:
        self.skills = tuple(skills)
        known = language_named(language or skills[0].language) if skills else None
        by_needs: dict[str, list[Skill]] = {"": []}
        for skill in skills:
            by_needs.setdefault(skill.needs, []).append(skill)
        anchors = any(pattern.anchor is not None for skill in skills for pattern in skill.patterns)
        self._sections = tuple(
            _Section(needs, of_these, known, "" if needs or not anchors else _CALLS)
            for needs, of_these in by_needs.items()
            if known is not None
        )

    def prepare(self) -> None:
        """Compiles the patterns that many files will need, for processes that are forked from this one. Raises
        QueryTextError.
        """
        for section in self._sections[:1]:
            section.anywhere.compile_all()

    def matches(self, source: SourceFile, within: Span | None = None) -> Iterator[RawMatch]:
        """What the queries match, where the match or the call by which it is found touches `within`.

        Raises QueryTextError.
        """
        calls: list[Mapping[str, Sequence[Node]]] = []
        sections = [each for each in self._sections if each.is_for(source)]
        for section in sections:
            for each in section.anywhere.compiled_for(source):
                found = each.query.matches(source, within)
                yield from each.found(found)
                calls += (captures for number, captures in found if each.owners[number] is None)
        for section in sections:
            yield from section.around(source, calls)
