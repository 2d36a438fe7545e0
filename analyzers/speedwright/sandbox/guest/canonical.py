"""Values to canonical forms: equal forms if and only if no caller could tell the values apart.

A form is a tree of lists: `[kind, ...]`. Objects with an identity are numbered as they are met, `["at", number,
form]`; meeting one again gives `["ref", number]`, so that aliasing is part of the form. Only the host compares forms.
"""

import collections
import contextlib
import enum
import hashlib
import io
import json
import re
import sys
import types

from .atoms import WRITERS
from .libraries import library_form
from .standard import immutable_types, is_iterator, paused_form, standard_form

ITEMS_LIMIT = 2000
# What the code under test can build within its own limit, its form can be made of; far from the C stack's end.
RECURSION_LIMIT = 8000
NODES_LIMIT = 400000
DIGEST_FROM = 32768
# Where differences are allowed that a digest would hide: more than this takes too long to compare.
WHOLE_FROM = 1 << 21
# Levels of brackets; a list in a list is three of them.
DEEPEST = 150
# The kinds of form that say nothing about the value; no attribute has such a name.
_SILENT = ("!opaque", "!large", "!deep")


class Canonicaliser:
    """One numbering of objects; use one instance for all that is observed after one step.

    A `patient` one takes nothing from iterators: it writes down how far they are, where that can be told. A `public`
    one leaves private attributes out.
    """

    def __init__(self, module_name, patient=False, public=False):
        self._module_name = module_name
        self._patient = patient
        self._public = public
        self._numbers = {}
        self._memories = {}
        self._alive = []
        self._left = NODES_LIMIT
        self._probing = 0
        self._immutable = immutable_types()

    def form(self, value):
        """The canonical form of `value`; `["!deep"]` or `["!large"]` where a limit was met."""
        try:
            with _deeper():
                return self._form(value)
        except RecursionError:
            return ["!deep"]

    def _form(self, value):
        self._left -= 1
        if self._left < 0:
            return ["!large"]
        # By type, never by what an object says of itself: `__class__` may lie.
        kind = type(value)
        simple = _SIMPLE.get(kind)
        if simple is not None:
            return simple(value)
        if kind in self._immutable:
            return self._text(value, kind)
        if issubclass(kind, enum.Enum):
            return ["enum", self._name(kind), str(value._name_), self._form(value._value_)]
        if issubclass(kind, type):
            return ["class", self._name(value)]
        return self._identified(value, kind)

    def _text(self, value, kind):
        zone = getattr(value, "tzinfo", None)
        if zone is None or type(zone) in self._immutable:
            return ["text", self._name(kind), repr(value)]
        return ["text", self._name(kind), repr(value.replace(tzinfo=None)), self._form(zone)]

    def _identified(self, value, kind):
        if issubclass(kind, (tuple, frozenset)):
            return self._content(value, kind)
        number = self._numbers.get(id(value))
        if number is not None:
            return ["ref", number]
        number = self._numbers[id(value)] = len(self._numbers)
        self._alive.append(value)
        return ["at", number, self._content(value, kind)]

    def _content(self, value, kind):
        if issubclass(kind, (list, tuple)):
            return self._sequence(value, kind)
        if issubclass(kind, dict):
            return self._mapping(value, kind)
        if issubclass(kind, (set, frozenset)):
            return ["set", self._name(kind), self._members(value), self._attributes(value, kind)]
        if issubclass(kind, collections.deque):
            items = [self._form(item) for item in collections.deque.__iter__(value)]
            return ["items", self._name(kind), items, [value.maxlen, *self._attributes(value, kind)]]
        atom = next((base for base in _ATOMS if issubclass(kind, base)), None)
        if atom is not None:
            return ["atom", self._name(kind), _SIMPLE[atom](_PLAIN[atom](value)), self._attributes(value, kind)]
        try:
            return self._other(value, kind)
        except (RecursionError, MemoryError):
            raise
        except Exception as error:
            # An object that fights being looked at tells nothing.
            return ["!opaque", self._name(kind), type(error).__name__]

    def _sequence(self, value, kind):
        base = list if issubclass(kind, list) else tuple
        items = [self._form(item) for item in base.__iter__(value)]
        return ["items", self._name(kind), items, [] if kind is base else self._attributes(value, kind)]

    def _mapping(self, value, kind):
        if kind is dict:
            return ["pairs", "dict", [[self._form(key), self._form(item)] for key, item in value.items()], []]
        base = collections.OrderedDict if issubclass(kind, collections.OrderedDict) else dict
        pairs = [[self._form(key), self._form(item)] for key, item in base.items(value)]
        extra = self._attributes(value, kind)
        if issubclass(kind, collections.defaultdict):
            extra = [self._form(value.default_factory), *extra]
        return ["pairs", self._name(kind), pairs, extra]

    def _members(self, value):
        """The members of a set in an order of their own: that of their forms, each numbered for itself."""
        base = set if isinstance(value, set) else frozenset
        members = list(base.__iter__(value))
        if all(type(member) in _SIMPLE for member in members):
            return sorted((self._form(member) for member in members), key=repr)
        alone = [repr(Canonicaliser(self._module_name, self._patient).form(member)) for member in members]
        order = sorted(range(len(members)), key=alone.__getitem__)
        return [self._form(members[number]) for number in order]

    def _attributes(self, value, kind):
        """State that a subclass of a builtin type carries beside its content."""
        if kind.__module__ in ("builtins", "collections"):
            return []
        state = plain_state(value)
        return [self._state(state)] if state else []

    def _state(self, state):
        items = sorted(state.items(), key=_first)
        if self._public:
            items = [item for item in items if not str(item[0]).startswith("_")]
        return ["state", [[str(name), self._form(item)] for name, item in items]]

    def _other(self, value, kind):
        known = standard_form(value, kind, self._form, self._name)
        if known is not None:
            return known
        if issubclass(kind, io.IOBase):
            return ["!opaque", self._name(kind)]
        if is_iterator(kind):
            return self._iterator(value, kind)
        if callable(value) and hasattr(kind, "__get__") and hasattr(value, "__qualname__"):
            return self._callable(value)
        if kind is types.BuiltinFunctionType or kind.__name__ == "_lru_cache_wrapper":
            return self._callable(value)
        library = library_form(value, kind, self._form, self._memory)
        if library is not None:
            return library
        return self._instance(value, kind)

    def _memory(self, owner):
        self._alive.append(owner)
        return self._memories.setdefault(id(owner), len(self._memories))

    def _iterator(self, value, kind):
        paused = paused_form(value, self._form, self._name) if self._patient else None
        if paused is not None:
            return paused
        forms = []
        try:
            for count, item in enumerate(value):
                if count >= ITEMS_LIMIT:
                    forms.append(["rest"])
                    break
                forms.append(self._form(item))
        except (RecursionError, MemoryError):
            raise
        except Exception as error:
            forms.append(["raised", self._name(type(error)), str(error)])
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
            return ["!opaque", "function"]
        self._probing += 1
        try:
            answers = [answer for answer in (self._probe(function, values) for values in _PROBES) if answer]
        finally:
            self._probing -= 1
        return ["probed", answers] if answers else ["!opaque", "function"]

    def _probe(self, function, values):
        try:
            return [repr(values), self._form(function(*values))]
        except TypeError:
            return None
        except Exception as error:
            return [repr(values), ["raised", self._name(type(error))]]

    def _instance(self, value, kind):
        reduced = value.__reduce_ex__(2)
        if isinstance(reduced, str):
            return ["text", self._name(kind), reduced]
        state = plain_state(value)
        extra = [self._form(part) for part in reduced[1][1:]]
        if state is not None:
            return ["object", self._name(kind), self._state(state), extra]
        if reduced[0].__name__ == "__newobj__" and not any(reduced[2:]) and not extra and not _has_state(kind):
            return self._named(value) or ["!opaque", self._name(kind)]
        rest = [self._form(list(part) if hasattr(part, "__next__") else part) for part in reduced[1:]]
        return ["reduced", self._name(kind), rest]

    def _named(self, value):
        """What shows nothing but its identity is the name under which the module holds it: a sentinel."""
        held = vars(sys.modules[self._module_name]) if self._module_name in sys.modules else {}
        return next((["sentinel", name] for name, other in held.items() if other is value), None)

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


