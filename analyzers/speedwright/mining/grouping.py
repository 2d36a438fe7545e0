"""Edits that have to go together: those that need one another's names, then larger parts, then all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from speedwright.mining.differencing import Edit
from speedwright.mining.names import BUILTINS, bound, defined_around, mentioned
from speedwright.mining.terms import Term, path_to

# Of one pair. Each costs a process for its inputs and one for each timing; pairs with more edits are rewritten whole.
MOST_GROUPS = 16

Group = frozenset[int]


def groups(slow: Term, edits: Sequence[Edit]) -> tuple[Group, ...]:
    """Sets of places of edits, the smaller first: the last is all of them.

    An edit takes along those that bind a name it needs; parts are edits that are linked, one by one, through names
    whose value one of them changes.
    """
    known = _names(slow)
    singles = [_closed(frozenset({number}), edits, known) for number in range(len(edits))]
    pairs = [one | other for one, other in _linked(slow, edits)]
    parts = _parts(len(edits), pairs)
    found = dict.fromkeys([*singles, *(_closed(each, edits, known) for each in (*pairs, *parts))])
    everything = frozenset(range(len(edits)))
    found.pop(everything, None)
    return (*sorted(found, key=len)[: MOST_GROUPS - 1], everything)


def _names(slow: Term) -> frozenset[str]:
    return mentioned(slow) | BUILTINS


def _closed(group: Group, edits: Sequence[Edit], known: frozenset[str]) -> Group:
    """The group with the edits that bind names which it brings into the module."""
    while True:
        needed = frozenset().union(*(_mentioned(edits[each].after) for each in group)) - known
        needed -= frozenset().union(*(_bound(edits[each].after) for each in group))
        binders = frozenset(each for each, edit in enumerate(edits) if _bound(edit.after) & needed)
        if binders <= group:
            return group
        group |= binders


def _linked(slow: Term, edits: Sequence[Edit]) -> Iterator[tuple[Group, Group]]:
    changed = [_changed(slow, edit) for edit in edits]
    touched = [_mentioned(edit.before) | _mentioned(edit.after) for edit in edits]
    for one in range(len(edits)):
        for other in range(one + 1, len(edits)):
            if changed[one] & (touched[other] | changed[other]) or changed[other] & touched[one]:
                yield frozenset({one}), frozenset({other})


def _changed(slow: Term, edit: Edit) -> frozenset[str]:
    """Names that have another value, or none, after the edit."""
    around = path_to(slow, edit.span.start, edit.span.end)
    return (_bound(edit.before) | _bound(edit.after)) | defined_around((*around, *edit.before[:1]))


def _parts(count: int, pairs: Sequence[Group]) -> list[Group]:
    """Connected components."""
    part = {number: frozenset({number}) for number in range(count)}
    for pair in pairs:
        whole = frozenset().union(*(part[each] for each in pair))
        part.update(dict.fromkeys(whole, whole))
    return list(dict.fromkeys(part.values()))


def _mentioned(terms: Sequence[Term]) -> frozenset[str]:
    return frozenset().union(*map(mentioned, terms))


def _bound(terms: Sequence[Term]) -> frozenset[str]:
    return frozenset().union(*map(bound, terms))
