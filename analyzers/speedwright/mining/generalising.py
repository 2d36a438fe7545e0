"""Several hunks as one: what they have in common stays, what differs becomes holes (Plotkin, 1970).

The same difference is the same hole wherever it occurs, before and after: a rewrite knows what to write there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from speedwright.mining.names import BUILTINS, bound, is_label, mentioned
from speedwright.mining.sites import Imported, Site
from speedwright.mining.terms import Term, walk

HOLE = "?"
"""What the kinds of holes begin with; their text is their name."""
NAME = "?name"
EXPRESSION = "?expression"

_EXPRESSIONS = frozenset({
    "attribute", "await", "binary_operator", "boolean_operator", "call", "comparison_operator",
    "concatenated_string", "conditional_expression", "dictionary", "dictionary_comprehension", "false", "float",
    "generator_expression", "identifier", "integer", "lambda", "list", "list_comprehension", "none", "not_operator",
    "parenthesized_expression", "set", "set_comprehension", "string", "subscript", "true", "tuple", "unary_operator",
})  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """What sites have in common: terms with holes in them.

    `fresh` are the holes that stand in `after` alone: names that the rewrite makes up. `imports` are the imported
    names of either side.
    """

    before: tuple[Term, ...]
    after: tuple[Term, ...]
    fresh: frozenset[str]
    imports: Mapping[str, Imported]

    @property
    def key(self) -> str:
        """The same for shapes that differ in nothing."""
        sides = (" ".join(each.key for each in side) for side in (self.before, self.after))
        return " => ".join((*sides, *sorted(each.path for each in self.imports.values())))

    @property
    def holes(self) -> tuple[Term, ...]:
        """The holes of the slow side, each once, in the order of the text."""
        found = {each.text: each for term in self.before for each in walk(term) if is_hole(each)}
        return tuple(found.values())

    @property
    def firm(self) -> int:
        """Named nodes of the slow side that are no holes."""
        return sum(each.named and not is_hole(each) for term in self.before for each in walk(term))


def is_hole(term: Term) -> bool:
    """Whether anything may stand there."""
    return term.kind.startswith(HOLE)


def shape_of(sites: Sequence[Site], verbatim: bool = False) -> Shape | None:
    """The least general shape that all sites have; None where a rewrite could not tell what to write.

    That is where the sites differ in a word of the language, in how many statements they are, or in something that
    stands in the faster code alone and is no variable of its own. Expressions that both sides share word for word
    are holes, unless it is to be `verbatim`.
    """
    if len({(len(site.before), len(site.after)) for site in sites}) != 1:
        return None
    shape = None if verbatim else _shape(sites, tuple(map(_kept, sites)))
    return shape or _shape(sites, tuple(frozenset() for _ in sites))


def _kept(site: Site) -> frozenset[str]:
    """The keys of the expressions that stand on both sides, word for word: what they are makes no difference."""
    before, after = (
        {each.key for term in side for each in walk(term) if each.kind in _EXPRESSIONS and not each.is_leaf}
        for side in (site.before, site.after)
    )
    return frozenset(before & after)


def _shape(sites: Sequence[Site], kept: tuple[frozenset[str], ...]) -> Shape | None:
    """The shape in which the kept expressions of each site, the largest of them, are holes."""
    merger = _Merger(tuple(site.own for site in sites), kept)
    try:
        before = tuple(merger.merged(terms) for terms in zip(*(site.before for site in sites), strict=True))
        known = frozenset(merger.holes.values())
        merger.is_behind = True
        after = tuple(merger.merged(terms) for terms in zip(*(site.after for site in sites), strict=True))
    except _Unlike:
        return None
    imports = _imports((*before, *after), sites)
    new = {each.text: each for term in after for each in walk(term) if is_hole(each) and each.text not in known}
    if imports is None or any(each.kind != NAME for each in new.values()) or not _are_made(after, frozenset(new)):
        return None
    if merger.hidden & {merger.names[each] for each in new}:
        return None
    return Shape(before, after, frozenset(new), imports)


def _imports(terms: Sequence[Term], sites: Sequence[Site]) -> Mapping[str, Imported] | None:
    """What the names that are left are imported as; None where one is neither imported alike nor a builtin."""
    found = {}
    for name in sorted(frozenset().union(*map(mentioned, terms))):
        meanings = {site.imports.get(name) for site in sites}
        if len(meanings) != 1:
            return None
        (meaning,) = meanings
        if meaning is not None:
            found[name] = meaning
        elif name not in BUILTINS:
            return None
    return found


def _are_made(after: Sequence[Term], fresh: frozenset[str]) -> bool:
    """Whether the faster code itself gives a value to each name that it makes up."""
    made = frozenset().union(*(bound_holes(term) for term in after))
    return fresh <= made


def bound_holes(term: Term) -> frozenset[str]:
    """The names of the holes that a term with holes gives a value to."""
    return bound(_as_names(term))


def _as_names(term: Term) -> Term:
    if term.kind == NAME:
        return Term("identifier", True, term.field, term.text, (), term.start, term.end, term.key)
    children = tuple(map(_as_names, term.children))
    return Term(term.kind, term.named, term.field, term.text, children, term.start, term.end, term.key)


class _Unlike(Exception):
    """The terms have nothing in common that could be written down."""


@dataclass
class _Merger:
    """`own` are the variables of each site's function: their names say nothing. `kept` are expressions that are made
    holes; `hidden` the names that these take out of sight, which the faster code cannot make up.
    """

    own: tuple[frozenset[str], ...]
    kept: tuple[frozenset[str], ...]
    is_behind: bool = False
    holes: dict[tuple[str, ...], str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)

    def merged(self, terms: Sequence[Term], is_fixed: bool = False) -> Term:
        """The least general term over one from each site; `is_fixed` words are the same everywhere."""
        first = terms[0]
        if not is_fixed and all(self._is_variable(term, own) for term, own in zip(terms, self.own, strict=True)):
            return self._hole(NAME, terms)
        if first.is_leaf and all(each.key == first.key for each in terms):
            return first
        if self._is_kept(terms):
            self.hidden |= mentioned(first)
            return self._hole(EXPRESSION, terms)
        if self._are_alike(terms):
            children = tuple(
                self.merged(each, is_fixed=is_label(first, each[0]))
                for each in zip(*(term.children for term in terms), strict=True)
            )
            key = f"({first.kind} {' '.join(child.key for child in children)})"
            return Term(first.kind, first.named, first.field, "", children, first.start, first.end, key)
        return self._different(terms, is_fixed)

    def _is_kept(self, terms: Sequence[Term]) -> bool:
        if self.is_behind:
            return tuple(term.key for term in terms) in self.holes
        return all(term.key in kept for term, kept in zip(terms, self.kept, strict=True))

    def _are_alike(self, terms: Sequence[Term]) -> bool:
        first, *others = terms
        form = [(child.named, child.field) for child in first.children]
        return bool(form) and all(
            other.kind == first.kind
            and [(child.named, child.field) for child in other.children] == form
            and all(a.named or a.key == b.key for a, b in zip(first.children, other.children, strict=True))
            for other in others
        )

    def _different(self, terms: Sequence[Term], is_fixed: bool) -> Term:
        kinds = {term.kind for term in terms}
        if is_fixed or not all(term.named for term in terms):
            raise _Unlike
        if kinds <= _EXPRESSIONS:
            return self._hole(EXPRESSION, terms)
        if len(kinds) == 1 and kinds <= {"block", "argument_list"}:
            return self._hole(f"{HOLE}{terms[0].kind}", terms)
        raise _Unlike

    def _hole(self, kind: str, terms: Iterable[Term]) -> Term:
        first, *others = terms
        keys = (first.key, *(each.key for each in others))
        name = self.holes.setdefault(keys, f"h{len(self.holes)}")
        self.names.setdefault(name, first.text)
        return Term(kind, True, first.field, name, (), first.start, first.end, f"{kind}:{name}")

    def _is_variable(self, term: Term, own: frozenset[str]) -> bool:
        return term.kind == "identifier" and term.text in own
