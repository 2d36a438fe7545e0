"""Where Speedwright keeps what it can make again."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

VARIABLE = "SPEEDWRIGHT_CACHE"


def cache_folder() -> Path:
    """The user's cache: never inside a repository, which could otherwise bring its own contents along."""
    configured = os.environ.get(VARIABLE)
    return Path(configured) if configured else Path(platformdirs.user_cache_dir("speedwright", appauthor=False))