class Digesting:
    """From which size on a form is shown by its digest, in characters."""

    above = DIGEST_FROM

    @classmethod
    def switch_off(cls):
        """Shows what is not huge as it is, for differences that are allowed must be looked for in it."""
        cls.above = WHOLE_FROM

    @classmethod
    def is_off(cls):
        """Whether it was switched off."""
        return cls.above == WHOLE_FROM


def compact(form):
    """The form, or its digest where it is large: equality is all that the host asks of most forms.

    What differs is shrunk, and small forms are sent whole. A large form with something silent in it is silent.
    """
    try:
        with _deeper():
            text = json.dumps(form, separators=(",", ":"))
    except RecursionError:
        return ["!deep"]
    if len(text) < Digesting.above and _is_shallow(text):
        return form
    if any('["%s"' % word in text for word in _SILENT):
        return ["!large"]
    return ["digest", hashlib.sha256(text.encode("utf-8")).hexdigest()]


def _is_shallow(text):
    """Whether the host can walk the form: bracket by bracket, strings included, so that deep is never missed."""
    if text.count("[") <= DEEPEST:
        return True
    depth = deepest = 0
    for part in re.finditer(r"[\[\]]", text):
        depth += 1 if part.group() == "[" else -1
        deepest = max(deepest, depth)
    return deepest <= DEEPEST


def _first(pair):
    return str(pair[0])


def plain_state(value):
    """The attributes of an ordinary instance, slots included; None where it has neither."""
    slots = {}
    for base in type(value).__mro__:
        names = base.__dict__.get("__slots__", ())
        for name in [names] if isinstance(names, str) else names:
            if name not in ("__dict__", "__weakref__"):
                _add_slot(slots, value, base, name)
    try:
        slots.update(object.__getattribute__(value, "__dict__"))
    except AttributeError:
        return slots or None
    return slots


def _add_slot(slots, value, base, name):
    descriptor = vars(base).get(_mangled(base, name))
    try:
        slots[name] = descriptor.__get__(value)
    except AttributeError:
        # Not set, or taken away from the class.
        return


def _mangled(base, name):
    is_private = name.startswith("__") and not name.endswith("__")
    return "_%s%s" % (base.__name__.lstrip("_"), name) if is_private else name


def _has_state(kind):
    return any("__slots__" in base.__dict__ for base in kind.__mro__ if base is not object)


_SIMPLE = dict(WRITERS)
_SIMPLE[type(Ellipsis)] = lambda value: ["ellipsis"]
_SIMPLE[type(NotImplemented)] = lambda value: ["not-implemented"]
# Subclasses of these carry the value of their base, read past whatever they define over it.
_ATOMS = (int, float, complex, str, bytes)
_PLAIN = {int: int.__int__, float: float.__float__, str: str.__str__, complex: complex.__pos__}
_PLAIN[bytes] = lambda value: bytes.__getitem__(value, slice(None))
_PROBES = [
    (),
    (0,),
    (1,),
    (-3,),
    (7,),
    (1000,),
    ("a",),
    ("",),
    (2.5,),
    ([3, 1],),
    (1, 2),
    (5, 3),
    ("a", "b"),
    (1, 2, 3),
]
