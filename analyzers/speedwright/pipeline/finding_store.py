"""Findings that outlive the process, by the hashes of all that they depend on, in the user's cache.

Many files share one kept file: a thousand small ones would take longer to open than to check. Each is written aside
and moved into place, so that a reader meets all of the old one or of the new one; of two runs at the same time the
last wins, and what the other one kept is found again by the next. A damaged one is as good as none.
"""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from speedwright.cache import cache_folder, put
from speedwright.model.digests import blake2b
from speedwright.model.finding import Finding, Severity
from speedwright.model.problem import Problem
from speedwright.model.text import Span
from speedwright.pipeline.checked import Checked

SCHEMA = 1
MOST_KEPT = 8192
"""Files of which each of the sixteen kept files holds the findings; those asked for longest ago go first."""
_DAY_S = 24 * 3600.0
_KEPT_S = 30 * _DAY_S
"""Under other circumstances, as of an earlier version, findings are kept so long after the last were added."""
MOST_CIRCUMSTANCES = 12
"""For which findings are kept at once: one for each version of Python and each set of pages that somebody works
with, of some megabytes each. Those to which findings were added longest ago go first."""
_DAMAGE = (ValueError, TypeError, LookupError, AttributeError, RecursionError)
_FACTS = "library"

Rows = dict[str, Any]


class FindingStore:
    """The findings under some circumstances (their hash); `save` writes what is new."""

    def __init__(self, circumstances: str, folder: Path | None = None) -> None:
        self._all = (folder or cache_folder()) / f"findings-{SCHEMA}"
        self._folder = self._all / circumstances
        self._shards: dict[str, Rows] = {}
        self._used: dict[str, dict[str, None]] = {}
        self._added: dict[str, Rows] = {}

    def load(self, key: str, path: Path, content: bytes) -> Checked | None:
        """What was kept of this content, as found in the file at `path`."""
        row = self._shard(key[0]).get(key)
        if row is None:
            return None
        try:
            findings = tuple(_finding(each, path) for each in row[0])
            problems = tuple(Problem(path, message, line) for message, line in row[1])
        except _DAMAGE:
            return None
        self._used.setdefault(key[0], {})[key] = None
        return Checked(findings, problems, content if findings else None)

    def keep(self, checked: Checked) -> None:
        """Takes what came out of a file, if it may be kept."""
        if checked.key:
            problems = [[problem.message, problem.line] for problem in checked.problems]
            row = [[_row(finding) for finding in checked.findings], problems]
            self._added.setdefault(checked.key[0], {})[checked.key] = row

    def suffixes(self) -> tuple[str, ...] | None:
        """Those of the files that there are pages for, if they were kept."""
        found = self._shard(_FACTS).get("suffixes")
        if not isinstance(found, list) or not found or not all(isinstance(each, str) for each in found):
            return None
        return tuple(found)

    def keep_suffixes(self, suffixes: Iterable[str]) -> None:
        """Takes the suffixes of the files that there are pages for."""
        self._added[_FACTS] = {"suffixes": list(suffixes)}

    def save(self) -> None:
        """Writes what was taken; where the folder cannot be written, nothing is kept and nothing is lost."""
        if not self._added:
            return
        try:
            is_new = not self._folder.exists()
            for name, added in self._added.items():
                put(self._folder / name, _sealed(self._merged(name, added)))
            _sweep(self._folder)
            if is_new:
                _forget_old(self._all, self._folder)
        except OSError as error:
            import logging  # rarely needed, and slow to import

            reason = error.strerror or error
            logging.getLogger(__name__).warning("findings are not kept: %s: %s", self._folder, reason)
        self._added = {}

    def _merged(self, name: str, added: Rows) -> Rows:
        """What stands in a kept file by now, and what is added; what was used last comes last, and the rest goes."""
        rows = _read(self._folder / name)
        used = {key: rows.pop(key) for key in self._used.get(name, ()) if key in rows}
        merged = {**rows, **used, **added}
        return dict(list(merged.items())[-MOST_KEPT:])

    def _shard(self, name: str) -> Rows:
        if name not in self._shards:
            self._shards[name] = _read(self._folder / name)
        return self._shards[name]


def _read(path: Path) -> Rows:
    try:
        digest, _, body = path.read_bytes().partition(b"\n")
        if blake2b(body).hexdigest().encode() != digest:
            return {}
        rows = json.loads(body)
        return rows if isinstance(rows, dict) else {}
    except (OSError, *_DAMAGE):
        return {}


def _sealed(rows: Rows) -> str:
    # Names of functions may hold half of a surrogate pair: escaped, any text can be written.
    body = json.dumps(rows, separators=(",", ":"), ensure_ascii=True)
    return f"{blake2b(body.encode()).hexdigest()}\n{body}"


def _row(finding: Finding) -> list[Any]:
    captures = {name: [[span.start, span.end] for span in spans] for name, spans in finding.captures.items()}
    return [
        finding.skill,
        [finding.span.start, finding.span.end],
        finding.message,
        finding.severity.value,
        finding.function,
        captures,
        list(finding.doubts),
    ]


def _finding(row: list[Any], path: Path) -> Finding:
    skill, span, message, severity, function, captures, doubts = row
    return Finding(
        skill=skill,
        path=path,
        span=Span(*span),
        message=message,
        severity=Severity(severity),
        function=function,
        captures={name: tuple(Span(*each) for each in spans) for name, spans in captures.items()},
        doubts=tuple(doubts),
    )


def _sweep(folder: Path) -> None:
    """Takes away what writers left that did not come to their end."""
    for aside in folder.glob(".*"):
        with contextlib.suppress(OSError):
            if aside.stat().st_mtime < time.time() - _DAY_S:
                aside.unlink()


def _forget_old(folder: Path, current: Path) -> None:
    import shutil  # once in a while, and slow to import

    dated: list[tuple[float, Path]] = []
    for each in folder.iterdir():
        with contextlib.suppress(OSError):
            dated += [(each.stat().st_mtime, each)] if each != current else []
    newest_first = sorted(dated, reverse=True)
    for place, (added, each) in enumerate(newest_first, start=1):
        if place >= MOST_CIRCUMSTANCES or added < time.time() - _KEPT_S:
            with contextlib.suppress(OSError):
                shutil.rmtree(each)
