"""Reading canonical forms, as the guest's `canonical` writes them: differences, and text for people."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from speedwright.model.evidence import Difference

TEXT_LIMIT = 400
NODES_LIMIT = 20_000
WHOLE_LIMIT = 1_000_000
# A form that says nothing about the value: an address, or a limit that was met.
_SILENT = ("!opaque", "!large", "!deep")


# Whether two forms of one kind are close enough to count as equal.
Alike = Callable[[Any, Any], bool]


def difference(original: Any, candidate: Any, alike: Alike | None = None) -> Difference | None:
    """How two forms differ; None where no caller could tell. The first difference met decides."""
    if original == candidate:
        return None
    found = _Walk(alike).of(original, candidate)
    if found is None or found is Difference.ALIASING:
        return found
    without = _Walk(alike).of(expanded(original), expanded(candidate))
    return found if without is not None else Difference.ALIASING


def is_silent(form: Any) -> bool:
    """Whether a form contains something that cannot be compared."""
    if not isinstance(form, list) or not form:
        return False
    return form[0] in _SILENT or any(is_silent(part) for part in form)


# Kinds of form whose second part is the type.
_TYPED = (
    "items", "pairs", "set", "object", "array", "iterator", "paused", "text", "enum", "buffer", "atom", "stream",
    "reduced", "series", "getter",
)  # fmt: skip


class _Walk:
    """One comparison of two forms, side by side."""

    def __init__(self, alike: Alike | None) -> None:
        self._alike = alike

    def of(self, original: Any, candidate: Any) -> Difference | None:
        """The first difference met."""
        if original == candidate:
            return None
        if not (isinstance(original, list) and isinstance(candidate, list)):
            return Difference.VALUE
        if not original or not candidate or original[0] != candidate[0] or not isinstance(original[0], str):
            return self._kinds_differ(original, candidate)
        kind = original[0]
        if self._alike is not None and kind in ("float", "complex", "array") and self._alike(original, candidate):
            return None
        if kind == "array" and _share_otherwise(original, candidate):
            return Difference.ALIASING
        if kind in _TYPED and original[1] != candidate[1]:
            return Difference.TYPE
        if kind in ("items", "pairs") and _reordered(original[2], candidate[2]):
            return Difference.ORDER
        if kind == "state":
            return self._state(dict(original[1]), dict(candidate[1]))
        return self._first_of(original[1:], candidate[1:])

    def _kinds_differ(self, original: Sequence[Any], candidate: Sequence[Any]) -> Difference | None:
        heads = {each[0] for each in (original, candidate) if each and isinstance(each[0], str)}
        if not heads:
            return self._first_of(original, candidate)
        return Difference.ALIASING if heads == {"at", "ref"} else Difference.TYPE

    def _first_of(self, original: Sequence[Any], candidate: Sequence[Any]) -> Difference | None:
        if len(original) != len(candidate):
            return Difference.VALUE
        for left, right in zip(original, candidate, strict=True):
            found = self.of(left, right)
            if found is not None:
                return found
        return None

    def _state(self, original: Mapping[str, Any], candidate: Mapping[str, Any]) -> Difference | None:
        """Attributes: a new private name on the candidate's side is not state."""
        kept = {name: form for name, form in candidate.items() if name in original or not name.startswith("_")}
        if original.keys() != kept.keys():
            return Difference.VALUE
        return self._first_of(list(original.values()), [kept[name] for name in original])


def innermost(original: Any, candidate: Any) -> tuple[str, str]:
    """The first parts in which two forms differ, as far inside as they can be told apart, as text."""
    both = (original, candidate)
    if all(isinstance(each, list) for each in both) and len(original) == len(candidate):
        inside = next((pair for pair in zip(original, candidate, strict=True) if pair[0] != pair[1]), None)
        if inside is not None and isinstance(inside[0], list):
            return innermost(*inside)
    left, right = (_part_text(each) for each in both)
    return (left, right) if left != right else (str(original)[:80], str(candidate)[:80])


def _part_text(part: Any) -> str:
    is_form = isinstance(part, list) and part and isinstance(part[0], str) and part[0] in _WRITERS
    return as_text(part) if is_form else str(part)[:80]


def added_names(original: Any, candidate: Any) -> set[str]:
    """Private attributes that only the candidate's objects have: what it keeps on them."""
    if original == candidate or not (isinstance(original, list) and isinstance(candidate, list)):
        return set()
    if original[:1] == candidate[:1] == ["state"]:
        left, right = dict(original[1]), dict(candidate[1])
        inner = [added_names(form, right.get(name)) for name, form in left.items()]
        return {name for name in right if name not in left}.union(*inner)
    return set().union(*(added_names(*each) for each in zip(original, candidate, strict=False)))


def _share_otherwise(original: Any, candidate: Any) -> bool:
    """Whether two arrays differ only in whose memory they show, which is the last of what is said of the memory."""
    alike = original[:5] == candidate[:5] and original[6:] == candidate[6:]
    return alike and len(original) > 6 and original[5][:-1] == candidate[5][:-1]


def _reordered(original: Sequence[Any], candidate: Sequence[Any]) -> bool:
    if original == candidate or len(original) != len(candidate):
        return False
    return sorted(map(repr, map(expanded, original))) == sorted(map(repr, map(expanded, candidate)))


