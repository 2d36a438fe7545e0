"""Two trees to the smallest edits that make the second of the first.

Top down, as in GumTree (Falleri et al., 2014), but on normal forms, where most of what is unchanged is equal word for
word: equal subtrees are matched first, then statements and operands of the same kind that are alike enough.
"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from speedwright.mining.terms import Term, walk
from speedwright.model.text import Span

# Nodes less alike than this (Dice's coefficient of their leaves, 0 to 1) are not compared further: one takes the
# other's place. GumTree's own threshold for its bottom-up phase is 0.5, over descendants; leaves of short statements
# need less.
ALIKE = 0.4
SEQUENCES = frozenset({"module", "block"})


@dataclass(frozen=True, slots=True)
class Edit:
    """Siblings of the slow tree and what the fast tree has in their place; one of the two may be empty.

    An insertion has no `before`, and stands at `span`, in front of a statement (`leads`) or behind one. `beside` is
    where a statement begins that has the indentation of this place.
    """

    before: tuple[Term, ...]
    after: tuple[Term, ...]
    span: Span
    in_block: bool
    beside: int = 0
    leads: bool = True


def edits_between(slow: Term, fast: Term) -> tuple[Edit, ...]:
    """The edits, in the order of the slow text."""
    return tuple(_edits(slow, fast))


def alike(one: Term, other: Term) -> float:
    """Dice's coefficient of the leaves of two terms."""
    left, right = (Counter(each.key for each in walk(term) if each.is_leaf) for term in (one, other))
    return 2 * (left & right).total() / max(1, left.total() + right.total())


def _edits(slow: Term, fast: Term) -> Iterator[Edit]:
    if slow.key == fast.key:
        return
    if slow.kind == fast.kind and slow.kind in SEQUENCES:
        yield from _sequence(slow.parts, fast.parts)
        return
    pairs = _same_shape(slow, fast)
    if pairs is None or _is_spread(pairs):
        yield Edit((slow,), (fast,), Span(slow.start, slow.end), in_block=False)
        return
    for one, other in pairs:
        yield from _edits(one, other)


def _same_shape(slow: Term, fast: Term) -> list[tuple[Term, Term]] | None:
    """The children side by side, where nothing but named children differs and no child is added or missing."""
    if slow.kind != fast.kind or len(slow.children) != len(fast.children) or slow.is_leaf or not slow.named:
        return None
    pairs = list(zip(slow.children, fast.children, strict=True))
    for one, other in pairs:
        if (one.named, one.field) != (other.named, other.field) or (not one.named and one.key != other.key):
            return None
    return pairs


def _is_spread(pairs: list[tuple[Term, Term]]) -> bool:
    """Whether most of an expression differs, so that its parts tell nothing; what holds statements is taken apart."""
    if any(one.kind in SEQUENCES for one, _ in pairs):
        return False
    changed = [(one, other) for one, other in pairs if one.key != other.key]
    return len(changed) > 1 and all(alike(one, other) < ALIKE for one, other in changed)


def _sequence(slow: Sequence[Term], fast: Sequence[Term]) -> Iterator[Edit]:
    matcher = difflib.SequenceMatcher(None, [each.key for each in slow], [each.key for each in fast], autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag != "equal":
            yield from _gap(slow, a, b, fast[c:d])


def _gap(slow: Sequence[Term], start: int, end: int, new: Sequence[Term]) -> Iterator[Edit]:
    """Statements that are not equal: those alike are compared, in order; what is left between is one edit."""
    old = slow[start:end]
    at = behind = 0
    for i, j in (*_matched(old, new), (len(old), len(new))):
        if at < i or behind < j:
            yield _replacement(slow, start + at, start + i, new[behind:j])
        if i < len(old):
            yield from _edits(old[i], new[j])
        at, behind = i + 1, j + 1


def _matched(old: Sequence[Term], new: Sequence[Term]) -> list[tuple[int, int]]:
    """Places of statements that are alike: the heaviest common subsequence, by how much they are."""
    best: list[list[tuple[float, tuple[tuple[int, int], ...]]]] = [
        [(0.0, ()) for _ in range(len(new) + 1)] for _ in range(len(old) + 1)
    ]
    for i, one in enumerate(old):
        for j, other in enumerate(new):
            choice = max(best[i][j + 1], best[i + 1][j], key=lambda each: each[0])
            weight = _likeness(one, other)
            if weight >= ALIKE and best[i][j][0] + weight > choice[0]:
                choice = best[i][j][0] + weight, (*best[i][j][1], (i, j))
            best[i + 1][j + 1] = choice
    return list(best[-1][-1][1])


def _likeness(one: Term, other: Term) -> float:
    if not _are_of_a_kind(one, other):
        return 0.0
    return max(alike(one, other), ALIKE if _have_one_part(one, other) else 0.0)


def _have_one_part(one: Term, other: Term) -> bool:
    """Whether the two differ in nothing but a value: that returned, or that given to one name."""
    if one.kind == "return_statement":
        return len(one.parts) == len(other.parts) == 1
    if one.kind != "expression_statement" or {one.parts[0].kind, other.parts[0].kind} != {"assignment"}:
        return False
    return one.parts[0].children[0].key == other.parts[0].children[0].key


def _are_of_a_kind(one: Term, other: Term) -> bool:
    if one.kind != other.kind:
        return False
    if one.kind in ("function_definition", "class_definition"):
        return _name(one) == _name(other)
    return one.kind not in ("import_statement", "import_from_statement")


def _name(term: Term) -> str:
    return next((child.text for child in term.children if child.field == "name"), "")


def _replacement(slow: Sequence[Term], start: int, end: int, after: Sequence[Term]) -> Edit:
    before = tuple(slow[start:end])
    if before:
        return Edit(
            before, tuple(after), Span(before[0].start, before[-1].end), in_block=True, beside=before[0].start
        )
    if start < len(slow):
        at = slow[start].start
        return Edit((), tuple(after), Span(at, at), in_block=True, beside=at)
    end_of_all = slow[-1].end
    return Edit((), tuple(after), Span(end_of_all, end_of_all), in_block=True, beside=slow[-1].start, leads=False)
