"""Whether the original gives the same answer twice; where it does not, what differed and what it may come from."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from speedwright.model.recipe import Case
from speedwright.model.work import Cancellation
from speedwright.sandbox.guest_handle import Guest
from speedwright.verification.comparison import Discrepancy
from speedwright.verification.domain import outside
from speedwright.verification.inputs.reading import callees, module_tree
from speedwright.verification.inputs.rendering import render, shortened
from speedwright.verification.versions import SEEDS, Pair

# Names whose use makes an answer depend on more than the arguments, and how to call that.
_CAUSES = {
    "random": "random numbers without a seed", "choice": "random numbers without a seed",
    "shuffle": "random numbers without a seed", "sample": "random numbers without a seed",
    "randint": "random numbers without a seed", "default_rng": "random numbers without a seed",
    "urandom": "random bytes",
    "secrets": "random bytes", "uuid4": "random identifiers", "uuid1": "random identifiers",
    "time": "the time", "now": "the time", "today": "the time", "perf_counter": "the time", "monotonic": "the time",
    "time_ns": "the time", "utcnow": "the time", "process_time": "the time",
    "id": "addresses of objects", "hash": "hashes of strings", "getpid": "the number of the process",
}  # fmt: skip
_SHOWN = 120


def unsteady(cases: Sequence[Case], pair: Pair, other: Pair, case_s: float, is_method: bool) -> str | None:
    """Why the original is no measure for others, as a sentence; None where it agrees with itself on all cases.

    The other process has another hash seed, another state of its random numbers, and another time.
    """
    first = pair.original.observe(cases, case_s)
    second = other.original.observe(cases, case_s)
    for case, one, two in zip(cases, first, second, strict=False):
        if "steps" not in one or "steps" not in two or outside(case, one) is not None:
            continue
        found = pair.compare(one, two)
        if found is not None:
            return _sentence(case, found, pair, one, case_s, is_method)
    return None


def _sentence(case: Case, found: Discrepancy, pair: Pair, answer: object, case_s: float, is_method: bool) -> str:
    sandboxed = pair.original.sandboxed
    call = shortened(render(case, sandboxed.function, is_method).splitlines()[-1], _SHOWN)
    told = " and then ".join(shortened(text, _SHOWN) for text in (found.original, found.candidate))
    sentence = f"the original does not give the same answer twice: {call} gives {told} ({found.difference.value})"
    with Guest(sandboxed, SEEDS[0], Cancellation(case_s * 2 + 5.0)) as again:
        answers = again.observe([case], case_s)
    if answers and "steps" in answers[0] and pair.compare(answer, answers[0]) is None:
        return f"{sentence}; only the order of a set, or another effect of string hashes, differs between processes"
    causes = list(dict.fromkeys(_causes(sandboxed.source, sandboxed.function)))
    return f"{sentence}; it uses {' and '.join(causes)}" if causes else sentence


def _causes(source: bytes, function: str) -> Iterator[str]:
    for node in callees(module_tree(source), function):
        for each in ast.walk(node):
            name = each.id if isinstance(each, ast.Name) else each.attr if isinstance(each, ast.Attribute) else ""
            if name in _CAUSES:
                yield _CAUSES[name]
