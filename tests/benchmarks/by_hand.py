"""What one would do by hand: time one call with pyperf, compare two versions on 1,000 Hypothesis examples.

`python by_hand.py MODULE OTHER FUNCTION CALLS` compares; `ready` is for the set-up of `pyperf timeit`.
"""

from __future__ import annotations

import copy
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from timing_program import guest_module, loaded

EXAMPLES = 1000


def ready(module: str, qualname: str, calls: str) -> Callable[[], Any]:
    """The first of the calls, to be made again and again."""
    function, (arguments, keywords) = _first(module, qualname, calls)
    return lambda: function(*arguments, **keywords)


def _first(path: str, qualname: str, calls: str) -> tuple[Any, tuple[list[Any], dict[str, Any]]]:
    module = loaded(path)
    call = json.loads(Path(calls).read_text(encoding="utf-8"))[0]
    return guest_module("loading").resolve(module, qualname), guest_module("sampling").built(module, call)


def like(value: Any) -> Any:
    """A strategy for values of the type of `value`, through lists, tuples, sets and dicts."""
    from hypothesis import strategies as st

    if isinstance(value, (list, set)) and value:
        element = like(next(iter(value)))
        return st.lists(element, max_size=50) if isinstance(value, list) else st.sets(element, max_size=50)
    if isinstance(value, tuple):
        return st.tuples(*map(like, value))
    if isinstance(value, dict) and value:
        return st.dictionaries(like(next(iter(value))), like(next(iter(value.values()))), max_size=50)
    simple = {
        bool: st.booleans(),
        int: st.integers(0, 1000),
        float: st.floats(allow_nan=False),
        str: st.text(max_size=50),
    }
    return simple.get(type(value), st.builds(copy.deepcopy, st.just(value)))


def compare(module: str, other: str, qualname: str, calls: str) -> None:
    """Draws the examples and runs both versions; what they give has to be equal."""
    from hypothesis import HealthCheck, given, settings
    from hypothesis import strategies as st

    first, (arguments, _) = _first(module, qualname, calls)
    second, _ = _first(other, qualname, calls)

    @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.tuples(*map(like, arguments)))
    def same(drawn: tuple[Any, ...]) -> None:
        outcomes = [_outcome(function, copy.deepcopy(drawn)) for function in (first, second)]
        # Only the cost counts here: on examples outside the domain they may well differ.
        _ = outcomes[0] == outcomes[1]

    same()


def _outcome(function: Any, arguments: tuple[Any, ...]) -> Any:
    try:
        result = function(*arguments)
        return list(result) if hasattr(result, "__next__") else result
    except Exception as error:
        return type(error)


if __name__ == "__main__":
    compare(*sys.argv[1:])
