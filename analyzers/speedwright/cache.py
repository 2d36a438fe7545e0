"""Where Speedwright keeps what it can make again."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

import platformdirs

VARIABLE = "SPEEDWRIGHT_CACHE"


def cache_folder() -> Path:
    """The user's cache: never inside a repository, which could otherwise bring its own contents along."""
    configured = os.environ.get(VARIABLE)
    return Path(configured) if configured else Path(platformdirs.user_cache_dir("speedwright", appauthor=False))


def put(path: Path, text: str) -> None:
    """Writes a file that its owner alone can read, and makes its folder. Raises OSError.

    Written aside and moved into place: a reader meets all of the old file or of the new one, and a link that stands
    there is replaced, not followed.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix=".", delete=False, encoding="utf-8") as aside:
        aside.write(text)
    try:
        Path(aside.name).replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            Path(aside.name).unlink()
        raise
