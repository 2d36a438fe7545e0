"""Where a workspace begins, and paths inside it."""

from __future__ import annotations

import os
from pathlib import Path

MARKERS = ("pyproject.toml", ".git", ".speedwright")


def find_root(folder: Path) -> Path:
    """The nearest folder, from `folder` upwards, that carries one of the `MARKERS`; else `folder` itself.

    The result is absolute.
    """
    start = absolute(folder)
    for each in (start, *start.parents):
        if any((each / marker).exists() for marker in MARKERS):
            return each
    return start


def find_repository(root: Path) -> Path:
    """The top folder of the git checkout that a workspace lies in; the workspace's own root where there is none."""
    return next((each for each in (root, *root.parents) if (each / ".git").exists()), root)


def absolute(path: Path) -> Path:
    """The path from the root of the file system, without `..`; links stay what the user calls them."""
    return Path(os.path.normpath(path.absolute()))
