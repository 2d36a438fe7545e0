"""Words for a page that nobody wrote: what goes, what comes, and what that may come from.

They are made from the two sides alone. A page that is taken into a library deserves better ones, from a person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from speedwright.mining.clusters import Cluster
from speedwright.mining.terms import Term, walk

_LOOPS = frozenset({"for_statement", "while_statement", "for_in_clause"})
_COLLECTIONS = frozenset(
    {"set", "dict", "defaultdict", "Counter", "deque", "frozenset", "set_comprehension", "dictionary"}
)
_NAMED = {
    "for_statement": "for loop", "while_statement": "while loop", "if_statement": "if", "list_comprehension":
    "list comprehension", "generator_expression": "generator", "set_comprehension": "set comprehension",
    "dictionary_comprehension": "dict comprehension", "conditional_expression": "conditional", "subscript": "index",
    "slice": "slice", "augmented_assignment": "augmented assignment", "comparison_operator": "comparison",
    "try_statement": "try", "list": "list", "dictionary": "dict", "set": "set", "tuple": "tuple", "lambda": "lambda",
    "function_definition": "function", "return_statement": "return", "assignment": "assignment",
    "binary_operator": "arithmetic", "boolean_operator": "and/or", "not_operator": "not", "string": "text",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Words:
    """The texts of a page. `before` and `after` are growths, as far as the nesting of loops tells."""

    slug: str
    heading: str
    description: str
    mechanism: str
    before: str
    after: str
    message: str
    title: str
    reason: str
    doubt: str


def words_for(cluster: Cluster) -> Words:
    """The texts for a cluster's page."""
    before, after = _features(cluster.shape.before), _features(cluster.shape.after)
    gone, come = _listed(before - after), _listed(after - before)
    there = gone or _listed(before) or "code"
    here = come or "less of the same"
    kind = _NAMED.get(cluster.shape.before[0].kind, "code")
    return Words(
        slug=_slug(there),
        heading=f"{there[0].upper()}{there[1:]} where {here} would do",
        description=f"Has {there} where faster code has {here}. Use when a {kind} is written like the cases here.",
        mechanism=mechanism(cluster.shape.before, cluster.shape.after),
        before=growth(cluster.shape.before),
        after=growth(cluster.shape.after),
        message=f"There is a faster way to write this {kind}: {here}",
        title=f"Write it with {here}",
        reason=f"The code spends its time in {there}. The faster versions have {here} in its place.",
        doubt="- Nobody has looked into when it does not pay, or means something else: every use has to be verified.",
    )


def growth(terms: Sequence[Term]) -> str:
    """How the time grows as far as loops in loops tell: O(1), O(n), O(n^2)."""
    depth = max((loop_depth(term) for term in terms), default=0)
    return "O(1)" if depth == 0 else "O(n)" if depth == 1 else f"O(n^{depth})"


def loop_depth(term: Term) -> int:
    """How many loops, clauses of comprehensions included, stand in one another."""
    inner = [loop_depth(child) for child in term.children]
    clauses = sum(child.kind == "for_in_clause" for child in term.children)
    own = clauses if clauses else term.kind in ("for_statement", "while_statement")
    return max([0, *inner]) + own - (1 if clauses and any(inner) else 0)


def mechanism(before: Sequence[Term], after: Sequence[Term]) -> str:
    """What kind of change it is, by the most telling sign of it."""
    old, new = _features(before), _features(after)
    come = set(new - old)
    if max(map(loop_depth, before), default=0) > max(map(loop_depth, after), default=0):
        return "algorithm"
    if come & (_COLLECTIONS | {"set()", "dict()", "Counter()", "defaultdict()", "deque()", "frozenset()"}):
        return "data-structure"
    if any(name.endswith("()") for name in come):
        return "builtin"
    if "return" in come or "break" in come:
        return "early-exit"
    if any(name.endswith("()") for name in old - new):
        return "call-overhead"
    return "allocation" if {"list comprehension", "list"} & set(old - new) else "builtin"


def _features(terms: Sequence[Term]) -> Counter[str]:
    """What a side is made of, in words: calls by their names, and kinds of nodes."""
    found: Counter[str] = Counter()
    for node in (each for term in terms for each in walk(term)):
        if node.kind == "call":
            found[f"{_called(node)}()"] += 1
        elif node.kind in _NAMED:
            found[_NAMED[node.kind]] += 1
    found.pop("()", None)
    return found


def _called(call: Term) -> str:
    function = call.children[0]
    if function.kind == "identifier":
        return function.text
    attribute = next((child.text for child in function.children if child.field == "attribute"), "")
    return f".{attribute}" if attribute else ""


def _listed(features: Counter[str]) -> str:
    """The three most telling: calls before kinds of nodes, then what is larger."""
    order = sorted(features, key=lambda name: (not name.endswith("()"), -features[name], name))
    return ", ".join(order[:3])


def _slug(text: str) -> str:
    words = "".join(char if char.isalnum() else " " for char in text.lower()).split()
    return "mined-" + "-".join(words)[:44].strip("-")
