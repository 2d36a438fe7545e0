"""From the paths on a command line to the source files they mean."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from speedwright.errors import SpeedwrightError
from speedwright.pipeline.workspace import absolute
from speedwright.settings import Settings

NOTEBOOK = ".ipynb"
"""The suffix of notebooks, which are read as the modules that their cells are."""


class NoSuchPathError(SpeedwrightError):
    """A path that names neither a file nor a folder."""


def source_files(paths: Sequence[Path], root: Path, settings: Settings, suffixes: Sequence[str]) -> Iterator[Path]:
    """The files that `paths` mean, each once: files as they are, folders walked in order of names.

    A file that is named is always among them, whatever its suffix and whoever ignores it; in folders only files
    with one of `suffixes` count. Links to folders are not followed, unless named. Raises NoSuchPathError before
    the first file.
    """
    for path in paths:
        if not path.exists():
            raise NoSuchPathError(f"{path}: no such file or folder")
    seen: set[str] = set()
    for path in paths:
        for file in _walked(path, root, settings, tuple(suffixes)) if path.is_dir() else (path,):
            identity = os.path.realpath(file)
            if identity not in seen:
                seen.add(identity)
                yield file


def _walked(folder: Path, root: Path, settings: Settings, suffixes: tuple[str, ...]) -> Iterator[Path]:
    """The files of each folder, then those of its folders; a folder that cannot be listed has none."""
    # Only walks need it, and it takes longer to import than a small file takes to check.
    from speedwright.pipeline.ignoring import rules_at

    pending = [(folder, rules_at(absolute(folder), root, settings))]
    while pending:
        folder, rules = pending.pop()
        files, folders = _listed(folder, suffixes)
        yield from (path for path in files if not rules.ignores(absolute(path), is_folder=False))
        kept = [path for path in folders if not rules.ignores(absolute(path), is_folder=True)]
        pending += [(path, rules.entered(absolute(path))) for path in reversed(kept)]


def _listed(folder: Path, suffixes: tuple[str, ...]) -> tuple[list[Path], list[Path]]:
    """The source files and the real folders inside `folder`, by name."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return [], []
    folders = [folder / entry.name for entry in entries if entry.is_dir(follow_symlinks=False)]
    files = [folder / entry.name for entry in entries if entry.name.endswith(suffixes)]
    return [path for path in files if path.is_file()], folders
