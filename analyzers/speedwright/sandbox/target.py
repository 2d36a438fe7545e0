"""Which module a file is, and from where it is imported."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Target:
    """A module under test: its dotted name, its file, the folders imports start from, and the workspace."""

    module: str
    path: Path
    search_path: tuple[Path, ...]
    root: Path


def locate(path: Path, root: Path, source_roots: Sequence[str] = ()) -> Target:
    """The module that `path` is: by the configured source roots, else by the `__init__.py` files around it."""
    path, root = path.resolve(), root.resolve()
    roots = [root / each for each in source_roots]
    home = next((each for each in roots if each in path.parents), None) or _package_parent(path)
    parts = list(path.relative_to(home).with_suffix("").parts)
    if parts[-1] == "__init__" and len(parts) > 1:
        parts.pop()
    name = ".".join(re.sub(r"\W", "_", part) for part in parts)
    return Target(name, path, tuple(dict.fromkeys([home, *roots, root])), root)


def _package_parent(path: Path) -> Path:
    folder = path.parent
    while (folder / "__init__.py").is_file() and folder.parent != folder:
        folder = folder.parent
    return folder
