"""Which function of which text a measured place belongs to, so that heat finds it again when the text moves."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from speedwright.model.profile import MODULE, Frame
from speedwright.profiling.places import is_installed
from speedwright.syntax.functions import functions
from speedwright.syntax.source_file import SourceFile

LARGEST_BYTES = 8 << 20
DIGEST_LENGTH = 32
# Code of these names is part of the function around it.
_PARTS = frozenset({"<lambda>", "<listcomp>", "<genexpr>", "<dictcomp>", "<setcomp>", "<annotate>", ""})


class Anchor(NamedTuple):
    """A function of a text: its lines, counted from 1, both inclusive, and what stands for its text."""

    qualname: str
    first: int
    last: int
    digest: str


class Owner(NamedTuple):
    """The function that a place belongs to, as in `FunctionCost`."""

    path: str
    qualname: str
    line: int
    digest: str | None


@lru_cache(maxsize=64)
def anchors(source: SourceFile) -> tuple[Anchor, ...]:
    """All functions of a text, the inner after the outer, and the module (from line 1) as the first."""
    line_of = source.line_index.line_of
    found = functions(source)
    outside, end = [], 0
    for each in found:
        if each.span.start >= end:
            outside.append(source.content[end : each.span.start])
            end = each.span.end
    outside.append(source.content[end:])
    module = Anchor(MODULE, 1, line_of(len(source.content)) + 1, digest(b"\0".join(outside)))
    return (
        module,
        *(
            Anchor(
                each.qualname,
                line_of(each.span.start) + 1,
                line_of(max(each.span.start, each.span.end - 1)) + 1,
                digest(source.content[each.span.start : each.span.end]),
            )
            for each in found
        ),
    )


def digest(text: bytes) -> str:
    """What stands for the text of a function, however its lines end."""
    return hashlib.sha256(text.replace(b"\r\n", b"\n")).hexdigest()[:DIGEST_LENGTH]


def owner_among(known: Sequence[Anchor], name: str, line: int) -> Anchor | None:
    """The function that a frame of this name (plain or qualified; empty: not known) and line (0: not known) runs.

    None where the text has no such function: it is another text than the one that ran.
    """
    simple = name.rpartition(".")[2]
    if simple == MODULE:
        return known[0]
    around = [each for each in known if each.first <= line <= each.last]
    if simple in _PARTS:
        return around[-1] if around else None
    named = [each for each in known if each.qualname == name or each.qualname.rpartition(".")[2] == simple]
    inside = [each for each in named if each in around]
    if inside:
        return inside[-1]
    return named[0] if line == 0 and len(named) == 1 else None


class Anchoring:
    """Finds owners of frames, reading each file once.

    `folder` is where the program ran, `root` the workspace's root. Texts that were changed after `taken_ns` (None:
    never mind) have no digests: they may not be what ran. Installed packages and the standard library are not read.
    """

    def __init__(self, root: Path, folder: Path, taken_ns: int | None = None) -> None:
        self._roots = tuple(dict.fromkeys((str(root.absolute()), str(root.resolve()))))
        self._folder = folder
        self._taken_ns = taken_ns
        self._files: dict[str, tuple[str, tuple[Anchor, ...], bool]] = {}

    def owner(self, frame: Frame) -> Owner:
        """The owner; of code that was not read, the frame's own name without a digest."""
        shown, known, is_sure = self._file(frame.path)
        anchor = owner_among(known, frame.name, frame.line) if known else None
        if anchor is None:
            return Owner(shown, frame.name or MODULE, 0, None)
        return Owner(shown, anchor.qualname, anchor.first, anchor.digest if is_sure else None)

    def shown(self, path: str) -> str:
        """The path as profiles have it: relative to the root for what is below it."""
        return self._file(path)[0]

    def _file(self, path: str) -> tuple[str, tuple[Anchor, ...], bool]:
        if path not in self._files:
            self._files[path] = self._read(path)
        return self._files[path]

    def _read(self, path: str) -> tuple[str, tuple[Anchor, ...], bool]:
        if is_installed(path) or not path:
            return path, (), False
        whole = os.path.normpath(self._folder / path)
        shown = self._shown(whole)
        source, is_sure = self._source(Path(whole))
        return (shown, anchors(source), is_sure) if source is not None else (shown, (), False)

    def _shown(self, whole: str) -> str:
        for root in self._roots:
            if whole.startswith(root.rstrip(os.sep) + os.sep):
                return Path(os.path.relpath(whole, root)).as_posix()
        return whole

    def _source(self, file: Path) -> tuple[SourceFile | None, bool]:
        try:
            stat = file.stat()
            if not file.is_file() or stat.st_size > LARGEST_BYTES or file.suffix not in (".py", ".pyw", ""):
                return None, False
            content = file.read_bytes()
        except (OSError, ValueError):
            return None, False
        source = SourceFile.parse(content, file, "python")
        return source, self._taken_ns is None or stat.st_mtime_ns <= self._taken_ns
