"""A request until it has an answer or there is no hope of one: what passes is waited for, what is not understood left
out."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from speedwright.generation.language_model.chat import ChatRequest, Dialect
from speedwright.generation.language_model.unanswered import PASSING, Unanswered

ATTEMPTS = 4
"""Tries of one request, the first among them."""

FIRST_WAIT_S, LONGEST_WAIT_S = 0.5, 60.0
"""Waits double, from the first on; an endpoint that asks to wait longer than the longest is not waited for."""

Sleep = Callable[[float], Awaitable[None]]
Answer = TypeVar("Answer")
Attempt = Callable[[ChatRequest, Dialect], Awaitable[Answer]]


@dataclass
class Manners:
    """What was learned of an endpoint, for all requests to it."""

    dialect: Dialect = Dialect()


async def answered(
    request: ChatRequest, manners: Manners, attempt: Attempt[Answer], sleep: Sleep = asyncio.sleep
) -> Answer:
    """The answer to a request. Raises Unanswered: with the last end, where all tries came to one."""
    tries = 0
    while True:
        dialect = manners.dialect
        try:
            return await attempt(request, dialect)
        except Unanswered as error:
            simpler = None if error.refused is None else simpler_than(dialect, error.refused)
            if simpler is not None:
                # Another request may have learned something meanwhile.
                manners.dialect = simpler if manners.dialect == dialect else manners.dialect
                continue
            tries += 1
            wait_s = _wait_s(error, tries)
            if error.end not in PASSING or tries >= ATTEMPTS or wait_s > LONGEST_WAIT_S:
                raise
            await sleep(wait_s)


def _wait_s(error: Unanswered, tries: int) -> float:
    """Seconds to wait: what the endpoint asks for, else longer every time and never the same as others wait."""
    if error.wait_s is not None:
        return error.wait_s
    return min(LONGEST_WAIT_S, FIRST_WAIT_S * 2.0 ** (tries - 1)) * random.uniform(0.5, 1.0)


_SIGNS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("structured", ("response_format", "json_schema", "schema")),
    ("usage", ("stream_options", "include_usage")),
    ("temperature", ("temperature",)),
    ("old_limit", ("max_tokens", "max_completion_tokens")),
)


def simpler_than(dialect: Dialect, complaint: str) -> Dialect | None:
    """The dialect without what the endpoint complains of; None where nothing is left to leave out.

    Where it does not say what it means, the youngest part of the protocol goes first.
    """
    used = [(name, signs) for name, signs in _SIGNS if getattr(dialect, name)]
    named = [name for name, signs in used if any(sign in complaint for sign in signs)]
    chosen = named or [name for name, _ in used if name != "old_limit"]
    return replace(dialect, **{chosen[0]: False}) if chosen else None
