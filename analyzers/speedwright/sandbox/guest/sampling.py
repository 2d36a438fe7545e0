"""One timing sample: calls made once each, between two messages; the host reads the clock from outside."""

import collections
import gc
import hashlib
import itertools
import json
import marshal
import os
import sys
import types

from .building import Builder, RecipeError
from .canonical import Canonicaliser, Digesting, compact
from .lazy import finished, is_asynchronous, taken
from .loading import resolve

# Bound before the module under test runs.
_loads = marshal.loads
_drain = collections.deque(maxlen=0).extend
# Items of a lazy result that a replay keeps; the rest is drawn and dropped.
ITEMS_KEPT = 2000
# What small objects are allocated in, at the most, and a size of them for which many fit on each page.
_ARENA = 1 << 20
_SMALL = 480


class _PlainBuilder(Builder):
    """Builds what needs no code of the module."""

    def _build(self, recipe):
        if recipe[0] in ("name", "new"):
            raise RecipeError("made by code")
        return super()._build(recipe)


def prepared(call):
    """The arguments of a call in a form that is quick to build from: bytes where they are plain data."""
    builder = _PlainBuilder(None)
    try:
        return marshal.dumps(
            ([builder.build(recipe) for recipe in call[1]], {name: builder.build(recipe) for name, recipe in call[2]})
        )
    except (RecipeError, ValueError):
        return call


def sample(module, qualname, calls, job, channel):
    """Builds the arguments, waits for the host's word, makes the calls, and says when they are done.

    The job's `repeat` makes the batch that many times over with the same arguments: a warm measurement. Exceptions
    of the calls are part of what is timed. `reserve` bytes of memory are touched before, and free again, as in a
    process that has run for a while: else the kernel's first touch of each page would be timed. A batch that is
    `replayed` keeps its results, and shows them when the clock was read: to the function it looks like any other.
    """
    try:
        batch = [built(module, call) for call in calls]
    except RecipeError as error:
        channel.send({"unbuildable": str(error)})
        return
    function = resolve(module, qualname)
    _silence()
    if is_asynchronous(function):
        # Else importing asyncio and its first loop, some 40 ms, were part of every sample.
        finished(_nothing())
    # It keeps the arenas of small objects from being given back.
    kept = touched(job["reserve"])
    # What exists now stays out of the collections that the calls cause.
    gc.freeze()
    # Once round without the clock: the copied pages that every sample touches are touched now.
    channel.send({"warm": True})
    channel.receive()
    channel.send({"ready": True})
    channel.receive()
    outcomes = _kept(function, batch) if job["replayed"] else _dropped(function, batch, job["repeat"])
    channel.send({"done": True})
    channel.receive()
    channel.send({"shown": _shown(module, outcomes, batch) if job["replayed"] else ""})
    if job["replayed"]:
        # The host reads the clock once more before this process is gone.
        channel.receive()
    del kept


async def _nothing():
    """What a loop can be started with."""


def _dropped(function, batch, repeat):
    for _ in range(repeat):
        for arguments, keywords in batch:
            try:
                result = function(*arguments, **keywords)
                if hasattr(result, "__next__"):
                    _drain(result)
                elif isinstance(result, types.AsyncGeneratorType):
                    taken(result, sys.maxsize)
                elif hasattr(result, "__await__"):
                    finished(result)
            except Exception:
                continue


def _kept(function, batch):
    outcomes = []
    for arguments, keywords in batch:
        try:
            result = function(*arguments, **keywords)
            if hasattr(result, "__next__"):
                lazy, result = result, list(itertools.islice(result, ITEMS_KEPT))
                _drain(lazy)
            elif isinstance(result, types.AsyncGeneratorType):
                result = taken(result, sys.maxsize)[:ITEMS_KEPT]
            elif hasattr(result, "__await__"):
                result = finished(result)
        except Exception as error:
            result = type(error)
        outcomes.append(result)
    return outcomes


def _shown(module, outcomes, batch):
    """A digest of what each call gave and made of its arguments; of none where something may differ.

    Private attributes are left out, for a version may keep what it likes in new ones.
    """
    if Digesting.is_off():
        return ""
    digest = hashlib.sha256()
    for outcome, (arguments, keywords) in zip(outcomes, batch):
        form = Canonicaliser(module.__name__, public=True).form([outcome, arguments, keywords])
        digest.update(json.dumps(compact(form)).encode("utf-8"))
    return digest.hexdigest()


def built(module, call):
    """The arguments and keywords of a call that was prepared. Raises RecipeError."""
    if isinstance(call, bytes):
        return _loads(call)
    builder = Builder(module)
    arguments = [builder.build(recipe) for recipe in call[1]]
    return arguments, {name: builder.build(recipe) for name, recipe in call[2]}


def touched(size):
    """Leaves `size` bytes free and resident, for small objects and again for large ones."""
    if not size:
        return None
    # Twice: a large block that was freed raises the size from which the C library asks the kernel anew.
    for _ in range(2):
        bytearray(b"\1") * size
    small = [bytes(_SMALL) for _ in range(size // _SMALL + 1)]
    return small[:: _ARENA // _SMALL // 4]


def _silence():
    """Printing costs a formatted write to nowhere, in both versions alike."""
    sys.stdout = sys.stderr = open(os.devnull, "w")
