"""Lazy results: their items one by one, when things happened meanwhile, and callers who do not take all of them.

A manner says how the caller goes about it: "" takes all items, "take 2" two of them and then closes, "send" sends a
number for each, "throw" throws a ValueError after the first, "change" changes the arguments after the first.
"""

import functools
import itertools
import types

from .canonical import Canonicaliser, compact
from .standard import paused_form

ITEMS_LIMIT = 500
# CO_COROUTINE and CO_ASYNC_GENERATOR.
_ASYNCHRONOUS = 0x80 | 0x200


def is_lazy(result):
    """Whether a result gives its items only when asked."""
    if isinstance(result, (types.GeneratorType, types.AsyncGeneratorType)):
        return True
    return hasattr(type(result), "__next__") and type(result).__module__ in ("builtins", "itertools")


def finished(awaitable):
    """The result of a coroutine, run in an event loop of its own."""
    import asyncio

    return asyncio.run(awaitable)


def is_asynchronous(function):
    """Whether it is an `async def`, a generator or not, maybe with arguments bound.

    As the standard library's `inspect` tells it, whose import would be a tenth of a guest's own start.
    """
    while isinstance(function, functools.partial):
        function = function.func
    function = function.__func__ if isinstance(function, types.MethodType) else function
    return isinstance(function, types.FunctionType) and bool(function.__code__.co_flags & _ASYNCHRONOUS)


def taken(generator, limit):
    """The first items of an asynchronous generator, `limit` at the most, which is then closed."""
    return finished(_taken(generator, limit))


async def _taken(generator, limit):
    items = []
    async for item in generator:
        items.append(item)
        if len(items) >= limit:
            break
    await generator.aclose()
    return items


class Drawing:
    """The drawing of items from one lazy result.

    `marks` gives what was written, logged and called so far, as numbers; `raised` writes an exception as data.
    """

    def __init__(self, arguments, module_name, marks, raised):
        self._arguments = arguments
        self._module_name = module_name
        self._marks = marks
        self._raised = raised
        self._numbers = Numbers()
        self._items = []
        self._moments = []

    def draw(self, iterator, manner=""):
        """Its items, in the manner told, and what the arguments looked like meanwhile."""
        self._moments.append([self._moment(), self._marks()])
        try:
            if isinstance(iterator, types.AsyncGeneratorType):
                finished(self._take_asynchronously(iterator, manner))
            else:
                self._take(iterator, manner)
        except Exception as error:
            told = self._raised(error)
            self._items.append([0, ["raised", told["type"], told["message"]]])
        return {"kind": type(iterator).__name__, "items": self._items, "moments": self._moments}

    def _take(self, iterator, manner):
        limit = _limit(manner)
        for step in _steps(iterator, manner, self._arguments):
            if len(self._items) >= limit:
                break
            try:
                item = step()
            except StopIteration as end:
                self._end(end.value)
                return
            self._keep(item)
        if limit < ITEMS_LIMIT:
            if hasattr(iterator, "close"):
                iterator.close()
            self._moments.append([self._moment(), self._marks()])
        elif len(self._items) >= limit:
            self._items.append([0, ["rest"]])

    async def _take_asynchronously(self, iterator, manner):
        limit = _limit(manner)
        try:
            while len(self._items) < limit:
                self._keep(await iterator.__anext__())
        except StopAsyncIteration:
            return
        await iterator.aclose()
        self._moments.append([self._moment(), self._marks()])

    def _keep(self, item):
        # Each item as it is now: the next one may be the same object with other content.
        self._items.append([self._numbers.of(item), compact(Canonicaliser(self._module_name).form(item))])
        count = len(self._items)
        if count == 1:
            self._moments.append([self._moment(), self._marks()])
        elif any(marks := self._marks()):
            self._moments.append([count, marks])

    def _end(self, value):
        if value is not None:
            self._items.append([0, ["returned", Canonicaliser(self._module_name).form(value)]])

    def _moment(self):
        """The arguments as they stand, without taking anything from an iterator."""
        canonicaliser = Canonicaliser(self._module_name, patient=True)
        shown = [each for each in self._arguments if isinstance(each, (list, dict, set)) or _is_paused(each)]
        return compact(canonicaliser.form(shown))


def _is_paused(value):
    return hasattr(type(value), "__next__") and paused_form(value, lambda _: None, str) is not None


def _limit(manner):
    return int(manner.split()[1]) if manner.startswith("take ") else ITEMS_LIMIT


def _steps(iterator, manner, arguments):
    """How each item is asked for, in turn."""
    yield lambda: next(iterator)
    if manner == "throw" and hasattr(iterator, "throw"):
        yield lambda: iterator.throw(ValueError("thrown in"))
    if manner == "change":
        for argument in arguments:
            change(argument)
    for number in itertools.count(1):
        sends = manner == "send" and hasattr(iterator, "send")
        yield (lambda value: lambda: iterator.send(value))(number % 4) if sends else lambda: next(iterator)


def change(target):
    """What a careless caller may do to a container."""
    if isinstance(target, list):
        target.append(target[0] if target else 0)
        target.reverse()
    elif isinstance(target, dict):
        target["speedwright"] = None
    elif isinstance(target, set):
        target.add("speedwright")


class Numbers:
    """Numbers for objects with an identity, in the order in which they are met; 0 for values without one."""

    def __init__(self):
        self._numbers = {}
        self._alive = []

    def of(self, value):
        """The number of `value`."""
        if type(value) in _WITHOUT_IDENTITY:
            return 0
        self._alive.append(value)
        return self._numbers.setdefault(id(value), len(self._numbers) + 1)


_WITHOUT_IDENTITY = (
    type(None),
    bool,
    int,
    float,
    complex,
    str,
    bytes,
    tuple,
    frozenset,
    type,
    range,
    types.FunctionType,
)
