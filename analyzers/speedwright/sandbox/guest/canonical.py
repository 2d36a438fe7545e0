"""Values to canonical forms: equal forms if and only if no caller could tell the values apart.

A form is a tree of lists: `[kind, ...]`. Objects with an identity are numbered as they are met, `["at", number,
form]`; meeting one again gives `["ref", number]`, so that aliasing is part of the form. Only the host compares forms.
"""

import collections
import contextlib
import enum
import hashlib
import json
import re
import sys
import types

from .atoms import WRITERS

ITEMS_LIMIT = 2000
# What the code under test can build within its own limit, its form can be made of; far from the C stack's end.
RECURSION_LIMIT = 8000
NODES_LIMIT = 400000
DIGEST_FROM = 32768
# Levels of brackets; a list in a list is three of them.
DEEPEST = 150
# The kinds of form that say nothing about the value.
_SILENT = ("opaque", "large", "deep", "more")


class Canonicaliser:
    """One numbering of objects; use one instance for all that is observed after one step."""

    def __init__(self, module_name):
        self._module_name = module_name
        self._numbers = {}
        self._alive = []
        self._left = NODES_LIMIT
        self._probing = 0
        self._immutable = _immutable_types()

    def form(self, value):
        """The canonical form of `value`; `["deep"]` or `["large"]` where a limit was met."""
        try:
            with _deeper():
                return self._form(value)
        except RecursionError:
            return ["deep"]

    def _form(self, value):
        self._left -= 1
        if self._left < 0:
            return ["large"]
        kind = type(value)
        simple = _SIMPLE.get(kind)
        if simple is not None:
            return simple(value)
        if isinstance(value, enum.Enum):
            return ["enum", self._name(kind), value.name]
        if isinstance(value, type):
            return ["class", self._name(value)]
        if isinstance(value, self._immutable):
            return ["text", self._name(kind), repr(value)]
        return self._identified(value, kind)

    def _identified(self, value, kind):
        if isinstance(value, (tuple, frozenset)):
            return self._content(value, kind)
        number = self._numbers.get(id(value))
        if number is not None:
            return ["ref", number]
        number = self._numbers[id(value)] = len(self._numbers)
        self._alive.append(value)
        return ["at", number, self._content(value, kind)]

    def _content(self, value, kind):
        if isinstance(value, (list, tuple)):
            return self._sequence(value, kind)
        if isinstance(value, dict):
            return self._mapping(value, kind)
        if isinstance(value, (set, frozenset)):
            forms = sorted((self._form(item) for item in value), key=repr)
            return ["set", self._name(kind), forms, self._attributes(value)]
        if isinstance(value, collections.deque):
            return ["items", "collections:deque", [self._form(item) for item in value], [value.maxlen]]
        return self._other(value, kind)

    def _sequence(self, value, kind):
        base = list if isinstance(value, list) else tuple
        items = [self._form(item) for item in base.__iter__(value)]
        return ["items", self._name(kind), items, self._attributes(value)]

    def _mapping(self, value, kind):
        pairs = [[self._form(key), self._form(item)] for key, item in dict.items(value)]
        factory = getattr(value, "default_factory", None) if isinstance(value, collections.defaultdict) else None
        extra = self._attributes(value)
        return ["pairs", self._name(kind), pairs, extra if factory is None else [self._form(factory)]]

    def _attributes(self, value):
        """State that a subclass of a container carries beside its items."""
        if not hasattr(value, "__dict__"):
            return []
        return [self._state(vars(value))]

    def _state(self, state):
        return ["state", [[str(name), self._form(item)] for name, item in sorted(state.items(), key=_first)]]

    def _other(self, value, kind):
        if hasattr(value, "fileno"):
            return ["opaque", self._name(kind)]
        if hasattr(value, "__next__"):
            return self._iterator(value, kind)
        if isinstance(value, BaseException):
            return ["exception", self._name(kind), [self._form(item) for item in value.args]]
        if isinstance(value, (bytearray, memoryview)):
            return ["buffer", self._name(kind), bytes(value).hex()]
        if isinstance(value, types.ModuleType):
            return ["module", value.__name__]
        if callable(value) and hasattr(value, "__qualname__"):
            return self._callable(value)
        if isinstance(value, re.Match):
            return ["match", value.re.pattern, value.string, list(value.span())]
        library = _library_form(value, kind)
        if library is not None:
            return library
        return self._instance(value, kind)

    def _iterator(self, value, kind):
        forms = []
        try:
            for count, item in enumerate(value):
                if count >= ITEMS_LIMIT:
                    forms.append(["more"])
                    break
                forms.append(self._form(item))
        except Exception as error:
            forms.append(["raised", self._name(type(error))])
        return ["iterator", self._name(kind), forms]

    def _callable(self, value):
        behaviour = getattr(value, "speedwright_behaviour", None)
        if behaviour is not None:
            return ["callable", "given", behaviour]
        owner = getattr(value, "__self__", None)
        if owner is not None and not isinstance(owner, types.ModuleType):
            return ["method", value.__qualname__, self._form(owner)]
        if "<" not in value.__qualname__:
            return ["callable", value.__module__ if isinstance(value.__module__, str) else "", value.__qualname__]
        return self._probed(value)

    def _probed(self, function):
        """A function made at run time is what it answers; its name and code are not behaviour."""
        if self._probing:
            return ["opaque", "function"]
        self._probing += 1
        try:
            answers = [answer for answer in (self._probe(function, values) for values in _PROBES) if answer]
        finally:
            self._probing -= 1
        return ["probed", answers] if answers else ["opaque", "function"]

    def _probe(self, function, values):
        try:
            return [repr(values), self._form(function(*values))]
        except TypeError:
            return None
        except Exception as error:
            return [repr(values), ["raised", self._name(type(error))]]

    def _instance(self, value, kind):
        try:
            reduced = value.__reduce_ex__(2)
        except Exception:
            return ["opaque", self._name(kind)]
        if isinstance(reduced, str):
            return ["text", self._name(kind), reduced]
        state = _plain_state(value)
        extra = [self._form(part) for part in reduced[1][1:]]
        if state is not None:
            return ["object", self._name(kind), self._state(state), extra]
        if reduced[0].__name__ == "__newobj__" and not any(reduced[2:]) and not extra and not _has_state(kind):
            return ["opaque", self._name(kind)]
        rest = [self._form(list(part) if hasattr(part, "__next__") else part) for part in reduced[1:]]
        return ["reduced", self._name(kind), rest]

    def _name(self, kind):
        module = "" if kind.__module__ == self._module_name else kind.__module__
        return "%s:%s" % (module, kind.__qualname__) if module != "builtins" else kind.__qualname__


