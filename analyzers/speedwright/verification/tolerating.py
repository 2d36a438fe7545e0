"""Canonical forms with what is allowed to differ taken out of them."""

from __future__ import annotations

import math
import struct
from typing import Any

from speedwright.verification.forms import expanded, without_references
from speedwright.verification.relaxations import Relaxations

_FLOATS = {"float64": "d", "float32": "f", "float16": "e"}


def tolerated(parts: list[Any], allowed: Relaxations) -> list[Any]:
    """The forms of one observation, numbered together, as they are compared where something is allowed."""
    if "dict-order" in allowed:
        parts = _renumbered(_sorted_pairs(parts))
    if "aliasing" in allowed:
        # What is too large to be written out is compared strictly.
        parts = _unshared(without_references(parts) or parts)
    return parts


def _unshared(form: Any) -> Any:
    """Arrays without whose memory they show."""
    if not isinstance(form, list) or not form:
        return form
    if form[0] == "array" and len(form) > 6:
        return [*form[:5], form[5][:-1], *form[6:]]
    return [_unshared(part) for part in form]


def alike(original: Any, candidate: Any, allowed: Relaxations) -> bool:
    """Whether two numbers, or two arrays of them, are close enough."""
    kind = original[0]
    if kind in ("float", "complex"):
        pairs = zip(original[1:], candidate[1:], strict=True)
        return all(_close(float.fromhex(left), float.fromhex(right), allowed) for left, right in pairs)
    if kind == "array" and original[:4] == candidate[:4] and original[5:] == candidate[5:]:
        code = _FLOATS.get(original[2])
        return code is not None and _arrays_alike(original[4], candidate[4], code, allowed)
    return False


def _arrays_alike(original: Any, candidate: Any, code: str, allowed: Relaxations) -> bool:
    if not isinstance(original, str) or not isinstance(candidate, str) or len(original) != len(candidate):
        return False
    values = (struct.iter_unpack(f"<{code}", bytes.fromhex(text)) for text in (original, candidate))
    return all(_close(left, right, allowed) for (left,), (right,) in zip(*values, strict=True))


def _close(left: float, right: float, allowed: Relaxations) -> bool:
    if left == right:
        return math.copysign(1.0, left) == math.copysign(1.0, right)
    if not (math.isfinite(left) and math.isfinite(right)):
        return left != left and right != right
    apart = abs(left - right)
    return apart <= allowed.ulps * math.ulp(left) or apart <= allowed.relative * abs(left)


def _sorted_pairs(form: Any) -> Any:
    if not isinstance(form, list) or not form:
        return form
    changed = [_sorted_pairs(part) for part in form]
    if changed[0] == "pairs" and changed[1] != "collections:OrderedDict":
        changed[2] = sorted(changed[2], key=lambda pair: repr(expanded(pair[0])))
    return changed


def _renumbered(form: Any) -> Any:
    """Numbers in the order in which objects are met now; an object's form stands where it is met first."""
    contents: dict[int, Any] = {}
    _collect(form, contents)
    numbers: dict[int, int] = {}

    def again(part: Any) -> Any:
        if not isinstance(part, list) or not part:
            return part
        if part[0] in ("at", "ref") and part[1] in contents:
            known = numbers.get(part[1])
            if known is not None:
                return ["ref", known]
            number = numbers[part[1]] = len(numbers)
            return ["at", number, again(contents[part[1]])]
        return [again(each) for each in part]

    return again(form)


def _collect(form: Any, contents: dict[int, Any]) -> None:
    if isinstance(form, list) and form:
        if form[0] == "at":
            contents[form[1]] = form[2]
        for part in form:
            _collect(part, contents)
