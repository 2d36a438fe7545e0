"""What a recording kept and what it could not keep, as lines for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

MOST_REASONS = 5


def told_lines(calls: Mapping[str, int], missed: Mapping[str, int]) -> Iterator[str]:
    """How many calls of how many functions there are now, and the commonest reasons why others are not."""
    count, functions = sum(calls.values()), len(calls)
    yield f"Kept {_counted(count, 'call')} of {_counted(functions, 'function')} in .speedwright/cache/calls."
    if missed:
        reasons = sorted(missed.items(), key=lambda each: -each[1])
        told = ", ".join(f"{times} {reason}" for reason, times in reasons[:MOST_REASONS])
        yield f"Not all could be kept: {told}."


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
