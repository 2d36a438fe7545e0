"""All that findings depend on besides the text of a file, as one hash.

It is made of what can be told quickly: of files that come with the program their names, sizes and times of change, of
files in the workspace their contents.
"""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from speedwright import __version__
from speedwright.model.digests import blake2b
from speedwright.pipeline.pythons import pythons_for

TEAM_PAGES = Path(".speedwright", "skills")
STANDINGS = Path(".speedwright", "cache", "usefulness.json")
"""As in `skills.standing`, which takes longer to import."""

_PROGRAM = Path(__file__).parents[1]
_PARTS = ("model", "languages", "syntax", "skills", "detection", "pipeline")
_GRAMMARS = (
    "tree_sitter", "tree_sitter_python", "tree_sitter_javascript", "tree_sitter_typescript", "tree_sitter_go",
    "tree_sitter_cpp", "tree_sitter_java", "tree_sitter_ruby", "tree_sitter_languages",
)  # fmt: skip
_PAGE_FILES = frozenset({"SKILL.md", "evidence.json"})
_SIZE_LIMIT = 8 << 20


def circumstances(root: Path, python: str, quiet_too: bool = False) -> str:
    """The hash for a workspace and the interpreter that its settings name; `quiet_too` is `quiet-findings` in them.

    Raises OSError where part of the program cannot be looked at.
    """
    parts = [
        __version__,
        sys.version,
        tuple(pythons_for(root, python)),
        [_state(path) for part in _PARTS for path in _files_below(_PROGRAM / part)],
        [_grammar(package) for package in _GRAMMARS],
        [(str(path.relative_to(root)), _digest(path)) for path in _team_files(root)],
        _failing(root),
        quiet_too,
    ]
    return blake2b(repr(parts).encode("utf-8", "surrogateescape"), digest_size=20).hexdigest()


def _files_below(folder: Path) -> Iterator[os.DirEntry[str]]:
    """In an order that does not depend on the file system."""
    for entry in sorted(os.scandir(folder), key=lambda each: each.name):
        if entry.is_dir(follow_symlinks=False):
            if entry.name != "__pycache__":
                yield from _files_below(Path(entry.path))
        elif entry.name.endswith(".py") or entry.name in _PAGE_FILES:
            yield entry


def _state(entry: os.DirEntry[str]) -> tuple[str, int, int]:
    found = entry.stat()
    return entry.path, found.st_size, found.st_mtime_ns


def _grammar(package: str) -> tuple[str, int]:
    """Where a package lies and when its folder was made, without importing it."""
    found = importlib.util.find_spec(package)
    places = None if found is None else found.submodule_search_locations
    place = next(iter(places or ()), "")
    return place, Path(place).stat().st_mtime_ns if place else 0


def _team_files(root: Path) -> list[Path]:
    return sorted(path for path in (root / TEAM_PAGES).rglob("*") if path.name in _PAGE_FILES)


def _failing(root: Path) -> list[tuple[str, str]]:
    """The skills that are told quietly in the workspace, and why. Of all others no verdict changes a finding."""
    if not (root / STANDINGS).is_file():
        return []
    from speedwright.skills.standing import Standings  # no workspace needs it before its first verdict

    known = Standings(root)
    standings = ((name, known.of(name)) for name in sorted(known.outcomes()))
    return [(name, standing.text) for name, standing in standings if standing.is_failing]


def _digest(path: Path) -> str:
    """Of a regular file's contents; empty for anything else."""
    try:
        if path.is_symlink() or not path.is_file():
            return ""
        with path.open("rb") as file:
            return blake2b(file.read(_SIZE_LIMIT), digest_size=20).hexdigest()
    except OSError as error:
        return error.strerror or "unread"
