"""One timing sample: calls made once each, between two messages; the host reads the clock from outside."""

import collections
import gc
import os
import sys

from .building import Builder, RecipeError
from .loading import resolve
from .observing import finished

_drain = collections.deque(maxlen=0).extend


def sample(module, qualname, calls, repeat, channel):
    """Builds the arguments, waits for the host's word, makes the calls, and says when they are done.

    `repeat` makes the batch that many times over with the same arguments: a warm measurement. Exceptions of
    the calls are part of what is timed. Memory is the growth of the peak resident size, in bytes.
    """
    try:
        batch = [_built(module, call) for call in calls]
    except RecipeError as error:
        channel.send({"unbuildable": str(error)})
        return
    function = resolve(module, qualname)
    _silence()
    # What exists now stays out of the collections that the calls cause.
    gc.freeze()
    before = _peak_memory()
    # Once round without the clock: the copied pages that every sample touches are touched now.
    channel.send({"warm": True})
    channel.receive()
    channel.send({"ready": True})
    channel.receive()
    for _ in range(repeat):
        for arguments, keywords in batch:
            try:
                result = function(*arguments, **keywords)
                if hasattr(result, "__next__"):
                    _drain(result)
                elif hasattr(result, "__await__"):
                    finished(result)
            except Exception:
                continue
    channel.send({"done": True})
    channel.receive()
    channel.send({"memory": _peak_memory() - before})


def _built(module, call):
    builder = Builder(module)
    arguments = [builder.build(recipe) for recipe in call[1]]
    return arguments, {name: builder.build(recipe) for name, recipe in call[2]}


def _silence():
    """Printing costs a formatted write to nowhere, in both versions alike."""
    sys.stdout = sys.stderr = open(os.devnull, "w")


def _peak_memory():
    try:
        import resource
    except ImportError:
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
