"""One run with a model over all of its functions: who is asked what, and by whom answers are verified."""

from __future__ import annotations

import contextlib
from pathlib import Path

from speedwright.generation.language_model.answers import Rejected
from speedwright.generation.language_model.endpoint import Endpoint
from speedwright.model.problem import Problem
from speedwright.model.work import Cancellation, Listener
from speedwright.pipeline.language_model.correspondence import Correspondence, preview_of_requests
from speedwright.pipeline.language_model.search import ModelSearch
from speedwright.pipeline.language_model.turns import Turn, first_turns
from speedwright.pipeline.language_model.use import ModelUse, Preview
from speedwright.pipeline.language_model.verifying import Verifiers
from speedwright.pipeline.verify import Bench
from speedwright.settings import Settings
from speedwright.skills.registry import Library
from speedwright.syntax.source_file import SourceFile


class ModelSession:
    """Opened before the first function, closed after the last; then the report is told. Raises NoEndpoint."""

    def __init__(self, use: ModelUse, bench: Bench, listener: Listener, cancellation: Cancellation) -> None:
        self._bench = bench
        self._listener = listener
        self._cancellation = cancellation
        self._letters = Correspondence(use, bench.root, bench.settings, listener, cancellation)
        self._stack = contextlib.ExitStack()
        self._stack.callback(self._letters.close)
        self._verifiers = self._stack.enter_context(Verifiers(bench, cancellation))
        self._asked: set[tuple[Path, str]] = set()

    def close(self) -> None:
        """Ends what is under way, and tells what came of it."""
        self._stack.close()

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
        endpoint = self._letters.endpoint
        if not self._letters.may_send(lambda: preview_of(turns, function, endpoint, settings)):
            return None
        return ModelSearch(
            source,
            function,
            turns,
            self._letters,
            self._verifiers,
            self._bench,
            self._listener,
            self._cancellation,
        )


def preview_of(turns: tuple[Turn, ...], function: str, endpoint: Endpoint, settings: Settings) -> Preview:
    """What the first requests for a function are, and what they may cost."""
    requests = [turn.request for turn in turns]
    return preview_of_requests(requests, function, turns[0].task.masking.count, endpoint, settings)
