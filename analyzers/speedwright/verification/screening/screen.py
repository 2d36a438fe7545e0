"""What an edit adds to a module that speaks against running it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from speedwright.languages.python import PYTHON
from speedwright.syntax.source_file import SourceFile
from speedwright.verification.screening.signs import Sign, signs

SHOWN = 3


def screen(original: bytes, candidate: bytes) -> tuple[Sign, ...]:
    """The signs that the candidate has and the original has not, or not as often, in the order of lines.

    A pure function of two texts: nothing runs. What the original does already is its user's affair. The grammar is
    the newest Python's, whatever interpreter runs this; what it cannot read is a sign, too.
    """
    known = Counter(signs(_parsed(original)))
    added: list[Sign] = []
    for sign in sorted(signs(_parsed(candidate)), key=lambda each: each.line):
        if known[sign] > 0:
            known[sign] -= 1
        else:
            added.append(sign)
    return tuple(dict.fromkeys(added))


def sentence(found: Sequence[Sign]) -> str:
    """The reason of a verdict."""
    shown = "; ".join(map(str, found[:SHOWN]))
    more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
    return f"the candidate was not run, for what it adds: {shown}{more}"


def _parsed(content: bytes) -> SourceFile:
    return SourceFile.parse(content, Path("module.py"), PYTHON.name)
