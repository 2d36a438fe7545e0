"""What runs with a model have in common: one endpoint, consent before the first request, a budget, and a report."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from speedwright.generation.language_model.asking import Asker
from speedwright.generation.language_model.chat import ChatRequest, Dialect
from speedwright.generation.language_model.completions import Completions
from speedwright.generation.language_model.endpoint import Endpoint, endpoint_of
from speedwright.generation.language_model.spending import Prices, TokenBudget, estimate
from speedwright.model.work import Cancellation, Listener, Progress
from speedwright.pipeline.language_model.consent import Consent
from speedwright.pipeline.language_model.use import ModelReport, ModelUse, Preview
from speedwright.settings import Settings


@dataclass
class Tally:
    """How answers ended, over a whole run; `problem` is the last trouble with the endpoint."""

    states: Counter[str] = field(default_factory=Counter)
    problem: str = ""


class Correspondence:
    """Opened before the first question, closed after the last answer; `tally` is told then. Raises NoEndpoint."""

    def __init__(
        self, use: ModelUse, root: Path, settings: Settings, listener: Listener, cancellation: Cancellation
    ) -> None:
        self.endpoint = endpoint_of(settings, use.key)
        self.tally = Tally()
        self._use = use
        self._root = root
        self._settings = settings
        self._listener = listener
        self._cancellation = cancellation
        self._budget = TokenBudget(settings.model_tokens)
        self._stack = contextlib.ExitStack()
        self._asker: Asker | None = None
        self._agreed: bool | None = None

    def may_send(self, preview: Callable[[], Preview]) -> bool:
        """Whether somebody agreed, now or before, to what is sent from this workspace to this endpoint."""
        if self._agreed is None:
            consent = Consent(self._root, self.endpoint)
            self._agreed = consent.is_given
            if not self._agreed and self._use.agree(preview()):
                consent.give()
                self._agreed = True
        return self._agreed

    @property
    def asker(self) -> Asker:
        """Who asks; opened when first needed. Only after `may_send`."""
        assert self._agreed
        if self._asker is None:
            completions = Completions(self.endpoint, self._settings.model_cache)
            heard = self._listener
            self._asker = Asker(self.endpoint, self._budget, completions, lambda text: heard(Progress(text)))
            self._stack.enter_context(self._asker)
            self._stack.callback(self._cancellation.on_cancel(self._asker.cancel))
        return self._asker

    def close(self) -> None:
        """Ends what is under way, and tells what came of it."""
        self._stack.close()
        if self._agreed:
            self._use.tell(self._report())

    def _report(self) -> ModelReport:
        used = self._budget.used
        return ModelReport(
            requests=self._budget.requests,
            sent_tokens=used.sent,
            received_tokens=used.received,
            is_estimate=used.is_estimate,
            price=Prices.of(self._settings).of_usage(used),
            states=+self.tally.states,
            problem=self.tally.problem,
        )


def preview_of_requests(
    requests: Sequence[ChatRequest], function: str, masked: int, endpoint: Endpoint, settings: Settings
) -> Preview:
    """What requests about a function are, and what they may cost."""
    most = estimate(requests)
    return Preview(
        base_url=endpoint.base_url,
        model=endpoint.model,
        key_variable=endpoint.key_variable,
        function=function,
        bodies=tuple(Dialect().body(each) for each in requests),
        masked=masked,
        sent_tokens=most.sent,
        received_tokens=most.received,
        price=Prices.of(settings).of_usage(most),
    )
