"""All guards by name. A module of guards is imported when one of them is first asked for."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

from speedwright.skills.guards.base import Guard

NAMES: Mapping[str, str] = {
    "arithmetic": (
        "at-least-one constant-below divisors-in holds-floats makes-room-for-a-byte makes-whole not-negative "
        "ordered-literals places-of"
    ),
    "classes": "enum-class enum-member few-rounds-around",
    "comparisons": (
        "asks-for-items asks-for-more-than-nothing calculated compared-with constant constant-items "
        "constants-alone counts-ones found-in needs-no-parentheses needs-parentheses"
    ),
    "copies": "flat flat-or-rows",
    "element_loops": "from-zero items-at key-wanted synchronous values-wanted",
    "emptiness": "backwards non-empty",
    "environment": "environment-stays literal-arguments",
    "formats": (
        "assigns-empty-list encoder-options file-opened-by-with is-date opens-files reading-mode unchanged-path"
    ),
    "frames": (
        "appends-to-frame counted-place grouped-first grouped-target grouped-values place-of-rows whole-place "
        "read-only-place stored-as-column treats-as-frame"
    ),
    "growth": "additions appended empty filled grown-by-append grown-by-sums outside-handler scope-using-only",
    "invariants": "hoistable looked-at picks-from root-name safe-before unsafe-before",
    "logs": "logs made-for-logs unguarded-log",
    "loops": "first-of in-loop in-statement-loop loop-using-only outside-try uncaught unchanged-in unchanged-in-loop",
    "makers": "assigns-empty costly made-by opened plain-dict",
    "merging": "grown-by-merges",
    "names": (
        "annotation assigned-before bound-once builtin imported local only-used-as only-used-in-as parameter "
        "same-name used-after uses uses-in"
    ),
    "neighbours": "read-beside reads-neighbours",
    "numbers": "assigns at-least ends-beyond-divisors goes-beyond-divisors once-or-constant unread-after",
    "prefixes": (
        "all-prefixes counts-from-one first-in-round round-counter round-over-places slice-ends window-start "
        "window-width"
    ),
    "queries": "fetches-rows names-session queries writes-rows",
    "recursion": (
        "calls-own-function first-statement gives-immutable joins-own-results last-statement overlapping-calls "
        "parameters pure-function returned-values self-calls statements varying-parameters"
    ),
    "regexes": "module-constant module-place only-assigned reads regex-arguments regex-flags regex-pattern",
    "rounds": "counts-items few-rounds only-read own-statement stays-in-loop unchanged-argument",
    "scans": "holds-only key-of-target keys-stay own-target sought-key used-alone-in",
    "searches": (
        "only-tested pattern-iterable plain-string regex-call regex-given regex-is regex-plain result-dropped tested"
    ),
    "string_building": (
        "adds-items-alone assigns-nothing calls-only-readers does-more makes-digits only-prepended "
        "only-rebuilt starts-as"
    ),
    "structural_loops": (
        "compared-or-key goes-on other-cases repeats repeats-in-statement short-loop skips steady-in steady-in-rounds"
    ),
    "structural_names": (
        "assigned-to bound-first-in carried-over declared-as declared-empty declared-outside few-items "
        "few-items-for-good header-mentions list-like names-only-in"
    ),
    "structural_values": (
        "calls-again declared-just-before kept-in leftmost local-with-value made-as named-type type-written"
    ),
    "tables": (
        "alone-in-loop columns-computed compares-columns draws-floats dtype-option elements-computed few-rows "
        "library-type named-columns neighbours-computed numeric-function one-dimensional reduces-exactly unused"
    ),
    "texts": "character-table countable interpolates repeated same-tests",
    "values": (
        "fresh-value has-type hashable hashable-items items-have-type looks-like-list pure same-type short-literal"
    ),
    "waiting": (
        "asks-per-round body-of-for from-loop in-coroutine in-for-loop made-of-literals "
        "rounds-independent used-for-one-request"
    ),
    "wording": (
        "argument-of behind-or evaluated-at-once free-name holds-no mentions names-any one-character "
        "other-text same-text shown-lazily stands-alone stands-for written-as written-like"
    ),
}
"""The guards of each module, separated by spaces. Importing all modules takes as long as checking a small file."""

GUARDS: dict[str, Guard] = {}
"""The guards of the modules that are imported so far."""

_TEXTUAL = frozenset({"written-as", "written-like"})
"""Guards that compare texts, in whatever language."""

_MODULES = {name: module for module, names in NAMES.items() for name in names.split()}


def guard_named(name: str) -> Guard | None:
    """The guard of this name."""
    if name not in GUARDS and name in _MODULES:
        _import(_MODULES[name])
    return GUARDS.get(name)


def guard_names() -> tuple[str, ...]:
    """The names of all guards, in order."""
    return tuple(sorted(_MODULES))


def suits(name: str, language: str) -> bool:
    """Whether a guard can answer for a language: most read Python's scopes, the structural ones all others."""
    module = _MODULES.get(name, "")
    return name in _TEXTUAL or module.startswith("structural_") != (language == "python")


def _import(module: str) -> None:
    found = import_module(f"speedwright.skills.guards.{module}")
    for each in vars(found).values():
        if isinstance(each, Guard):
            GUARDS.setdefault(each.name, each)
