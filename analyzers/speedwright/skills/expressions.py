"""Regular expressions of pages from elsewhere: those whose time grows with the text, and no faster.

Python's engine tries every way in which an expression can match, so that `^(a+)+$` takes longer than a lifetime for
sixty letters. Nothing can end it meanwhile. So few forms are let through: one repeat, with a bound or behind `^`, not
of a group, and few choices.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from speedwright.model.late_pattern import late_pattern
from speedwright.skills.query_shape import query_parts

MOST_CHOICES = 64
"""Ways through the alternatives and optional parts of an expression: each is tried at each place of a text."""
MOST_REPEATED = 64
"""The bound of a repeat that is tried at each place of a text."""

_TOKEN = late_pattern(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?:|\(\?|\{\d*,?\d*\}|.", re.S)
_BOUNDS = late_pattern(r"\{(\d*)(,?)(\d*)\}")
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", "0": "\0"}


def refusal_of_expressions(query: str) -> str | None:
    """Why one of a query's regular expressions may not run; None when all may."""
    for expression in _expressions(query):
        refusal = refusal_of(expression)
        if refusal is not None:
            return f"the regular expression {expression!r} could take too long: {refusal}"
    return None


def refusal_of(expression: str) -> str | None:
    """Why an expression may not run, None when it may."""
    choices, repeats, before = 1, 0, ""
    branches = [1]
    for token in _TOKEN.findall(expression):
        repeat = _bound(token)
        if token == "(?" or (token[0] == "\\" and token[1:2].isdigit()):
            return "it looks around, has flags, or refers back"
        if token in ("(", "(?:"):
            branches.append(1)
        elif token == ")":
            choices *= branches.pop() if len(branches) > 1 else 1
        elif token == "|":
            branches[-1] += 1
        elif token == "?":
            choices *= 2
        elif repeat is not None:
            repeats += 1
            if before == ")":
                return "it repeats a group"
            if repeat > MOST_REPEATED and (not expression.startswith("^") or branches[0] > 1):
                return "it repeats something without a bound at every place; begin it with ^"
        before = token
    if repeats > 1:
        return "it repeats more than one thing"
    return "it has too many alternatives" if choices * branches[0] > MOST_CHOICES else None


def _bound(token: str) -> float | None:
    """How often a quantifier repeats at most; None for what is none."""
    if token in ("*", "+"):
        return float("inf")
    bounds = _BOUNDS.fullmatch(token)
    if bounds is None or token == "{}":
        return None
    first, comma, last = bounds.groups()
    if comma:
        return float(last) if last else float("inf")
    return float(first or 0)


def _expressions(query: str) -> Iterator[str]:
    for part in query_parts(query):
        for predicate in [part] if part.is_predicate else part.predicates:
            if predicate.head.endswith("match?"):
                texts = (each[1:] for each in predicate.arguments if each.startswith('"'))
                yield from (re.sub(r"\\(.)", lambda found: _ESCAPED.get(found[1], found[1]), each) for each in texts)
