"""Values to recipes: how calls seen at run time become inputs that the host can store and change.

No method of the value runs: one that pretends, raises or counts its readers is met by its type alone.
"""

import enum
import sys
import types

from . import tables
from .atoms import WRITERS

LIMIT = 200000
# Characters of one text, bytes of one bytes object.
TEXT_LIMIT = 1 << 20


class Undescribable(Exception):
    """A value that has no recipe: a file, a lock, an object with nothing but an address."""


class Describer:
    """Describes the values of one case; a mutable object met twice becomes a label and a reference."""

    def __init__(self, module_name, limit=LIMIT, text_limit=TEXT_LIMIT):
        self._module_name = module_name
        self._labels = {}
        self._alive = []
        self._left = limit
        self._text_limit = text_limit

    def describe(self, value):
        """The recipe of `value`. Raises Undescribable."""
        try:
            return self._describe(value)
        except RecursionError:
            raise Undescribable("too deeply nested") from None
        except (AttributeError, TypeError, ValueError, RuntimeError) as error:
            # A class that pretends to be another, or a container that a thread changes meanwhile.
            raise Undescribable(type(error).__name__) from None

    def _describe(self, value):
        self._left -= 1
        if self._left < 0:
            raise Undescribable("too large")
        kind = type(value)
        atom = WRITERS.get(kind)
        if atom is not None:
            if kind in (str, bytes) and len(value) > self._text_limit:
                raise Undescribable("too long a text")
            return atom(value)
        missing = tables.missing(value)
        if missing is not None:
            return missing
        if issubclass(kind, (type, enum.Enum)) or _is_function(value):
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
        if issubclass(type(value), (tuple, frozenset)):
            return None
        self._alive.append(value)
        self._labels[id(value)] = len(self._labels)
        return self._labels[id(value)]

    def _constructed(self, value, label):
        if _is_array(value):
            return self._array(value, label)
        table = tables.described(value, label, self._describe, self._left)
        if table is not None:
            return table
        arguments = _arguments(value)
        if arguments is not None:
            described = [self._describe(argument) for argument in arguments]
            return ["new", label, self._class_name(type(value)), described, []]
        state = state_of(value)
        if state is None:
            raise Undescribable(type(value).__name__)
        class_name = ["str", self._class_name(type(value))]
        return ["new", label, "guest:instance", [class_name, self._describe(state)], []]

    def _array(self, value, label):
        items = self._describe(value.tolist())
        return ["new", label, "numpy:array", [items], [["dtype", ["str", value.dtype.str]]]]

    def _named(self, value):
        if issubclass(type(value), enum.Enum):
            return self._class_name(type(value)) + "." + value._name_
        return self._class_name(value)

    def _class_name(self, kind):
        qualname = getattr(kind, "__qualname__", "")
        module = getattr(kind, "__module__", None)
        if not qualname or "<" in qualname or not isinstance(module, str):
            raise Undescribable("an object without a name of its own")
        return ("" if module == self._module_name else module) + ":" + qualname


def _is_function(value):
    """A function that an import leads to: bound methods and closures are none."""
    kind = type(value)
    return kind is types.FunctionType or (
        kind is types.BuiltinFunctionType and type(value.__self__) in (types.ModuleType, type(None))
    )


def _is_array(value):
    """A plain numpy array of numbers: views of other arrays lose what they share."""
    numpy = sys.modules.get("numpy")
    return numpy is not None and type(value) is getattr(numpy, "ndarray", None) and value.dtype.kind in "biufc"


def _arguments(value):
    """Constructor arguments of values that are their arguments; None for others."""
    kind = type(value)
    if issubclass(kind, tuple):
        return list(tuple.__iter__(value))
    arguments = _CONSTRUCTED.get("%s:%s" % (kind.__module__.replace("pathlib._local", "pathlib"), kind.__qualname__))
    if arguments is not None:
        return arguments(value)
    numpy = sys.modules.get("numpy")
    if numpy is not None and issubclass(kind, numpy.generic):
        return [value.item()]
    return None


def state_of(value):
    """The attributes of an object that is nothing but its attributes, by name; None for others."""
    kind = type(value)
    if issubclass(kind, (list, dict, set, BaseException, enum.Enum, type)) or not _is_made_plainly(kind):
        return None
    state, attributes = {}, None
    for base in kind.__mro__:
        for name, member in list(vars(base).items()):
            if type(member) is types.MemberDescriptorType and "__slots__" in vars(base):
                _read(member, name, value, state)
            elif name == "__dict__" and type(member) is types.GetSetDescriptorType and attributes is None:
                attributes = member.__get__(value)
    if attributes is None and not state and not _has_slots(kind):
        return None
    state.update(attributes or {})
    return state


def _is_made_plainly(kind):
    """Whether `kind.__new__(kind)` makes an object of a class written in Python; C types keep what nobody sees, also
    beneath a class that has attributes and a `__new__` of its own.
    """
    if kind.__module__ == "builtins":
        return False
    makers = (vars(base).get("__new__") for base in kind.__mro__ if base is not object)
    return all(maker is None or type(maker) is staticmethod for maker in makers)


def _has_slots(kind):
    return any("__slots__" in vars(base) for base in kind.__mro__ if base.__module__ != "builtins")


def _read(member, name, value, state):
    try:
        state[name] = member.__get__(value)
    except AttributeError:
        # A slot that holds nothing yet.
        return


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
    "pandas:Timestamp": tables.moment,
    "pandas:Timedelta": lambda value: [value.isoformat()],
    "pandas._libs.tslibs.timestamps:Timestamp": tables.moment,
    "pandas._libs.tslibs.timedeltas:Timedelta": lambda value: [value.isoformat()],
}
