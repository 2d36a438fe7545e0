"""Candidates as patches for people and for `git apply`."""

from __future__ import annotations

import difflib
import os
from pathlib import Path

from speedwright.model.candidate import Candidate


def unified_diff(candidate: Candidate, base: Path) -> str:
    """The edit as a unified diff; paths are relative to `base`, where they lie below it."""
    return file_diff(candidate.path, candidate.source, candidate.result, base)


def file_diff(path: Path, before: bytes, after: bytes, base: Path) -> str:
    """The same for two versions of a file."""
    path, base = Path(os.path.normpath(path.absolute())), Path(os.path.normpath(base.absolute()))
    name = path.relative_to(base).as_posix() if path.is_relative_to(base) else path.as_posix().lstrip("/")
    lines = difflib.unified_diff(_lines(before), _lines(after), f"a/{name}", f"b/{name}")
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def _lines(content: bytes) -> list[str]:
    """Lines as patches count them: a form feed or a carriage return is part of one."""
    *whole, last = content.decode("utf-8").split("\n")
    return [f"{line}\n" for line in whole] + ([last] if last else [])
