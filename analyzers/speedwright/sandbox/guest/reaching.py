"""Seeing the calls of the entry point of a module that is loaded already, without another object in its place."""

import inspect
import sys
import types

from . import entering
from .describing import Describer
from .loading import resolve
from .reservoir import Pace, Reservoir, shape
from .watching import is_inner


class Reached:
    """Counts the calls of the entry point and keeps some of each shape, as `["call", arguments, keywords]`.

    `is_seen` is false for functions that cannot be watched (built in, or hidden by their decorators).
    """

    def __init__(self, module, source, qualname):
        self.count = 0
        self._module, self._kept = module, {}
        self._entry, self._reservoir, self._pace, self._left = None, Reservoir(qualname), Pace(qualname), 1
        self.is_seen = self._watch(source, qualname)

    @property
    def calls(self):
        """The calls that were kept."""
        return list(self._kept.values())

    def _watch(self, source, qualname):
        function = resolve(self._module, qualname)
        function = inspect.unwrap(getattr(function, "__func__", function))
        if not isinstance(function, types.FunctionType):
            return False
        tree = compile(source, self._module.__file__, "exec", flags=0x400, dont_inherit=True)  # ast.PyCF_ONLY_AST
        watched = entering.watch(tree, lambda entry: self._registered(entry, qualname))
        code = compile(watched, function.__code__.co_filename, "exec", dont_inherit=True)
        same = _found(code, function.__code__)
        if self._entry is None or same is None:
            return False
        entering.install(self._entered)
        self._defaults = function.__defaults__ or (), function.__kwdefaults__
        function.__code__ = same
        return True

    def _registered(self, entry, qualname):
        if entry.qualname != qualname:
            return None
        self._entry = entry
        return 0

    def _entered(self, _number, *values):
        self.count += 1
        self._left -= 1
        if self._left > 0:
            return
        self._left = self._pace.next()
        if is_inner(sys._getframe(1)):
            self._left = 1
            return
        try:
            place = self._reservoir.place("|".join([shape(value) for value in values]))
            if place is not None:
                self._kept[place] = self._described(values)
        except Exception:
            # The test goes on, whatever its values do to a reader.
            return

    def _described(self, values):
        arguments, keywords = self._entry.call(values, *self._defaults)
        describer = Describer(self._module.__name__)
        named = [[name, describer.describe(value)] for name, value in keywords.items()]
        return ["call", [describer.describe(argument) for argument in arguments], named]


def _found(code, wanted):
    """The code inside of `code` of the function that has the code `wanted`."""
    for each in code.co_consts:
        if isinstance(each, types.CodeType):
            if (each.co_name, each.co_firstlineno) == (wanted.co_name, wanted.co_firstlineno):
                return each if each.co_freevars == wanted.co_freevars else None
            inner = _found(each, wanted)
            if inner is not None:
                return inner
    return None
