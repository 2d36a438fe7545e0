"""Parameters and type hints of an entry point as data, resolved where they can be: in the user's interpreter."""

import collections
import collections.abc
import dataclasses
import datetime
import decimal
import enum
import fractions
import inspect
import pathlib
import typing
import uuid

from .describing import Describer, Undescribable
from .loading import home_of, resolve

DEPTH = 6
_ANY = {"kind": "any"}


def describe_signature(module, qualname):
    """The signature of `qualname` in `module` as data (the host's `Signature`). Raises TypeError, AttributeError."""
    function = resolve(module, qualname)
    shapes = _Shapes(module)
    owner, name = home_of(module, qualname)
    parameters = [
        _parameter(each, hints, shapes) for hints in [_hints(function)] for each in _parameters(function).values()
    ]
    is_method = isinstance(owner, type) and bool(parameters) and _is_plain_method(owner, name)
    if is_method:
        parameters[0]["shape"] = shapes.of(owner)
    plain = inspect.unwrap(function)
    is_async = inspect.iscoroutinefunction(plain) or inspect.isasyncgenfunction(plain)
    return {"parameters": parameters, "is_method": is_method, "is_async": is_async}


def _parameters(function):
    return inspect.signature(function).parameters


def _is_plain_method(owner, name):
    return not isinstance(inspect.getattr_static(owner, name), (staticmethod, classmethod))


def _hints(function):
    """Resolved hints; where one of them cannot be resolved, those that can."""
    plain = inspect.unwrap(function)
    try:
        return typing.get_type_hints(plain)
    except Exception:
        return _hints_one_by_one(plain)


def _hints_one_by_one(function):
    hints = {}
    for name, hint in getattr(function, "__annotations__", {}).items():
        try:
            hints[name] = eval(hint, vars(typing), function.__globals__) if isinstance(hint, str) else hint
        except Exception:
            continue
    return hints


_KINDS = {
    inspect.Parameter.POSITIONAL_ONLY: "positional",
    inspect.Parameter.POSITIONAL_OR_KEYWORD: "positional",
    inspect.Parameter.KEYWORD_ONLY: "keyword",
    inspect.Parameter.VAR_POSITIONAL: "varargs",
    inspect.Parameter.VAR_KEYWORD: "varkeywords",
}


def _parameter(parameter, hints, shapes):
    has_default = parameter.default is not inspect.Parameter.empty
    return {
        "name": parameter.name,
        "kind": _KINDS[parameter.kind],
        "shape": shapes.of(hints[parameter.name]) if parameter.name in hints else None,
        "has_default": has_default,
        "default": shapes.recipe(parameter.default) if has_default else None,
    }


