"""What of Speedwright decides verdicts, as one hash: another text of it may judge otherwise."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterator
from pathlib import Path

from speedwright import __version__

_PACKAGE = Path(__file__).parent
# Folders and files of the package. A test compares them with what the verifying use case imports.
PARTS = (
    "acceptance.py",
    "benchmarking",
    "distinguishing.py",
    "languages/language.py",
    "languages/python.py",
    "languages/shape.py",
    "model",
    "pipeline/admission.py",
    "pipeline/combining.py",
    "pipeline/dependencies.py",
    "pipeline/entry_points.py",
    "pipeline/recordings.py",
    "pipeline/verify.py",
    "receipts.py",
    "recorded_calls.py",
    "sandbox",
    "syntax/draft.py",
    "syntax/keeping.py",
    "syntax/line_index.py",
    "syntax/node.py",
    "syntax/python",
    "syntax/source_file.py",
    "verification",
)


@functools.cache
def judging_code_digest() -> str:
    """The hash of the program text behind verdicts: the stricter comparison of an upgrade never meets older verdicts.

    The version stands in for it where a package carries no sources; an upgrade that leaves all of these files alone
    keeps what was proven.
    """
    digest = hashlib.sha256()
    found = False
    for path in _files():
        found = True
        digest.update(
            f"{path.relative_to(_PACKAGE).as_posix()}\0{path.stat().st_size}\0".encode() + path.read_bytes()
        )
    return digest.hexdigest() if found else __version__


def _files() -> Iterator[Path]:
    for part in PARTS:
        path = _PACKAGE / part
        yield from sorted(path.rglob("*.py")) if path.is_dir() else [path] if path.is_file() else []
