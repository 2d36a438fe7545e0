"""Where tests find the corpora, and their skip where there are none."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

VARIABLE = "SPEEDWRIGHT_CORPORA"


def corpus_or_skip(name: str) -> Path:
    """The folder of one corpus; skips the test with a clear message where it is absent."""
    root = os.environ.get(VARIABLE)
    if not root:
        pytest.skip(f"{VARIABLE} is not set")
    folder = Path(root) / name
    if not folder.is_dir():
        pytest.skip(f"{folder} does not exist")
    return folder
