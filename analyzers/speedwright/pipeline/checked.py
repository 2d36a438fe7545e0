"""What comes out of checking one file, and the name under which that is kept."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from speedwright.model.digests import blake2b
from speedwright.model.finding import Finding
from speedwright.model.problem import Problem

if TYPE_CHECKING:
    from speedwright.pipeline.heating import Hotspot
    from speedwright.pipeline.notebooks.file import NotebookFile


class Checked(NamedTuple):
    """The findings in one file that are worth telling, before the settings choose among them, and its problems.

    `content` is None where it has no findings. `key` names the content that was looked at; empty for what must not be
    kept: a file that could not be read, and a fault of our own. Of a `notebook`, `content` is the module that its
    cells are; that a `strange` one cannot be read is told only where it was named. `notes` are told there, too, but
    are nothing that anybody has to mend.
    """

    findings: tuple[Finding, ...] = ()
    problems: tuple[Problem, ...] = ()
    content: bytes | None = None
    hotspots: tuple[Hotspot, ...] = ()
    key: str = ""
    notebook: NotebookFile | None = None
    strange: bool = False
    notes: tuple[Problem, ...] = ()


def key_of(path: Path, content: bytes) -> str:
    """The hash of all that the findings in a file depend on, but for the pages and the program: its text, and the
    suffix that tells its language.
    """
    suffix = path.suffix.encode("utf-8", "surrogateescape")
    return blake2b(suffix + b"\0" + content, digest_size=20).hexdigest()
