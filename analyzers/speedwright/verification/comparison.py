"""Comparing what two versions showed on one input, as strictly as a hostile reviewer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from speedwright.model.evidence import Difference
from speedwright.verification.forms import as_text, difference, is_silent


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """What differs, and both sides as text."""

    difference: Difference
    original: str
    candidate: str


def compare(original: Any, candidate: Any) -> Discrepancy | None:
    """The first discrepancy between the answers of one case; None where there is none.

    Both are the guest's answers; the original's is known to be inside the domain. A candidate that ends, runs
    out of time or cannot take the input where the original answered is different.
    """
    failure = next((word for word in ("timeout", "lost", "unbuildable") if word in candidate), None)
    if failure is not None:
        return Discrepancy(Difference.EXCEPTION, outcome_text(original["steps"][-1]), f"<{failure}>")
    if len(original["steps"]) != len(candidate["steps"]):
        return Discrepancy(Difference.VALUE, "an answer", "no answer")
    for left, right in zip(original["steps"], candidate["steps"], strict=True):
        found = _compare_step(left, right)
        if found is not None:
            return found
    return _compare_state(original["state"], candidate["state"])


def incomparable(answer: Any) -> bool:
    """Whether the answer holds something without any comparable content, so that equality proves nothing."""
    return any(is_silent(step.get(part)) for step in answer["steps"] for part in ("result", "arguments", "earlier"))


def outcome_text(step: Any) -> str:
    """What a call did, as people would write it."""
    if "raised" in step:
        raised = step["raised"]
        return f"raises {raised['type']}: {raised['said']}" if raised["said"] else f"raises {raised['type']}"
    if "items" in step:
        return f"<{step['items']['kind']} of {_items_text(step['items']['items'])}>"
    return as_text(step["result"], step["arguments"])


def _compare_step(original: Any, candidate: Any) -> Discrepancy | None:
    for check in (_outcome, _items, _result, _arguments, _earlier, _output, _effects):
        found = check(original, candidate)
        if found is not None:
            return found
    return None


def _items_text(items: Any) -> str:
    return as_text(["items", "list", [form for _, form in items], []])


def _outcome(original: Any, candidate: Any) -> Discrepancy | None:
    left, right = original.get("raised"), candidate.get("raised")
    if left is None and right is None:
        return None
    same = left is not None and right is not None and left["type"] == right["type"]
    # Only what the user's own code said is a promise; the interpreter words its messages as it likes.
    if same and (not left["own"] or left["message"] == right["said"]):
        return None
    return Discrepancy(Difference.EXCEPTION, outcome_text(original), outcome_text(candidate))


def _items(original: Any, candidate: Any) -> Discrepancy | None:
    left, right = original.get("items"), candidate.get("items")
    if left is None and right is None:
        return None
    if left is None or right is None or left["kind"] != right["kind"]:
        return Discrepancy(Difference.TYPE, outcome_text(original), outcome_text(candidate))
    found = difference(*(["items", "list", [form for _, form in side["items"]], []] for side in (left, right)))
    if found is None and left["items"] != right["items"]:
        found = Difference.ALIASING
    if found is not None:
        return Discrepancy(found, outcome_text(original), outcome_text(candidate))
    if left["moments"] != right["moments"]:
        return Discrepancy(Difference.LAZINESS, "arguments seen at another moment", "of the iteration")
    return None


def _result(original: Any, candidate: Any) -> Discrepancy | None:
    found = difference(original["result"], candidate["result"])
    if found is Difference.ALIASING:
        # Printed with what is shared left as such: written out, both would look alike.
        return Discrepancy(found, as_text(original["result"]), as_text(candidate["result"]))
    return None if found is None else Discrepancy(found, outcome_text(original), outcome_text(candidate))


def _arguments(original: Any, candidate: Any) -> Discrepancy | None:
    found = difference(original["arguments"], candidate["arguments"])
    if found is None:
        return None
    kind = Difference.ALIASING if found is Difference.ALIASING else Difference.ARGUMENTS
    return Discrepancy(kind, _arguments_text(original), _arguments_text(candidate))


def _arguments_text(step: Any) -> str:
    form = step["arguments"]
    return f"arguments after the call: {as_text(form if form[0] == 'digest' else form[0])}"


def _earlier(original: Any, candidate: Any) -> Discrepancy | None:
    if difference(original["earlier"], candidate["earlier"]) is None:
        return None
    texts = [f"earlier results: {as_text(['items', 'list', step['earlier'], []])}" for step in (original, candidate)]
    return Discrepancy(Difference.ALIASING, *texts)


def _output(original: Any, candidate: Any) -> Discrepancy | None:
    return _first_unequal(original, candidate, ("output", "errors", "logs", "warnings"), Difference.OUTPUT)


def _effects(original: Any, candidate: Any) -> Discrepancy | None:
    return _first_unequal(original, candidate, ("callbacks", "effects"), Difference.EFFECTS)


def _first_unequal(original: Any, candidate: Any, keys: tuple[str, ...], kind: Difference) -> Discrepancy | None:
    for key in keys:
        if original[key] != candidate[key]:
            return Discrepancy(kind, f"{key}: {original[key]!r}"[:400], f"{key}: {candidate[key]!r}"[:400])
    return None


def _compare_state(original: Any, candidate: Any) -> Discrepancy | None:
    """Module and class data that a case changed. Names that only the candidate has are its own affair."""
    for name, form in original.items():
        if name not in candidate:
            return Discrepancy(Difference.STATE, f"{name} becomes {as_text(form)}", f"{name} does not change")
        if difference(form, candidate[name]) is not None:
            return Discrepancy(
                Difference.STATE, f"{name} becomes {as_text(form)}", f"{name} becomes {as_text(candidate[name])}"
            )
    return None
