"""What every process needs of the built-in pages, kept in the user's cache.

To read the pages of a language takes longer than to check a small file. So their queries and front matter are kept,
for the pages and for the code that read them, by name, size and time of change. Where any of that differs, or the
kept file is damaged, pages are read as if there were none.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from speedwright.cache import cache_folder, put
from speedwright.model.digests import sha256
from speedwright.model.finding import Severity
from speedwright.skills.patterns import Anchor, Pattern, Requirement
from speedwright.skills.skill import Skill

SCHEMA = 3
_WRITTEN = tuple(each.name for each in fields(Skill) if each.compare and each.name not in ("path", "severity"))


def kept_outlines(folder: Path, pages: Sequence[Path]) -> tuple[Skill, ...] | None:
    """The skills on the pages of a folder as they were kept; None where they have to be read."""
    try:
        data = json.loads(_place(folder).read_bytes())
        if data["stamp"] != _stamp(pages):
            return None
        return tuple(_from_json(page, row) for page, row in zip(pages, data["skills"], strict=True))
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return None


def keep_outlines(folder: Path, pages: Sequence[Path], skills: Iterable[Skill]) -> None:
    """Keeps the skills on the pages of a folder, one for each page; where that cannot be written, nothing is kept."""
    data = {"stamp": _stamp(pages), "skills": [_to_json(skill) for skill in skills]}
    with contextlib.suppress(OSError):
        put(_place(folder), json.dumps(data, separators=(",", ":")))


def _place(folder: Path) -> Path:
    """Installations beside each other keep their own."""
    where = sha256(os.fsencode(folder)).hexdigest()[:16]
    return cache_folder() / f"outlines-{SCHEMA}" / f"{folder.name}-{where}.json"


def _stamp(pages: Iterable[Path]) -> str:
    readers = sorted(entry.path for entry in os.scandir(Path(__file__).parent) if entry.name.endswith(".py"))
    # By the names: paths take twice as long, and there are hundreds.
    states = [_state(each) for each in (*map(str, pages), *readers)]
    return sha256(repr(states).encode("utf-8", "surrogateescape")).hexdigest()


def _state(path: str) -> tuple[str, int, int]:
    found = os.stat(path)  # noqa: PTH116  # see above
    return path, found.st_size, found.st_mtime_ns


def _to_json(skill: Skill) -> dict[str, Any]:
    written = {name: getattr(skill, name) for name in _WRITTEN}
    patterns = [_pattern_to_json(each) for each in skill.patterns]
    return {**written, "severity": skill.severity.value, "patterns": patterns}


def _from_json(page: Path, row: dict[str, Any]) -> Skill:
    patterns = tuple(_pattern_from_json(*each) for each in row["patterns"])
    written = {name: row[name] for name in _WRITTEN}
    return Skill(**written, path=page, severity=Severity(row["severity"]), outlined=patterns)


def _pattern_to_json(pattern: Pattern) -> list[Any]:
    anchor = pattern.anchor
    return [
        pattern.text,
        _texts(pattern.requirement.texts),
        [_texts(each) for each in pattern.requirement.names],
        [sorted(each) for each in pattern.requirement.kinds],
        None if anchor is None else [_texts(anchor.names), anchor.around],
    ]


def _pattern_from_json(
    text: str, texts: list[str], names: list[list[str]], kinds: list[list[str]], anchor: Any
) -> Pattern:
    requirement = Requirement(
        _set(texts),
        frozenset(_set(each) for each in names),
        frozenset(map(frozenset, kinds)),
    )
    return Pattern(text, requirement, None if anchor is None else Anchor(_set(anchor[0]), tuple(anchor[1])))


def _texts(texts: Iterable[bytes]) -> list[str]:
    return sorted(each.decode("utf-8") for each in texts)


def _set(texts: Iterable[str]) -> frozenset[bytes]:
    return frozenset(each.encode("utf-8") for each in texts)
