"""Tokens and what they cost: a budget that requests reserve from, and the sum in the end."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass

from speedwright.generation.language_model.chat import ChatRequest, Usage
from speedwright.generation.language_model.unanswered import End, Unanswered
from speedwright.settings import Settings

MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Prices:
    """Per million tokens, in whatever currency the user counts; zero where they said nothing."""

    sent: float
    received: float

    @classmethod
    def of(cls, settings: Settings) -> Prices:
        """Those of the settings."""
        return cls(settings.model_input_price, settings.model_output_price)

    def of_usage(self, usage: Usage) -> float:
        """What these tokens cost."""
        return (usage.sent * self.sent + usage.received * self.received) / MILLION


def estimate(requests: Iterable[ChatRequest]) -> Usage:
    """The most that requests can use: answers as long as they may be."""
    asked = tuple(requests)
    return Usage(sum(each.prompt_tokens for each in asked), sum(each.most_tokens for each in asked), is_estimate=True)


class TokenBudget:
    """What is left of the tokens of one run. Requests reserve the most they can use, and give back the rest."""

    def __init__(self, tokens: int) -> None:
        self._left = tokens
        self._lock = threading.Lock()
        self.used = Usage(0, 0)
        self.requests = 0

    def reserve(self, request: ChatRequest) -> int:
        """Takes what the request may use. Raises Unanswered where less is left."""
        wanted = request.prompt_tokens + request.most_tokens
        with self._lock:
            if wanted > self._left:
                raise Unanswered(End.OVER_BUDGET, f"{self._left} tokens are left of model-tokens")
            self._left -= wanted
        return wanted

    def settle(self, reserved: int, usage: Usage | None) -> None:
        """Gives back what a request did not use; one without an answer (None) used nothing that anybody knows of."""
        spent = 0 if usage is None else usage.sent + usage.received
        with self._lock:
            self._left += reserved - spent
            if usage is not None:
                self.used = Usage(
                    self.used.sent + usage.sent,
                    self.used.received + usage.received,
                    self.used.is_estimate or usage.is_estimate,
                )

    def count_request(self) -> None:
        """One more was sent."""
        with self._lock:
            self.requests += 1
