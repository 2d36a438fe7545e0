"""Running one case for what it reaches, and no longer than it may."""

import signal
import types

from . import observing
from .building import Builder, RecipeError
from .lazy import ITEMS_LIMIT, finished, taken
from .loading import resolve


def run_blindly(module, qualname, steps):
    """Runs the steps of a case for what they reach, whatever they answer."""
    builder, results = Builder(module), []
    function = resolve(module, qualname)
    for step in steps:
        if step[0] == "disturb":
            observing.disturb(results, step[1])
            continue
        try:
            arguments = [builder.build(recipe) for recipe in step[1]]
            result = function(*arguments, **{name: builder.build(recipe) for name, recipe in step[2]})
            results.append(_finished(result))
        except RecipeError:
            return
        except (Exception, SystemExit, KeyboardInterrupt):
            results.append(None)


def _expire(_number, _frame):
    raise observing.OutOfTime


def timed(function, argument, seconds):
    """`function(argument)`, or `{"timeout": True}` after `seconds` of processor time. The host has its own limit."""
    if not hasattr(signal, "setitimer"):
        return function(argument)
    signal.signal(signal.SIGVTALRM, _expire)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        return function(argument)
    except observing.OutOfTime:
        return {"timeout": True}
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def _finished(result):
    """Runs what a lazy or awaitable result still has to do, within reason."""
    if hasattr(result, "__await__"):
        return finished(result)
    if isinstance(result, types.AsyncGeneratorType):
        taken(result, ITEMS_LIMIT)
    elif hasattr(result, "__next__"):
        for count, _ in enumerate(result):
            if count >= ITEMS_LIMIT:
                break
    return result
