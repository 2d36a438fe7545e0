"""Values to recipes: how calls seen at run time become inputs that the host can store and change."""

import enum
import sys

from .atoms import WRITERS

LIMIT = 200000


class Undescribable(Exception):
    """A value that has no recipe: a file, a lock, an object with nothing but an address."""


class Describer:
    """Describes the values of one case; a mutable object met twice becomes a label and a reference."""

    def __init__(self, module):
        self._module = module
        self._labels = {}
        self._alive = []
        self._left = LIMIT

    def describe(self, value):
        """The recipe of `value`. Raises Undescribable."""
        try:
            return self._describe(value)
        except RecursionError:
            raise Undescribable("too deeply nested") from None

    def _describe(self, value):
        self._left -= 1
        if self._left < 0:
            raise Undescribable("too large")
        kind = type(value)
        atom = WRITERS.get(kind)
        if atom is not None:
            return atom(value)
        if isinstance(value, (type, enum.Enum)) or _is_function(value):
            return ["name", self._named(value)]
        if id(value) in self._labels:
            return ["ref", self._labels[id(value)]]
        label = self._label(value)
        container = _CONTAINERS.get(kind)
        if container is not None:
            return [container, label, [self._describe(item) for item in value]]
        if kind is dict:
            return ["dict", label, [[self._describe(key), self._describe(item)] for key, item in value.items()]]
        return self._constructed(value, label)

    def _label(self, value):
        # Tuples and frozen sets carry no identity worth keeping; they may still hold things that do.
        if isinstance(value, (tuple, frozenset)):
            return None
        self._alive.append(value)
        self._labels[id(value)] = len(self._labels)
        return self._labels[id(value)]

    def _constructed(self, value, label):
        arguments = _arguments(value)
        if arguments is not None:
            described = [self._describe(argument) for argument in arguments]
            return ["new", label, self._class_name(type(value)), described, []]
        state = _state(value)
        if state is None:
            raise Undescribable(type(value).__name__)
        class_name = ["str", self._class_name(type(value))]
        return ["new", label, "guest:instance", [class_name, self._describe(state)], []]

    def _named(self, value):
        if isinstance(value, enum.Enum):
            return self._class_name(type(value)) + "." + value.name
        return self._class_name(value)

    def _class_name(self, kind):
        qualname = getattr(kind, "__qualname__", "")
        if not qualname or "<" in qualname:
            raise Undescribable(repr(kind)[:80])
        module = "" if kind.__module__ == self._module.__name__ else kind.__module__
        return module + ":" + qualname


def _is_function(value):
    return callable(value) and hasattr(value, "__qualname__") and not hasattr(value, "__self__")


def _arguments(value):
    """Constructor arguments of values that are their arguments; None for others."""
    if isinstance(value, tuple):
        return list(value)
    kind = type(value)
    arguments = _CONSTRUCTED.get("%s:%s" % (kind.__module__.replace("pathlib._local", "pathlib"), kind.__qualname__))
    if arguments is not None:
        return arguments(value)
    numpy = sys.modules.get("numpy")
    if numpy is not None and isinstance(value, numpy.generic):
        return [value.item()]
    return None


def _state(value):
    kind = type(value)
    if kind.__module__ == "builtins" or isinstance(value, (list, dict, set, BaseException)):
        return None
    slots = [name for base in kind.__mro__ for name in _slots(base)]
    if not hasattr(value, "__dict__") and not slots:
        return None
    state = {name: getattr(value, name) for name in slots if hasattr(value, name)}
    state.update(getattr(value, "__dict__", {}))
    return state


def _slots(kind):
    slots = kind.__dict__.get("__slots__", ())
    return [slots] if isinstance(slots, str) else [name for name in slots if name not in ("__dict__", "__weakref__")]


_CONTAINERS = {list: "list", tuple: "tuple", set: "set", frozenset: "frozenset"}
_CONSTRUCTED = {
    "builtins:range": lambda value: [value.start, value.stop, value.step],
    "builtins:bytearray": lambda value: [bytes(value)],
    "collections:deque": lambda value: [list(value), value.maxlen],
    "collections:Counter": lambda value: [dict(value)],
    "collections:OrderedDict": lambda value: [list(value.items())],
    "collections:defaultdict": lambda value: [value.default_factory, dict(value)],
    "datetime:date": lambda value: [value.year, value.month, value.day],
    "datetime:time": lambda value: [value.hour, value.minute, value.second, value.microsecond],
    "datetime:datetime": lambda value: (
        [value.year, value.month, value.day, value.hour, value.minute, value.second, value.microsecond]
        + ([value.tzinfo] if value.tzinfo else [])
    ),
    "datetime:timedelta": lambda value: [value.days, value.seconds, value.microseconds],
    "datetime:timezone": lambda value: [value.utcoffset(None)],
    "decimal:Decimal": lambda value: [str(value)],
    "fractions:Fraction": lambda value: [value.numerator, value.denominator],
    "pathlib:PosixPath": lambda value: [str(value)],
    "pathlib:WindowsPath": lambda value: [str(value)],
}