@contextlib.contextmanager
def _deeper():
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, RECURSION_LIMIT))
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)


def compact(form):
    """The form, or its digest where it is large: equality is all that the host asks of most forms.

    What differs is shrunk, and small forms are sent whole. A large form with something silent in it is silent.
    """
    try:
        with _deeper():
            text = json.dumps(form, separators=(",", ":"))
    except RecursionError:
        return ["deep"]
    if len(text) < DIGEST_FROM and _is_shallow(text):
        return form
    if any('"%s"' % word in text for word in _SILENT):
        return ["large"]
    return ["digest", hashlib.sha256(text.encode("utf-8")).hexdigest()]


def _is_shallow(text):
    """Whether the host can walk the form: bracket by bracket, strings included, so that deep is never missed."""
    depth = deepest = 0
    for part in re.finditer(r"[\[\]]", text):
        depth += 1 if part.group() == "[" else -1
        deepest = max(deepest, depth)
    return deepest <= DEEPEST


def _first(pair):
    return str(pair[0])


def _plain_state(value):
    """The attributes of an ordinary instance, slots included; None where it has neither."""
    slots = {}
    for base in type(value).__mro__:
        names = base.__dict__.get("__slots__", ())
        for name in [names] if isinstance(names, str) else names:
            if name not in ("__dict__", "__weakref__") and hasattr(value, name):
                slots[name] = getattr(value, name)
    if not hasattr(value, "__dict__"):
        return slots or None
    slots.update(vars(value))
    return slots


def _has_state(kind):
    return any("__slots__" in base.__dict__ for base in kind.__mro__ if base is not object)


def _library_form(value, kind):
    """numpy and pandas, without importing them: by what their types look like."""
    root = kind.__module__.partition(".")[0]
    if root == "numpy" and hasattr(value, "tobytes") and hasattr(value, "dtype"):
        return _array_form(value)
    if root == "pandas":
        return _pandas_form(value, kind)
    return None


def _array_form(value):
    objects = value.dtype.hasobject
    content = repr(value.tolist()) if objects else value.tobytes().hex()
    flags = getattr(value, "flags", None)
    kept = [] if flags is None else [bool(flags.c_contiguous), bool(flags.f_contiguous), bool(flags.writeable)]
    return ["array", type(value).__name__, str(value.dtype), list(value.shape), content, kept]


def _pandas_form(value, kind):
    name = kind.__name__
    if name == "DataFrame":
        columns = [_pandas_form(value[column], type(value[column])) for column in value.columns]
        return ["frame", repr(list(value.columns)), repr(value.index.tolist()), str(value.index.dtype), columns]
    if hasattr(value, "tolist") and hasattr(value, "dtype"):
        index = repr(value.index.tolist()) if hasattr(value, "index") and name == "Series" else ""
        return ["series", name, str(value.dtype), repr(getattr(value, "name", None)), index, repr(value.tolist())]
    return ["text", "pandas:" + name, repr(value)]


_SIMPLE = dict(WRITERS)
_SIMPLE[type(Ellipsis)] = lambda value: ["ellipsis"]
_SIMPLE[type(NotImplemented)] = lambda value: ["not-implemented"]
_IMMUTABLE = [
    ("datetime", ("date", "time", "timedelta", "tzinfo")),
    ("decimal", ("Decimal",)),
    ("fractions", ("Fraction",)),
    ("pathlib", ("PurePath",)),
    ("uuid", ("UUID",)),
]


def _immutable_types():
    """Types that are what their `repr` says, of the modules that are loaded: importing more would cost time."""
    types_ = [range, slice, str, int, float, re.Pattern]
    for module, names in _IMMUTABLE:
        if module in sys.modules:
            types_.extend([getattr(sys.modules[module], name) for name in names])
    return tuple(types_)


_PROBES = [(), (0,), (1,), (-3,), (7,), (1000,), ("a",), ("",), (2.5,), ([3, 1],), (1, 2), (5, 3), ("a", "b")]
