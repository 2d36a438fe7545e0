"""What finished pairs gave, kept so that a run that was ended goes on where it was.

One file of JSON lines in the workspace's ignored cache. A line is keyed by the content of its pair and by the
circumstances of the run (Speedwright's version, the interpreter, settings). A damaged line, as a killed process
leaves one, is as good as none. What is read here becomes pages only after it was checked and verified anew.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any, TypeVar

from speedwright.cache import put_inside, refuse_links
from speedwright.mining.hunks import Hunk, Mined

logger = logging.getLogger(__name__)

_T = TypeVar("_T", Hunk, Mined)
_PLAIN: dict[str, tuple[type, ...]] = {"str": (str,), "bool": (bool,), "int": (int,), "float": (int, float)}

PLACE = Path(".speedwright", "cache", "mining.jsonl")


class Journal:
    """The finished pairs of one workspace, as far as they were tried in the same circumstances."""

    def __init__(self, root: Path, version: str) -> None:
        self._root = root
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
        """Keeps one more; where it cannot be written, that is told, and a later run has to try the pair again."""
        try:
            self._append(json.dumps({"version": self._version, **asdict(mined)}, separators=(",", ":")))
        except OSError as error:
            logger.warning("finished pairs are not kept: %s: %s", self._file, error.strerror or error)

    def _append(self, line: str) -> None:
        """Raises OSError, also where the place is a link, which may lead anywhere."""
        refuse_links(self._root, PLACE)
        ignore = PLACE.with_name(".gitignore")
        if not (self._root / ignore).exists():
            put_inside(self._root, ignore, "*\n")
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
        return _structured(Mined, {**row, "hunks": hunks})
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def _hunk(row: dict[str, Any]) -> Hunk:
    return _structured(Hunk, {**row, "edits": tuple(map(int, row["edits"]))})


def _structured(kind: type[_T], row: dict[str, Any]) -> _T:
    """The value of a row. Raises TypeError for members that are missing, unknown or of another type."""
    for field in fields(kind):
        wanted = _PLAIN.get(str(field.type))
        if wanted is not None and type(row.get(field.name, field.default)) not in wanted:
            raise TypeError(f"{field.name} is no {field.type}")
    return kind(**row)