def expanded(form: Any, before: Any = None) -> Any:
    """The form with every reference replaced by what it refers to, in it or in `before`, as far as that was met.

    At most `NODES_LIMIT` nodes: what is shared many times over would grow beyond any bound.
    """
    expansion = _Expansion()
    expansion.of(before)
    return expansion.of(form)


def without_references(form: Any) -> Any | None:
    """The form expanded whole; None where it would grow too large to compare."""
    expansion = _Expansion(WHOLE_LIMIT)
    result = expansion.of(form)
    return None if expansion.is_cut else result


class _Expansion:
    def __init__(self, limit: int = NODES_LIMIT) -> None:
        self._seen: dict[int, Any] = {}
        self._left = limit

    @property
    def is_cut(self) -> bool:
        """Whether something was left out."""
        return self._left < 0

    def of(self, form: Any) -> Any:
        if not isinstance(form, list) or not form:
            return form
        if not isinstance(form[0], str):
            return [self.of(part) for part in form]
        self._left -= 1
        if self._left < 0:
            return ["rest"]
        if form[0] == "at":
            self._seen[form[1]] = ["rest"]
            expanded = self.of(form[2])
            self._seen[form[1]] = form[2]
            return expanded
        if form[0] == "ref" and len(form) == 2:
            return self._again(form[1])
        return [self.of(part) for part in form]

    def _again(self, number: int) -> Any:
        shared = self._seen.get(number, ["ref", number])
        if shared == ["ref", number]:
            return shared
        # Inside itself it is not expanded once more.
        self._seen[number] = ["rest"]
        expanded = self.of(shared)
        self._seen[number] = shared
        return expanded


def as_text(form: Any, before: Any = None) -> str:
    """A form as Python would print the value, shortened to a length that people read.

    `before` is a form that was numbered earlier: what `form` shares with it is printed as what it is.
    """
    text = _text(expanded(form, before))
    return text if len(text) <= TEXT_LIMIT else f"{text[: TEXT_LIMIT - 20]} ... ({len(text)} characters)"


def _text(form: Any) -> str:
    kind, *rest = form if isinstance(form, list) and form else ["?"]
    writer = _WRITERS.get(kind)
    return writer(*rest) if writer else f"<{' '.join(map(str, (kind.lstrip('!'), *rest)))}>"


def _items(name: str, items: Sequence[Any], *_: Any) -> str:
    inside = ", ".join(map(_text, items))
    if name == "tuple":
        return f"({inside},)" if len(items) == 1 else f"({inside})"
    return f"[{inside}]" if name == "list" else f"{_short(name)}([{inside}])"


def _pairs(name: str, pairs: Sequence[Any], *_: Any) -> str:
    inside = "{" + ", ".join(f"{_text(key)}: {_text(value)}" for key, value in pairs) + "}"
    return inside if name == "dict" else f"{_short(name)}({inside})"


def _set(name: str, items: Sequence[Any], *_: Any) -> str:
    inside = ", ".join(map(_text, items))
    return f"{{{inside}}}" if name == "set" and items else f"{_short(name)}([{inside}])"


def _object(name: str, state: Any, *_: Any) -> str:
    return f"{_short(name)}({', '.join(f'{key}={_text(value)}' for key, value in state[1])})"


def _float(text: str) -> str:
    value = float.fromhex(text)
    return repr(value) if value == value and abs(value) != float("inf") else f"float({text!r})"


def _short(name: str) -> str:
    return name.rpartition(":")[2]


# Hexadecimal digits that make at most 4300 decimal ones: CPython writes no more (sys.int_info).
_LONGEST_INT = 3500

_WRITERS: Mapping[str, Any] = {
    "none": lambda: "None",
    "bool": lambda value: str(bool(value)),
    "int": lambda text: str(int(text, 16)) if len(text) < _LONGEST_INT else text,
    "float": _float,
    "complex": lambda real, imaginary: f"complex({_float(real)}, {_float(imaginary)})",
    "str": repr,
    "bytes": lambda text: repr(bytes.fromhex(text)),
    "buffer": lambda name, text, *_: (
        f"{name}({bytes.fromhex(text)!r})" if text != "released" else f"<released {name}>"
    ),
    "ref": lambda _number: "<the same object as before>",
    "digest": lambda digest: f"<a large value, SHA-256 {digest[:12]}>",
    "items": _items,
    "pairs": _pairs,
    "set": _set,
    "object": _object,
    "text": lambda _name, text: text,
    "atom": lambda name, plain, *_: f"{_short(name)}({_text(plain)})",
    "enum": lambda name, member, *_: f"{_short(name)}.{member}",
    "class": _short,
    "iterator": lambda name, items: f"<{_short(name)} of [{', '.join(map(_text, items))}]>",
    "raised": lambda name, *_: f"<raises {name}>",
    "returned": lambda form: f"<returned {_text(form)}>",
    "sentinel": lambda name: name,
    "proxy": lambda form: f"mappingproxy({_text(form)})",
    "paused": lambda name, *_: f"<{_short(name)}>",
    "callable": lambda _module, name: name,
    "rest": lambda: "...",
    "array": lambda name, dtype, shape, *_: f"<{name} {dtype} {shape}>",
    "exception": lambda name, arguments, *_: f"{_short(name)}({', '.join(map(_text, arguments))})",
}
