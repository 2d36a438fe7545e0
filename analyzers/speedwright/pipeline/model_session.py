"""One run with a model: endpoint, consent, budget and pool, for all of its functions."""

from __future__ import annotations

import contextlib
from pathlib import Path

from speedwright.generation.language_model.answers import Rejected
from speedwright.generation.language_model.asking import Asker
from speedwright.generation.language_model.chat import Dialect
from speedwright.generation.language_model.completions import Completions
from speedwright.generation.language_model.endpoint import Endpoint, endpoint_of
from speedwright.generation.language_model.spending import Prices, TokenBudget, estimate
from speedwright.model.problem import Problem
from speedwright.model.work import Cancellation, Listener, Progress
from speedwright.pipeline.consent import Consent
from speedwright.pipeline.model_search import ModelSearch, Tally
from speedwright.pipeline.model_turns import Turn, first_turns
from speedwright.pipeline.model_use import ModelReport, ModelUse, Preview
from speedwright.pipeline.model_verifying import Verifiers
from speedwright.pipeline.verify import Bench
from speedwright.settings import Settings
from speedwright.skills.registry import Library
from speedwright.syntax.source_file import SourceFile


class ModelSession:
    """Opened before the first function, closed after the last; then the report is told. Raises NoEndpoint."""

    def __init__(self, use: ModelUse, bench: Bench, listener: Listener, cancellation: Cancellation) -> None:
        self._use = use
        self._bench = bench
        self._listener = listener
        self._cancellation = cancellation
        self._endpoint = endpoint_of(bench.settings, use.key)
        self._budget = TokenBudget(bench.settings.model_tokens)
        self._tally = Tally()
        self._stack = contextlib.ExitStack()
        self._asker: Asker | None = None
        self._verifiers = self._stack.enter_context(Verifiers(bench, cancellation))
        self._agreed: bool | None = None
        self._asked: set[tuple[Path, str]] = set()

    def close(self) -> None:
        """Ends what is under way, and tells what came of it."""
        self._stack.close()
        if self._agreed:
            self._use.tell(self._report())

    def search(
        self, source: SourceFile, function: str, library: Library, profile: str = ""
    ) -> ModelSearch | Problem | None:
        """The search in a function, its first requests under way; `profile` are the lines of a profile.

        None where nobody agreed to send anything, or this function was asked about before; a problem where there is
        nothing that could be sent.
        """
        if (source.path, function) in self._asked:
            return None
        self._asked.add((source.path, function))
        settings = self._bench.settings
        try:
            turns = first_turns(source, function, library, settings, profile)
        except Rejected as error:
            return Problem(source.path, f"{function} was not sent to the model: {error}")
        if not turns:
            return Problem(source.path, f"{function} was not sent to the model: it is too long, or inside a function")
        if not self._may_send(turns, function):
            return None
        if self._asker is None:
            self._asker = self._open(self._endpoint)
        return ModelSearch(
            source,
            function,
            turns,
            self._asker,
            self._verifiers,
            self._bench,
            self._tally,
            self._listener,
            self._cancellation,
        )

    def _open(self, endpoint: Endpoint) -> Asker:
        completions = Completions(endpoint, self._bench.settings.model_cache)
        asker = Asker(endpoint, self._budget, completions, lambda text: self._listener(Progress(text)))
        self._stack.enter_context(asker)
        self._stack.callback(self._cancellation.on_cancel(asker.cancel))
        return asker

    def _may_send(self, turns: tuple[Turn, ...], function: str) -> bool:
        if self._agreed is None:
            consent = Consent(self._bench.root, self._endpoint)
            self._agreed = consent.is_given
            if not self._agreed and self._use.agree(
                preview_of(turns, function, self._endpoint, self._bench.settings)
            ):
                consent.give()
                self._agreed = True
        return self._agreed

    def _report(self) -> ModelReport:
        used = self._budget.used
        return ModelReport(
            requests=self._budget.requests,
            sent_tokens=used.sent,
            received_tokens=used.received,
            is_estimate=used.is_estimate,
            price=Prices.of(self._bench.settings).of_usage(used),
            states=+self._tally.states,
            problem=self._tally.problem,
        )


def preview_of(turns: tuple[Turn, ...], function: str, endpoint: Endpoint, settings: Settings) -> Preview:
    """What the first requests for a function are, and what they may cost."""
    requests = [turn.request for turn in turns]
    most = estimate(requests)
    return Preview(
        base_url=endpoint.base_url,
        model=endpoint.model,
        key_variable=endpoint.key_variable,
        function=function,
        bodies=tuple(Dialect().body(each) for each in requests),
        masked=turns[0].task.masking.count,
        sent_tokens=most.sent,
        received_tokens=most.received,
        price=Prices.of(settings).of_usage(most),
    )
