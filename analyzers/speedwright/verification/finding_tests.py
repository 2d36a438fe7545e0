"""Finding existing tests by reading: which files of the workspace mention a module and its function."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from speedwright.sandbox.target import Target

_FOREIGN = frozenset({"node_modules", "site-packages", "venv", "env", "build", "dist", "__pycache__"})
# A larger workspace has its tests where nobody waits for them; the first folders, from the top, are looked at.
FOLDERS = 1500
FILES = 600
LARGEST_BYTES = 300_000
# The most telling files: more would not end in time.
CHOSEN = 6
# Seconds for which a list of files is good: a run over many candidates asks for each.
_GOOD_FOR_S = 20.0


def files_with_tests(target: Target, function: str) -> tuple[Path, ...]:
    """The files with tests of a function, the most telling first: those that name it most often for their length."""
    name, module = function.rpartition(".")[2], target.module.rpartition(".")[2]
    owner = function.partition(".")[0]
    rated: list[tuple[float, Path]] = []
    for path in _candidates(target.root, int(time.monotonic() / _GOOD_FOR_S)):
        text = _text(path)
        mentions = len(re.findall(rf"\b{re.escape(name)}\b", text))
        if mentions and re.search(rf"\b{re.escape(module)}\b", text) and (owner == name or path != target.path):
            rated.append((-mentions / (1 + len(text)), path))
    return tuple(path for _, path in sorted(rated)[:CHOSEN] if path != target.path)


@lru_cache(maxsize=4)
def _candidates(root: Path, _moment: int) -> tuple[Path, ...]:
    """Files that test runners would find, shallow ones first."""
    found: list[Path] = []
    for path in _files(root):
        found.append(path)
        if len(found) >= FILES:
            break
    return tuple(found)


def _files(root: Path) -> Iterator[Path]:
    folders = [root]
    for number in range(FOLDERS):
        if number >= len(folders):
            return
        try:
            with os.scandir(folders[number]) as entries:
                ordered = sorted(entries, key=lambda entry: entry.name)
        except OSError:
            continue
        for entry in ordered:
            if entry.is_dir(follow_symlinks=False):
                if not entry.name.startswith(".") and entry.name not in _FOREIGN:
                    folders.append(Path(entry.path))
            elif re.fullmatch(r"test_.*\.py|.*_test\.py", entry.name):
                yield Path(entry.path)


def _text(path: Path) -> str:
    try:
        return "" if path.stat().st_size > LARGEST_BYTES else path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
