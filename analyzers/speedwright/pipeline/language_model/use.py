"""What front ends hand in where a model is to be asked, and what they are told of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be sent, before it is: `bodies` are the requests for the first function, in full.

    Tokens and price are upper estimates for that function; the price is 0 where the settings have none.
    """

    base_url: str
    model: str
    key_variable: str
    function: str
    bodies: tuple[Mapping[str, Any], ...]
    masked: int
    sent_tokens: int
    received_tokens: int
    price: float


@dataclass(frozen=True, slots=True)
class ModelReport:
    """What came of asking: how many requests were sent, tokens, their price, and how many answers ended how.

    `problem` is what went wrong with the endpoint, empty where nothing did.
    """

    requests: int
    sent_tokens: int
    received_tokens: int
    is_estimate: bool
    price: float
    states: Mapping[str, int] = field(default_factory=Counter)
    problem: str = ""


def refused(_: Preview) -> bool:
    """For who cannot be asked: nothing is sent but what was agreed to before."""
    return False


def untold(_: ModelReport) -> None:
    """For who does not want to know."""


@dataclass(frozen=True, slots=True)
class ModelUse:
    """That a model is asked. `agree` is asked once per workspace and endpoint, `tell` is told in the end.

    `key` is for front ends that keep secrets; without it, the environment has it.
    """

    agree: Callable[[Preview], bool] = refused
    tell: Callable[[ModelReport], None] = untold
    key: str | None = None
