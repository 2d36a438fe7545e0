"""Comparing what two versions showed on one input, as strictly as a hostile reviewer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from speedwright.model.evidence import Difference
from speedwright.verification.forms import added_names, as_text, difference, innermost, is_silent
from speedwright.verification.relaxations import STRICT, Relaxations
from speedwright.verification.tolerating import alike, tolerated

# What reading a form raises that no guest wrote: the process of the candidate may have sent anything.
_NONSENSE = (LookupError, TypeError, ValueError, AttributeError, RecursionError)


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """What differs, and both sides as text."""

    difference: Difference
    original: str
    candidate: str


def compare(original: Any, candidate: Any, allowed: Relaxations = STRICT) -> Discrepancy | None:
    """The first discrepancy between the answers of one case that is not allowed; None where there is none.

    Both are the guest's answers; the original's is known to be inside the domain. A candidate that ends, runs
    out of time or cannot take the input where the original answered is different.
    """
    failure = next((word for word in ("timeout", "lost", "unbuildable") if word in candidate), None)
    if failure is not None:
        return Discrepancy(Difference.EXCEPTION, outcome_text(original["steps"][-1]), f"<{failure}>")
    if len(original["steps"]) != len(candidate["steps"]):
        return Discrepancy(Difference.VALUE, "an answer", "no answer")
    try:
        return _compared(original, candidate, allowed)
    except _NONSENSE:
        return Discrepancy(Difference.VALUE, outcome_text(original["steps"][-1]), "<no form of a value>")


def _compared(original: Any, candidate: Any, allowed: Relaxations) -> Discrepancy | None:
    comparison = _Comparison(allowed)
    for left, right in zip(original["steps"], candidate["steps"], strict=True):
        found = comparison.of_step(left, right)
        if found is not None:
            return found
    return comparison.of_state(original, candidate)


def kept_names(original: Any, candidate: Any) -> set[str]:
    """What the candidate keeps from one call to the next, by name: state it changed, caches, attributes it added."""
    try:
        return _kept_names(original, candidate)
    except _NONSENSE:
        return {"<no form of a state>"}


def _kept_names(original: Any, candidate: Any) -> set[str]:
    caches = {f"{name} ({_bound(told)})" for name, told in candidate.get("caches", {}).items()}
    added = (
        added_names(left["arguments"], right["arguments"])
        for left, right in zip(original["steps"], candidate["steps"], strict=False)
    )
    return set(candidate["state"]) | set(candidate.get("process", ())) | caches | set().union(*added)


def _bound(told: Any) -> str:
    most = told[1] if isinstance(told, list) and len(told) == 2 else None
    return "a cache without bound" if most is None else f"a cache of at most {most}"


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


@dataclass(frozen=True, slots=True)
class _Comparison:
    """The comparison of steps and state under what is allowed."""

    allowed: Relaxations

    def of_step(self, original: Any, candidate: Any) -> Discrepancy | None:
        left, right = (self._tolerant(each) for each in (original, candidate))
        # Laziness last: what shows at the end has a plainer name than the moment at which it showed.
        checks = (
            self._outcome,
            self._items,
            self._result,
            self._arguments,
            self._earlier,
            self._output,
            self._effects,
            self._laziness,
        )
        return next((found for check in checks if (found := check(left, right)) is not None), None)

    def of_state(self, original: Any, candidate: Any) -> Discrepancy | None:
        """What a case changed of all that lasts. Names that only the candidate has are its own affair."""
        had = set(original.get("names", ()))
        changed = {
            name: form for name, form in candidate["state"].items() if name in had or name in original["state"]
        }
        left = {**original["state"], **original.get("process", {})}
        right = {**changed, **candidate.get("process", {})}
        for name in {**left, **right}:
            sides = [side.get(name) for side in (left, right)]
            if None in sides or self._difference(*sides) is not None:
                return Discrepancy(Difference.STATE, *(_state_text(name, form) for form in sides))
        return None

    def _tolerant(self, step: Any) -> Any:
        if not self.allowed.names:
            return step
        parts = ("arguments", "result", "earlier")
        return {**step, **dict(zip(parts, tolerated([step[part] for part in parts], self.allowed), strict=True))}

    def _difference(self, original: Any, candidate: Any) -> Difference | None:
        allowed = self.allowed
        if not allowed.names:
            return difference(original, candidate)
        left, right = (tolerated([form], allowed)[0] for form in (original, candidate))
        return difference(
            left, right, (lambda one, other: alike(one, other, allowed)) if allowed.tolerates_floats else None
        )

    def _outcome(self, original: Any, candidate: Any) -> Discrepancy | None:
        left, right = original.get("raised"), candidate.get("raised")
        if left is None and right is None:
            return None
        if left is not None and right is not None and self._same_exception(left, right):
            return None
        texts = outcome_text(original), outcome_text(candidate)
        return _apart(Difference.EXCEPTION, texts, ((left or {}).get("parts"), (right or {}).get("parts")))

    def _same_exception(self, left: Any, right: Any) -> bool:
        if "exception-type" in self.allowed:
            return True
        if left["type"] != right["type"]:
            return False
        # Only what the user's own code said is a promise; the interpreter words its messages as it likes.
        if "exception-message" in self.allowed:
            return True
        if left["own"] and left["message"] != right["said"]:
            return False
        parts = left.get("parts"), right.get("parts")
        return None in parts or self._difference(*parts) is None

    def _items(self, original: Any, candidate: Any) -> Discrepancy | None:
        left, right = original.get("items"), candidate.get("items")
        if left is None and right is None:
            return None
        if left is None or right is None or left["kind"] != right["kind"]:
            return Discrepancy(Difference.TYPE, outcome_text(original), outcome_text(candidate))
        forms = [["items", "list", [form for _, form in side["items"]], []] for side in (left, right)]
        found = self._difference(*forms)
        if found is not None and any(form[0] == "raised" for side in forms for form in side[2][-1:]):
            found = Difference.EXCEPTION
        numbers = [[number for number, _ in side["items"]] for side in (left, right)]
        if found is None and numbers[0] != numbers[1] and "aliasing" not in self.allowed:
            found = Difference.ALIASING
        if found is not None:
            return _apart(found, (outcome_text(original), outcome_text(candidate)), (left["items"], right["items"]))
        return None

    def _laziness(self, original: Any, candidate: Any) -> Discrepancy | None:
        left, right = (side.get("items", {}).get("moments") for side in (original, candidate))
        if left == right or "laziness" in self.allowed:
            return None
        return _apart(Difference.LAZINESS, _moments(left, right), (left, right))

    def _result(self, original: Any, candidate: Any) -> Discrepancy | None:
        forms = original["result"], candidate["result"]
        found = self._difference(*forms)
        if found is Difference.ALIASING:
            # Printed with what is shared left as such: written out, both would look alike.
            return _apart(found, (as_text(forms[0]), as_text(forms[1])), forms)
        if found is not None:
            return _apart(found, (outcome_text(original), outcome_text(candidate)), forms)
        left, right = original.get("held", []), candidate.get("held", [])
        if left != right and "aliasing" not in self.allowed:
            return Discrepancy(Difference.ALIASING, _held_text(original, left), _held_text(candidate, right))
        return None

    def _arguments(self, original: Any, candidate: Any) -> Discrepancy | None:
        found = (
            None if "arguments" in self.allowed else self._difference(original["arguments"], candidate["arguments"])
        )
        if found is None:
            return None
        kind = Difference.ALIASING if found is Difference.ALIASING else Difference.ARGUMENTS
        texts = _arguments_text(original), _arguments_text(candidate)
        return _apart(kind, texts, (original["arguments"], candidate["arguments"]))

    def _earlier(self, original: Any, candidate: Any) -> Discrepancy | None:
        if "aliasing" in self.allowed or self._difference(original["earlier"], candidate["earlier"]) is None:
            return None
        texts = [
            f"earlier results: {as_text(['items', 'list', step['earlier'], []])}" for step in (original, candidate)
        ]
        return Discrepancy(Difference.ALIASING, *texts)

    def _output(self, original: Any, candidate: Any) -> Discrepancy | None:
        written = () if "output" in self.allowed else ("output", "errors", "interleaving")
        logs = () if "log-records" in self.allowed else ("logs",)
        warned = () if "warnings" in self.allowed else ("warnings",)
        return _first_unequal(original, candidate, (*written, *logs, *warned), Difference.OUTPUT)

    def _effects(self, original: Any, candidate: Any) -> Discrepancy | None:
        left, right = (side.get("callbacks", []) for side in (original, candidate))
        if left != right:
            return _apart(Difference.EFFECTS, (_callbacks_text(left), _callbacks_text(right)), (left, right))
        return _first_unequal(original, candidate, ("effects",), Difference.EFFECTS)


def _apart(kind: Difference, texts: tuple[str, str], forms: Sequence[Any]) -> Discrepancy:
    """A discrepancy whose two texts differ: where people would print both sides alike, with the parts that do not."""
    if texts[0] != texts[1]:
        return Discrepancy(kind, *texts)
    return Discrepancy(kind, *(f"{text} with {part}" for text, part in zip(texts, innermost(*forms), strict=True)))


def _items_text(items: Any) -> str:
    return as_text(["items", "list", [form for _, form in items], []])


def _arguments_text(step: Any) -> str:
    form = step["arguments"]
    return f"arguments after the call: {as_text(form if form[0] == 'digest' else form[0])}"


def _held_text(step: Any, held: Any) -> str:
    shared = "is" if 0 in held else "holds"
    return f"{as_text(step['result'], step['arguments'])} {shared if held else 'shares no'} object of the module"


def _callbacks_text(calls: Any) -> str:
    """The calls of given callables, in order, by their numbers."""
    listed = (f"callable {number} with {as_text(form)}" for number, form, _ in calls)
    return f"calls {', '.join(listed)}"[:400] if calls else "calls nothing"


def _state_text(name: str, form: Any) -> str:
    return f"{name} does not change" if form is None else f"{name} becomes {as_text(form)}"


def _moments(original: Any, candidate: Any) -> tuple[str, str]:
    """The first moment at which things looked different, on both sides."""
    number = next(
        (spot for spot, pair in enumerate(zip(original, candidate, strict=False)) if pair[0] != pair[1]), None
    )
    if number is None:
        return "an iteration", "an iteration"
    when = "before the first item" if number == 0 else "after the first item" if number == 1 else "later"
    return tuple(f"{when}: {_moment_text(side[number])}" for side in (original, candidate))  # type: ignore[return-value] # two


def _moment_text(moment: Any) -> str:
    shown, marks = moment
    written = f"{marks[0]} characters written, {marks[1]} records logged, {marks[2]} calls made"
    return f"arguments {as_text(shown)}, {written}" if isinstance(shown, list) else written


def _first_unequal(original: Any, candidate: Any, keys: tuple[str, ...], kind: Difference) -> Discrepancy | None:
    for key in keys:
        if original.get(key) != candidate.get(key):
            return Discrepancy(kind, f"{key}: {original.get(key)!r}"[:400], f"{key}: {candidate.get(key)!r}"[:400])
    return None
