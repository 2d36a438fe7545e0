"""One timing sample: calls made once each, between two messages; the host reads the clock from outside."""

import collections
import gc
import hashlib
import itertools
import json
import os
import sys

from .building import Builder, RecipeError
from .canonical import Canonicaliser, compact
from .loading import resolve
from .observing import finished

_drain = collections.deque(maxlen=0).extend
# Items of a lazy result that a replay keeps; the rest is drawn and dropped.
ITEMS_KEPT = 2000


def sample(module, qualname, calls, repeat, replayed, channel):
    """Builds the arguments, waits for the host's word, makes the calls, and says when they are done.

    `repeat` makes the batch that many times over with the same arguments: a warm measurement. Exceptions of
    the calls are part of what is timed. Memory is the growth of the peak resident size, in bytes. A batch that is
    `replayed` keeps its results, and shows them when the clock was read: to the function it looks like any other.
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
    outcomes = _kept(function, batch) if replayed else _dropped(function, batch, repeat)
    channel.send({"done": True})
    channel.receive()
    memory = _peak_memory() - before
    channel.send({"memory": memory, "shown": _shown(module, outcomes, batch) if replayed else ""})
    if replayed:
        # The host reads the clock once more before this process is gone.
        channel.receive()


def _dropped(function, batch, repeat):
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


def _kept(function, batch):
    outcomes = []
    for arguments, keywords in batch:
        try:
            result = function(*arguments, **keywords)
            if hasattr(result, "__next__"):
                lazy, result = result, list(itertools.islice(result, ITEMS_KEPT))
                _drain(lazy)
            elif hasattr(result, "__await__"):
                result = finished(result)
        except Exception as error:
            result = type(error)
        outcomes.append(result)
    return outcomes


def _shown(module, outcomes, batch):
    """A digest of what each call gave and made of its arguments."""
    digest = hashlib.sha256()
    for outcome, (arguments, keywords) in zip(outcomes, batch):
        form = Canonicaliser(module.__name__).form([outcome, arguments, keywords])
        digest.update(json.dumps(compact(form)).encode("utf-8"))
    return digest.hexdigest()


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
