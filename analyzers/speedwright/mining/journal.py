"""What finished pairs gave, kept so that a run that was ended goes on where it was.

One file of JSON lines in the workspace's ignored cache. A line is keyed by the content of its pair and Speedwright's
version; a damaged line, as a killed process leaves one, is as good as none. What is read here becomes pages only
after it was checked and verified anew.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from speedwright.mining.hunks import Hunk, Mined

PLACE = Path(".speedwright", "cache", "mining.jsonl")


class Journal:
    """The finished pairs of one workspace, for one version of Speedwright."""

    def __init__(self, root: Path, version: str) -> None:
        self._file = root / PLACE
        self._version = version

    def load(self) -> Mapping[str, Mined]:
        """What is known, by the pair's key."""
        try:
            lines = self._file.read_text(encoding="utf-8", errors="replace").split("\n")
        except OSError:
            return {}
        found = (_read(line, self._version) for line in lines)
        return {mined.key: mined for mined in found if mined is not None}

    def add(self, mined: Mined) -> None:
        """Keeps one more."""
        line = json.dumps({"version": self._version, **asdict(mined)}, separators=(",", ":"))
        self._file.parent.mkdir(parents=True, exist_ok=True)
        ignore = self._file.parent / ".gitignore"
        if not ignore.exists():
            ignore.write_text("*\n", encoding="utf-8")
        with self._file.open("a", encoding="utf-8") as file:
            # A torn line before it must not spoil this one.
            file.write(f"\n{line}\n" if _is_torn(self._file) else f"{line}\n")


def _is_torn(file: Path) -> bool:
    if not file.stat().st_size:
        return False
    with file.open("rb") as opened:
        opened.seek(-1, 2)
        return opened.read(1) != b"\n"


def _read(line: str, version: str) -> Mined | None:
    try:
        row = json.loads(line)
        if row.pop("version") != version:
            return None
        hunks = tuple(_hunk(each) for each in row.pop("hunks"))
        return Mined(**row, hunks=hunks)
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def _hunk(row: dict[str, Any]) -> Hunk:
    return Hunk(**{**row, "edits": tuple(row["edits"])})