class _Shapes:
    """Type hints to shapes (the host's `TypeShape`), to a bounded depth for recursive types."""

    def __init__(self, module):
        self._module = module
        self._depth = 0

    def recipe(self, value):
        """The recipe of a value; None where it has none."""
        try:
            return Describer(self._module.__name__).describe(value)
        except Undescribable:
            return None

    def of(self, hint):
        """The shape of one hint."""
        self._depth += 1
        try:
            return _ANY if self._depth > DEPTH else self._of(hint)
        finally:
            self._depth -= 1

    def _of(self, hint):
        if hint is None or hint is type(None):
            return {"kind": "none"}
        if hint in (typing.Any, object, inspect.Parameter.empty):
            return _ANY
        if isinstance(hint, typing.TypeVar):
            return self._variable(hint)
        if hasattr(hint, "__supertype__"):
            return self.of(hint.__supertype__)
        if hasattr(hint, "__value__") and type(hint).__name__ == "TypeAliasType":
            return self.of(hint.__value__)
        origin = typing.get_origin(hint)
        if origin is not None:
            return self._generic(origin, typing.get_args(hint))
        if isinstance(hint, type):
            return self._class(hint)
        return {"kind": "unsupported", "name": repr(hint)}

    def _variable(self, variable):
        if variable.__bound__ is not None and not isinstance(variable.__bound__, typing.ForwardRef):
            return self.of(variable.__bound__)
        if variable.__constraints__:
            return {"kind": "union", "arguments": [self.of(each) for each in variable.__constraints__]}
        return {"kind": "union", "arguments": [{"kind": "int"}, {"kind": "str"}]}

    def _generic(self, origin, arguments):
        if origin is typing.Union or type(origin).__name__ == "UnionType" or origin.__name__ == "UnionType":
            return {"kind": "union", "arguments": [self.of(each) for each in arguments]}
        if origin is getattr(typing, "Literal", None):
            return {"kind": "literal", "values": [self.recipe(value) for value in arguments]}
        if origin is getattr(typing, "Annotated", ()) or hasattr(origin, "__metadata__"):
            return self.of(arguments[0])
        if origin is tuple:
            return self._tuple(arguments)
        if origin is type:
            classes = [self.recipe(each) for each in arguments if isinstance(each, type)]
            return {"kind": "literal", "values": classes or [self.recipe(int), self.recipe(str)]}
        if origin is collections.abc.Callable:
            return {"kind": "callable", "arguments": [self.of(arguments[-1])] if arguments else []}
        kind = _GENERIC.get(origin)
        if kind is None and isinstance(origin, type):
            items = _array_items(arguments) if origin.__module__.partition(".")[0] == "numpy" else []
            return dict(self._class(origin), arguments=items) if items else self._class(origin)
        if kind is None:
            return {"kind": "unsupported", "name": repr(origin)}
        return {
            "kind": kind,
            "arguments": [self.of(each) for each in _kept(kind, arguments)],
        }

    def _tuple(self, arguments):
        if len(arguments) == 2 and arguments[1] is Ellipsis:
            return {"kind": "tuple_of", "arguments": [self.of(arguments[0])]}
        return {"kind": "tuple", "arguments": [self.of(each) for each in arguments if each != ()]}

    def _class(self, kind):
        if kind in _ATOMS:
            return {"kind": _ATOMS[kind]}
        if kind in _GENERIC:
            arity = _ARITY[_GENERIC[kind]]
            return {"kind": _GENERIC[kind], "arguments": [_ANY] * arity}
        if kind is tuple:
            return {"kind": "tuple_of", "arguments": [_ANY]}
        if issubclass(kind, enum.Enum):
            return {"kind": "enum", "name": self._name(kind), "values": [self.recipe(member) for member in kind]}
        if kind in _STANDARD:
            return {"kind": "construct", "name": self._name(kind)}
        library = {"numpy": "array", "pandas": "frame"}.get(kind.__module__.partition(".")[0])
        if library is not None and kind.__name__ in ("ndarray", "DataFrame", "Series"):
            return {"kind": library, "name": self._name(kind)}
        return self._record(kind)

    def _name(self, kind):
        return "%s:%s" % ("" if kind.__module__ == self._module.__name__ else kind.__module__, kind.__qualname__)

    def _record(self, kind):
        if getattr(kind, "_is_protocol", False) or inspect.isabstract(kind):
            return self._implementation(kind)
        if "<" in kind.__qualname__:
            return {"kind": "unsupported", "name": kind.__qualname__}
        if issubclass(kind, dict) and hasattr(kind, "__total__"):
            required = getattr(kind, "__required_keys__", frozenset(_hints(kind)))
            fields = [self._field(name, hint, name in required) for name, hint in _hints(kind).items()]
            return {"kind": "record", "name": "builtins:dict", "fields": fields}
        return {"kind": "record", "name": self._name(kind), "fields": self._constructor_fields(kind)}

    def _implementation(self, protocol):
        """The first class of the module that has all that a protocol or an abstract class asks for."""
        wanted = [name for name in vars(protocol) if not name.startswith("_")] + list(_hints(protocol))
        for value in vars(self._module).values():
            if isinstance(value, type) and value is not protocol and not inspect.isabstract(value):
                fields = getattr(value, "__dataclass_fields__", {})
                if all(hasattr(value, name) or name in fields for name in wanted) and value.__module__ != "builtins":
                    return self.of(value)
        return {"kind": "unsupported", "name": self._name(protocol)}

    def _constructor_fields(self, kind):
        if dataclasses.is_dataclass(kind):
            hints = _hints(kind)
            return [
                self._field(each.name, hints.get(each.name), _is_required(each))
                for each in dataclasses.fields(kind)
                if each.init
            ]
        try:
            parameters = list(_parameters(kind).values())
        except (TypeError, ValueError):
            return []
        maker = kind.__new__ if issubclass(kind, tuple) else kind.__init__
        hints = dict(_hints(maker), **(_hints(kind) if issubclass(kind, tuple) else {}))
        return [
            self._field(each.name, hints.get(each.name), each.default is inspect.Parameter.empty)
            for each in parameters
            if _KINDS[each.kind] in ("positional", "keyword")
        ]

    def _field(self, name, hint, required):
        return {"name": name, "shape": _ANY if hint is None else self.of(hint), "required": required}


def _array_items(arguments):
    """What an array holds by its hint, `numpy.ndarray[shape, numpy.dtype[numpy.float64]]`; empty for types that no
    number of Python's stands for.
    """
    inner = typing.get_args(arguments[-1]) if arguments else ()
    kind = _ARRAY_ITEMS.get(getattr(inner[0], "__name__", "")) if inner else None
    return [] if kind is None else [{"kind": kind}]


def _kept(kind, arguments):
    """The arguments of a hint that tell of content; of an awaitable what it gives in the end, which comes last."""
    listed = [each for each in arguments if each is not Ellipsis]
    return listed[-1:] if kind == "awaitable" else listed[: _ARITY[kind]]


def _is_required(field):
    return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING


_ATOMS = {bool: "bool", int: "int", float: "float", complex: "complex", str: "str", bytes: "bytes"}
_GENERIC = {
    list: "list",
    set: "set",
    frozenset: "frozenset",
    dict: "dict",
    collections.deque: "deque",
    collections.defaultdict: "defaultdict",
    collections.Counter: "counter",
    collections.OrderedDict: "dict",
    collections.abc.Sequence: "list",
    collections.abc.MutableSequence: "list",
    collections.abc.Collection: "list",
    collections.abc.Iterable: "iterable",
    collections.abc.Iterator: "iterator",
    collections.abc.Generator: "iterator",
    collections.abc.Awaitable: "awaitable",
    collections.abc.Coroutine: "awaitable",
    collections.abc.Set: "set",
    collections.abc.MutableSet: "set",
    collections.abc.Mapping: "mapping",
    collections.abc.MutableMapping: "mapping",
}
_ARRAY_ITEMS = {"float64": "float", "int64": "int", "bool": "bool", "bool_": "bool"}
_ARITY = collections.defaultdict(lambda: 1, dict=2, mapping=2, defaultdict=2)
_STANDARD = (
    datetime.date,
    datetime.datetime,
    datetime.time,
    datetime.timedelta,
    decimal.Decimal,
    fractions.Fraction,
    pathlib.Path,
    pathlib.PurePath,
    uuid.UUID,
    bytearray,
    range,
)
