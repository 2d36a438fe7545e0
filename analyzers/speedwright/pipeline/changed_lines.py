"""Which lines of a checkout changed since a revision: committed, staged, unstaged, and in files new to git."""

from __future__ import annotations

import codecs
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from speedwright.errors import SpeedwrightError
from speedwright.git import GitError, git
from speedwright.model.text import Span
from speedwright.pipeline.check import CheckReport

_HUNK = re.compile(rb"@@ -\S+ \+(\d+)(?:,(\d+))? @@")
# A checkout's attributes and settings could hide hunks, or join them with lines that did not change.
_DIFF = ("diff", "--no-color", "--no-ext-diff", "--no-textconv", "--text", "--unified=0", "--inter-hunk-context=0",
         "--find-renames", "--no-relative", "--src-prefix=a/", "--dst-prefix=b/", "--ignore-submodules",
         "--end-of-options")  # fmt: skip


class DiffError(SpeedwrightError):
    """Nothing to compare with: no repository, or no such revision."""


class ChangedLines(NamedTuple):
    """Lines (from 0) by file. Files that git does not have in its index are new as a whole."""

    lines: Mapping[Path, frozenset[int]]
    known: frozenset[Path]

    def touches(self, path: Path, content: bytes, span: Span) -> bool:
        """Whether one of a span's lines changed. As in git, only LF ends a line."""
        place = path.resolve()
        if place not in self.known:
            return True
        first, last = content.count(b"\n", 0, span.start), content.count(b"\n", 0, max(span.start, span.end - 1))
        return not self.lines.get(place, frozenset()).isdisjoint(range(first, last + 1))


def only_changed(report: CheckReport, root: Path, revision: str) -> CheckReport:
    """The findings of a report on lines that changed since a revision. Raises DiffError."""
    changed = changed_lines(root, revision)
    kept = (each for each in report.findings if changed.touches(each.path, *report.in_file(each)))
    return report._replace(findings=tuple(kept))


def changed_lines(root: Path, revision: str) -> ChangedLines:
    """What changed in the repository around `root` between a revision and the files as they are. Raises DiffError."""
    top = Path(os.fsdecode(_git(root, "rev-parse", "--show-toplevel").rstrip(b"\n"))).resolve()
    commit = _commit(top, revision)
    known = _git(top, "ls-files", "-z").split(b"\0")
    return ChangedLines(
        dict(_hunks(top, _git(top, *_DIFF, commit))),
        frozenset(top / os.fsdecode(name) for name in known if name),
    )


def _commit(top: Path, revision: str) -> str:
    """The commit of a revision; with `...` behind it, the one at which the branch of HEAD left it (as in `git diff`,
    `...HEAD` may follow).
    """
    name, dots, other = revision.partition("...")
    found = _resolved(top, name or "HEAD")
    if not dots:
        return found
    here = _resolved(top, other or "HEAD")
    if other and here != _resolved(top, "HEAD"):
        raise DiffError(f"{revision!r}: the files are compared as they are, so that only HEAD can follow the dots")
    try:
        return git(top, "merge-base", found, here).decode("ascii").split()[0]
    except GitError as error:
        advice = "; this clone is shallow, and needs more of the history" if _is_shallow(top) else ""
        raise DiffError(f"HEAD and {name!r} have no commit in common{advice}") from error


def _resolved(top: Path, revision: str) -> str:
    try:
        found = git(top, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    except GitError as error:
        raise DiffError(f"git knows no revision {revision!r} in {top}") from error
    return found.decode("ascii").split()[-1]


def _is_shallow(top: Path) -> bool:
    return _git(top, "rev-parse", "--is-shallow-repository").strip() == b"true"


def _git(folder: Path, *arguments: str) -> bytes:
    try:
        return git(folder, *arguments)
    except GitError as error:
        raise DiffError(f"{folder} cannot be compared by git: {error}") from error


def _hunks(top: Path, patch: bytes) -> Iterator[tuple[Path, frozenset[int]]]:
    path: Path | None = None
    lines: set[int] = set()
    left = 0
    for line in patch.split(b"\n"):
        if left and line[:1] in (b"-", b"+", b"\\"):
            # Text of the files, which may look like a head.
            left -= line[:1] == b"+"
            continue
        if line.startswith(b"+++ "):
            if path is not None:
                yield path, frozenset(lines)
            name = _name(line[4:])
            path, lines = (None if name is None else top / name), set()
        elif (hunk := _HUNK.match(line)) is not None:
            start, left = int(hunk[1]), int(hunk[2] or 1)
            lines |= set(range(start - 1, start - 1 + left))
    if path is not None:
        yield path, frozenset(lines)


def _name(text: bytes) -> str | None:
    """The path behind `+++ `, without its prefix; None for a file that is gone."""
    text = text.rstrip(b"\r\t")
    if text.startswith(b'"'):
        text = codecs.escape_decode(text[1:-1])[0]
    return None if text == b"/dev/null" else os.fsdecode(text[2:])
