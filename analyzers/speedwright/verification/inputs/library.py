"""What calls of builtins, standard functions and methods say of the values they get."""

from __future__ import annotations

import ast

from speedwright.verification.inputs.slots import Slot

TEXT_METHODS = frozenset((
    "capitalize", "casefold", "center", "encode", "endswith", "expandtabs", "find", "format", "format_map",
    "isalnum", "isalpha", "isdecimal", "isdigit", "isidentifier", "islower", "isnumeric", "isspace", "istitle",
    "isupper", "join", "ljust", "lower", "lstrip", "maketrans", "partition", "removeprefix", "removesuffix",
    "rfind", "rjust", "rpartition", "rsplit", "rstrip", "split", "splitlines", "startswith", "strip",
    "swapcase", "title", "translate", "upper", "zfill",
))  # fmt: skip
LIST_METHODS = frozenset(("append", "extend", "insert", "sort", "reverse", "popleft", "appendleft", "rotate"))
_SET_METHODS = frozenset(
    ("add", "discard", "union", "intersection", "difference", "issubset", "issuperset", "isdisjoint")
)
MAPPING_METHODS = frozenset(("items", "keys", "values", "get", "setdefault"))
_SEQUENCES = frozenset(("list", "tuple", "sorted", "reversed", "iter", "deque", "set", "frozenset", "enumerate"))
_NUMERIC_CALLS = frozenset(
    ("abs", "range", "divmod", "pow", "bin", "hex", "oct", "chr", "sqrt", "isqrt", "gcd", "floor")
)
_REDUCTIONS = frozenset(("min", "max", "any", "all", "sum", "fsum", "prod", "mean"))
_TEXT_CALLS = frozenset(
    ("ord", "quote", "unquote", "normalize", "strptime", "fromisoformat", "search", "findall", "sub")
)


def builtin_call(name: str, slots: list[Slot], node: ast.Call) -> Slot:
    """The slot of what a call of a builtin or a standard function gives, after noting what it takes."""
    first = slots[0] if slots else Slot()
    if name in _SEQUENCES:
        first.see("iterated")
        return Slot.holding(first.key if "mapping" in first.facts else first.element)
    if name in _REDUCTIONS and len(slots) == 1:
        first.see("iterated")
        first.element.see(*(() if name in ("min", "max", "any", "all") else ("number",)))
        return first.element
    if name in _NUMERIC_CALLS or name in _TEXT_CALLS:
        fact = "number" if name in _NUMERIC_CALLS else "text"
        for slot in slots:
            slot.see(fact)
        return Slot({fact})
    if name == "dict" and not first.is_blank:
        first.see("mapping")
        return first
    if name == "map" and len(slots) == 2:
        return _mapped(slots[1], node)
    return _conversion(name, first)


def _mapped(iterated: Slot, node: ast.Call) -> Slot:
    iterated.see("iterated")
    function = node.args[0]
    return Slot.holding(
        builtin_call(function.id, [iterated.element], node) if isinstance(function, ast.Name) else Slot()
    )


def _conversion(name: str, first: Slot) -> Slot:
    if name == "len":
        first.see("sized")
        return Slot({"number"})
    if name in ("int", "float"):
        first.see("convertible")
        return Slot({"number"})
    return Slot({"text"}) if name in ("str", "repr", "chr", "format") else Slot()


def method_call(owner: Slot, method: str, slots: list[Slot], node: ast.Call) -> Slot:
    """The slot of what a method of a standard type gives; it tells the type of its owner."""
    if method == "join" and slots:
        slots[0].see("iterated")
        slots[0].element.see("text")
        return Slot({"text"})
    if method in _TEXT_CALLS and not slots:
        return Slot()
    if method in TEXT_METHODS:
        owner.see("text")
        for slot in slots:
            slot.see("text")
        return _text_result(method)
    if method in ("index", "count"):
        owner.see("indexed")
        return Slot({"number"})
    if method in LIST_METHODS or method in ("pop", "remove", "copy"):
        owner.see("list" if method in LIST_METHODS else "iterated")
        return owner.element
    if method in _SET_METHODS:
        owner.see("set")
        for slot in slots if method in ("add", "discard") else ():
            slot.see("hashed")
        return Slot({"iterated"})
    if method in _NUMERIC_CALLS | _TEXT_CALLS | {"fsum", "prod", "mean", "sum"}:
        return builtin_call(method, slots, node)
    owner.attribute(method)
    return Slot()


def _text_result(method: str) -> Slot:
    if method in ("split", "rsplit", "splitlines", "partition", "rpartition"):
        result = Slot({"iterated"})
        result.element.see("text")
        return result
    return Slot({"number"}) if method in ("find", "rfind") else Slot({"text"})
