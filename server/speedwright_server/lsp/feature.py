"""What a feature is: the handler of one LSP method, and what is said about it at `initialize`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from speedwright_server.lsp.session import Session


@dataclass(frozen=True, slots=True)
class Feature:
    """`handle` gets the session and the decoded parameters of `method`; its result is the answer.

    A plain function runs at once, in the order of the messages; only an async one may wait, and be cancelled.
    `options` are the server capabilities that go with the method.
    """

    method: str
    handle: Callable[[Session, Any], Any]
    options: Any = None
