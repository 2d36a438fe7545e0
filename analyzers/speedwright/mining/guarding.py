"""The guards of a page: what has to hold of the parts of its pattern, so that the rewrite means the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from speedwright.mining.generalising import EXPRESSION, NAME, Shape, bound_holes, is_hole
from speedwright.mining.names import BUILTINS, mentioned
from speedwright.mining.queries import SLOW, Query
from speedwright.mining.rewriting import uses_of_holes
from speedwright.mining.terms import Term, walk

_LOOPS = frozenset({
    "for_statement", "while_statement", "list_comprehension", "set_comprehension", "dictionary_comprehension",
    "generator_expression", "lambda",
})  # fmt: skip


def guard_lines(shape: Shape, query: Query, names: Mapping[str, str]) -> str:
    """The lines under Guards, the cheap ones first."""
    return "\n".join(f"- {line}" for line in (*_about_words(shape, query), *_about_holes(shape, query, names)))


def _about_words(shape: Shape, query: Query) -> Iterator[str]:
    for name, capture in sorted(query.words.items()):
        imported = shape.imports.get(name)
        if imported is not None:
            yield f'imported @{capture} "{imported.path}"'
        else:
            yield f"builtin @{capture}"
    known = frozenset(query.words) | frozenset(shape.imports)
    new = frozenset().union(*map(mentioned, shape.after)) - known
    for name in sorted(name for name in new if name in BUILTINS):
        yield f'free-name @{SLOW} "{name}"'


def _about_holes(shape: Shape, query: Query, names: Mapping[str, str]) -> Iterator[str]:
    before = frozenset().union(*map(bound_holes, shape.before))
    kept = uses_of_holes(shape.after)
    for hole in shape.holes:
        capture = names[hole.text]
        if hole.kind == NAME and hole.text in before:
            yield f"local @{capture}"
            if not kept[hole.text] and not _is_inner(shape, hole):
                yield f"not used-after @{capture} @{query.statements[-1]} — it is not given its value any more"
        elif hole.kind == EXPRESSION and _moves(shape, hole):
            yield f"pure @{capture}"


def _moves(shape: Shape, hole: Term) -> bool:
    """Whether what stands in the hole may be evaluated more or less often than before."""
    once = uses_of_holes(shape.before)[hole.text] == uses_of_holes(shape.after)[hole.text] == 1
    looped = any(
        is_hole(inner) and inner.text == hole.text
        for term in (*shape.before, *shape.after)
        for each in walk(term)
        if each.kind in _LOOPS
        for inner in walk(each)
    )
    return not once or looped


def _is_inner(shape: Shape, hole: Term) -> bool:
    """Whether the name is bound by a comprehension or lambda, behind which it means nothing."""
    inner = (*_LOOPS, "for_in_clause")
    outside = [
        each
        for term in shape.before
        for each in _walk_outside(term, frozenset(inner) - {"for_statement", "while_statement"})
    ]
    return not any(is_hole(each) and each.text == hole.text for each in outside)


def _walk_outside(term: Term, kinds: frozenset[str]) -> Iterator[Term]:
    yield term
    for child in term.children:
        if child.kind not in kinds:
            yield from _walk_outside(child, kinds)
