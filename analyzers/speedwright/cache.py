"""Where Speedwright keeps what it can make again."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from pathlib import Path

VARIABLE = "SPEEDWRIGHT_CACHE"


def cache_folder() -> Path:
    """The user's cache: never inside a repository, which could otherwise bring its own contents along."""
    configured = os.environ.get(VARIABLE)
    if configured:
        return Path(configured)
    if sys.platform == "linux":
        # As platformdirs tells it there; to import that takes a tenth of the time of a check of a small file.
        home, told = os.environ.get("HOME", ""), os.environ.get("XDG_CACHE_HOME", "")
        base = Path(told) if told.startswith("/") else Path(home, ".cache")
        if base.is_absolute():
            return base / "speedwright"
    import platformdirs

    return Path(platformdirs.user_cache_dir("speedwright", appauthor=False))


def put(path: Path, text: str) -> None:
    """Writes a file that its owner alone can read, and makes its folder. Raises OSError.

    Written aside and moved into place: a reader meets all of the old file or of the new one, and a link that stands
    there is replaced, not followed.
    """
    # Takes longer to import than a small file takes to check, and most runs only read.
    import tempfile

    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix=".", delete=False, encoding="utf-8") as aside:
        aside.write(text)
    try:
        Path(aside.name).replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            Path(aside.name).unlink()
        raise


def put_ignored(root: Path, place: Path, text: str) -> None:
    """Writes a file of a workspace's own cache (`place` is relative to `root`), which version control leaves alone.

    Raises OSError, also where a folder on the way is a link: a checkout must not say what is written elsewhere.
    """
    ignore = (root / place).with_name(".gitignore")
    if not ignore.exists():
        put_inside(root, ignore.relative_to(root), "*\n")
    put_inside(root, place, text)


def put_inside(root: Path, place: Path, text: str) -> None:
    """Writes a file at a place in a folder, and below no link in it. Raises OSError."""
    refuse_links(root, place)
    put(root / place, text)


def refuse_links(root: Path, place: Path) -> None:
    """Raises OSError where a folder between `root` and the file at `place`, or the file, is a link."""
    for each in (place, *place.parents):
        if (root / each).is_symlink() and each.parts:
            raise OSError(errno.ELOOP, "it is a link, which may lead anywhere", str(root / each))
