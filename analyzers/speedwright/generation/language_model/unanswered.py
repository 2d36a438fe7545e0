"""Requests that came to no answer: every way in which that happens has a name."""

from __future__ import annotations

from enum import Enum

from speedwright.errors import SpeedwrightError


class End(str, Enum):
    """How a request ended without an answer."""

    WRONG_KEY = "the endpoint refuses the key"
    NOT_FOUND = "the endpoint knows no such model or address"
    NOT_UNDERSTOOD = "the endpoint does not understand the request"
    RATE_LIMITED = "the endpoint asks to wait"
    SERVER_FAILED = "the endpoint failed"
    UNREACHABLE = "the endpoint cannot be reached"
    CUT = "the connection broke"
    STALLED = "the endpoint fell silent"
    GARBLED = "the endpoint answered in another protocol"
    OVER_BUDGET = "the token budget is used up"
    CANCELLED = "cancelled"


# A second try may bring an answer.
PASSING = frozenset({End.RATE_LIMITED, End.SERVER_FAILED, End.UNREACHABLE, End.CUT, End.STALLED})
# All other requests would end in the same way.
FOR_ALL = frozenset({End.WRONG_KEY, End.NOT_FOUND, End.NOT_UNDERSTOOD})


class Unanswered(SpeedwrightError):
    """A request without an answer. `wait_s` is how long the endpoint asked to wait; `refused` is what it says of a
    request that it does not understand, None where that is not how it ended.

    The text holds neither key nor source: endpoints repeat in their errors what they were sent.
    """

    def __init__(self, end: End, detail: str = "", wait_s: float | None = None, refused: str | None = None) -> None:
        super().__init__(f"{end.value}{f' ({detail})' if detail else ''}")
        self.end = end
        self.wait_s = wait_s
        self.refused = refused
