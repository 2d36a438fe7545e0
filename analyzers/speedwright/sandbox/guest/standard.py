"""Forms of the standard library's values that are neither data nor ordinary objects."""

import functools
import hashlib
import io
import itertools
import operator
import re
import sys
import types
import weakref

_VIEWS = (type({}.keys()), type({}.values()), type({}.items()))
_GETTERS = (operator.itemgetter, operator.attrgetter, operator.methodcaller)
# What is a means rather than a value: two of them are alike when they are of one type.
_MEANS = ("_thread:lock", "_thread:RLock", "_thread:_local", "asyncio.locks:Lock", "asyncio.locks:Event")


def standard_form(value, kind, form, name):
    """The form of a value of a kind known here; None for all others. `form` writes parts, `name` names types."""
    maker = _MAKERS.get(kind)
    if maker is not None:
        return maker(value, form, name)
    if isinstance(value, BaseException):
        return exception_form(value, form, name)
    if isinstance(value, types.ModuleType):
        return ["module", value.__name__]
    if isinstance(value, weakref.ref):
        return ["reference", name(kind), form(value())]
    if isinstance(value, (io.StringIO, io.BytesIO)):
        return _buffer_form(value, form, name)
    if kind.__module__ == "random" and hasattr(value, "getstate"):
        return ["generator", name(kind), hashlib.sha256(repr(value.getstate()).encode()).hexdigest()]
    return ["means", name(kind)] if name(kind) in _MEANS else None


def exception_form(error, form, name):
    """An exception as a value: what it was made of, what was set on it, and what it says it came from."""
    state = [[key, form(item)] for key, item in sorted(vars(error).items())]
    cause = error.__cause__
    return [
        "exception",
        name(type(error)),
        [form(item) for item in error.args],
        *([["state", state]] if state else []),
        *([["cause", name(type(cause)), form(cause)]] if cause is not None else []),
    ]


def is_iterator(kind):
    """Whether instances of `kind` are iterators: asked of the type, for an object may answer to every name."""
    return hasattr(kind, "__next__")


def paused_form(value, form, name):
    """An iterator as it stands, without taking anything from it; None where that cannot be told."""
    if type(value) is itertools.count:
        return ["text", "itertools:count", repr(value)]
    if type(value).__module__ != "builtins" or isinstance(value, types.GeneratorType):
        return None
    try:
        reduced = value.__reduce__()
    except Exception:
        return None
    return ["paused", name(type(value)), [form(part) for part in reduced[1:]]]


def _buffer_form(value, form, name):
    if value.closed:
        return ["stream", name(type(value)), "closed"]
    return ["stream", name(type(value)), form(value.getvalue()), value.tell()]


def _view_form(value, form, name):
    return ["items", name(type(value)), [form(item) for item in value], []]


def _memory_form(value, form, name):
    try:
        shape = [value.format, list(value.shape), value.readonly]
    except ValueError:
        return ["stream", "memoryview", "released"]
    return ["buffer", "memoryview", value.tobytes().hex(), shape]


def _match_form(value, form, name):
    return ["match", form(value.re), form(value.string), [list(span) for span in value.regs], value.pos, value.endpos]


def _partial_form(value, form, name):
    parts = [value.func, list(value.args), value.keywords, vars(value)]
    return ["partial", [form(part) for part in parts]]


def _getter_form(value, form, name):
    return ["getter", name(type(value)), [form(part) for part in value.__reduce__()[1]]]


_MAKERS = {
    bytearray: lambda value, form, name: ["buffer", "bytearray", bytes(value).hex()],
    memoryview: _memory_form,
    types.MappingProxyType: lambda value, form, name: ["proxy", form(dict(value))],
    re.Match: _match_form,
    functools.partial: _partial_form,
}
_MAKERS.update((kind, _view_form) for kind in _VIEWS)
_MAKERS.update((kind, _getter_form) for kind in _GETTERS)


_IMMUTABLE = [
    ("datetime", ("date", "time", "datetime", "timedelta", "timezone")),
    ("zoneinfo", ("ZoneInfo",)),
    ("decimal", ("Decimal",)),
    ("fractions", ("Fraction",)),
    ("pathlib", ("PosixPath", "PurePosixPath", "WindowsPath", "PureWindowsPath")),
    ("uuid", ("UUID",)),
]


def immutable_types():
    """Types that are what their `repr` says, of the modules that are loaded: importing more would cost time."""
    found = {range, re.Pattern}
    for module, names in _IMMUTABLE:
        if module in sys.modules:
            found.update(getattr(sys.modules[module], name) for name in names if hasattr(sys.modules[module], name))
    return found
