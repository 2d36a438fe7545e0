"""What a verdict rests on besides the module under test: files, each with the digest of its content."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from speedwright.sandbox.target import Target

# Where installers put distributions; the latter is Debian's name.
_INSTALLED = ("site-packages", "dist-packages")


def dependencies(files: Iterable[str], target: Target) -> tuple[tuple[str, str], ...]:
    """The files that stand for what a run loaded, with the SHA-256 of their content, sorted.

    A module of the workspace stands for itself, by its path relative to the root. An installed package is represented
    by the record of its distribution, which names the version and has a hash of each of its files; where there is no
    such record, by the file that was loaded. A file that is gone by now has the hash of nothing: what is built on it
    never holds.
    """
    paths = {_representative(path) for path in map(Path, files) if path != target.path}
    return tuple(sorted((_name(path, target.root), _digest(path)) for path in paths))


def _name(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix() if root in path.parents else path.as_posix()


def _representative(path: Path) -> Path:
    folder = next((each for each in path.parents if each.name in _INSTALLED), None)
    if folder is None:
        return path
    package = path.relative_to(folder).parts[0].partition(".")[0]
    return _record(folder, package, folder.stat().st_mtime_ns) or path


@lru_cache(maxsize=1024)
def _record(folder: Path, package: str, _changed_ns: int) -> Path | None:
    """The record of the distribution that holds a package or module, as of the last installation in the folder."""
    for about in folder.glob("*.dist-info"):
        record = about / "RECORD"
        if record.is_file() and (_normal(about.name.partition("-")[0]) == _normal(package) or _lists(about, package)):
            return record
    return None


def _normal(name: str) -> str:
    """Distributions are told apart as PEP 503 says, and files name them as they like."""
    return name.lower().replace("-", "_").replace(".", "_")


def _lists(about: Path, package: str) -> bool:
    try:
        return package in (about / "top_level.txt").read_text(encoding="utf-8").split()
    except (OSError, UnicodeDecodeError):
        return False


def _digest(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""
