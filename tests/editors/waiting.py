"""Waiting for what an editor does, in its own time."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

# Far more than anything here takes on a busy machine; what never comes must not hang the tests.
PATIENCE_S = 240


def wait_until(seen: Callable[[], T], what: str, patience_s: float = PATIENCE_S) -> T:
    """What `seen` returns, as soon as that is true. Raises AssertionError that says what never came."""
    end = time.monotonic() + patience_s
    while not (found := seen()):
        assert time.monotonic() < end, f"waited {patience_s:.0f} s in vain: {what}"
        time.sleep(0.1)
    return found
