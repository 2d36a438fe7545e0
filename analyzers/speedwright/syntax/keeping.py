"""Answers about a version of a file, kept while it is looked at."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import ParamSpec, TypeVar

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")

_FORGETTING: list[Callable[[], None]] = []


def kept(most: int) -> Callable[[Callable[Parameters, Result]], Callable[Parameters, Result]]:
    """As `functools.lru_cache`, for functions of source files and nodes; `forget` drops what they answered."""

    def keeping(function: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
        cached = lru_cache(maxsize=most)(function)
        _FORGETTING.append(cached.cache_clear)
        # Its parameters are those of the function, which lru_cache does not say.
        return cached  # type: ignore[return-value]  # hashable ones, as all about source files are

    return keeping


def forget() -> None:
    """Drops all answers: no other version of a file has them, and thousands of places with the paths to them keep the
    garbage collector busy for longer than an edit may take.
    """
    for each in _FORGETTING:
        each()
