"""Files of cProfile and profile (`python -m cProfile -o FILE`), as the standard library's pstats reads them."""

from __future__ import annotations

import math
from typing import Any

from speedwright.model.profile import Backend, Cost, Frame
from speedwright.model.profile_json import ProfileError
from speedwright.profiling.content import Content
from speedwright.profiling.importers.marshalled import Unmarshallable, unmarshalled
from speedwright.profiling.measured import Measured
from speedwright.profiling.stacks import Stacks

NAME = "pstats"
# Built-in functions have no file.
_BUILT_IN = "~"
_Function = tuple[str, int, str]


def recognises(content: Content) -> bool:
    """Whether the text begins as a marshalled dict whose first key is a tuple."""
    return len(content.text) > 1 and content.text[0] & 0x7F == ord("{") and content.text[1] & 0x7F in b"()0"


def read(content: Content, _rate: float) -> Measured:
    """The table of functions; what built-in functions took counts for their callers, as native time.

    Raises ProfileError. There are no samples, and no lines.
    """
    try:
        entries = _entries(unmarshalled(content.text))
    except (Unmarshallable, ValueError, TypeError, KeyError) as error:
        raise ProfileError(f"the pstats file is damaged: {error}") from error
    native_s: dict[_Function, float] = {}
    for function, (_, _, callers) in entries.items():
        for caller, seconds in callers.items() if function[0] == _BUILT_IN else ():
            native_s[caller] = native_s.get(caller, 0.0) + seconds
    costs: dict[Frame, Cost] = {}
    for function, (self_s, total_s, _) in entries.items():
        path, line, name = function
        if path != _BUILT_IN:
            native = native_s.get(function, 0.0)
            whole = self_s + native
            share = native / whole if whole > 0 else None
            costs[Frame(name, path, line)] = Cost(whole, max(total_s, whole), native=share)
    return Measured(
        Backend(NAME), Stacks(), sum(self_s for self_s, _, _ in entries.values()), 0, functions=costs, has_native=True
    )


def _entries(value: Any) -> dict[_Function, tuple[float, float, dict[_Function, float]]]:
    """Self and total seconds of each function, and the self seconds that it has from each caller."""
    if not isinstance(value, dict):
        raise ValueError("it is no table of functions")
    found = {}
    for key, row in value.items():
        if not isinstance(row, tuple) or len(row) != 5 or not isinstance(row[4], dict):
            raise ValueError("a row is not what pstats writes")
        _, _, self_s, total_s, callers = row
        found[_function(key)] = (_seconds(self_s), _seconds(total_s), dict(map(_caller, callers.items())))
    return found


def _function(key: Any) -> _Function:
    if not isinstance(key, tuple) or len(key) != 3:
        raise ValueError("a function is not what pstats writes")
    path, line, name = key
    if not isinstance(path, str) or not isinstance(name, str) or isinstance(line, bool) or not isinstance(line, int):
        raise ValueError("a function is not what pstats writes")
    return path, line if 0 < line < 1 << 31 else 0, name


def _caller(item: tuple[Any, Any]) -> tuple[_Function, float]:
    """cProfile keeps four numbers of each caller, of which the third are seconds; `profile` a count alone."""
    key, counts = item
    return _function(key), _seconds(counts[2]) if isinstance(counts, tuple) and len(counts) == 4 else 0.0


def _seconds(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not -1e-6 <= value < math.inf:
        raise ValueError("a time is not what pstats writes")
    return max(0.0, float(value))
