"""Slow functions of one module each, as diagnosed sources."""

from __future__ import annotations

from pathlib import Path

from speedwright.detection.detector import detect
from speedwright.model.finding import Finding
from speedwright.skills.registry import load_library
from speedwright.syntax.source_file import SourceFile

LIBRARY = load_library()

REPORT = """\
def report(rows: list[int], known: list[int]) -> str:
    rows.sort()
    text = ""
    for row in rows:
        if row in known:
            text += str(row)
    return text
"""


def diagnosed(text: str) -> tuple[SourceFile, tuple[Finding, ...]]:
    """A module and what is found in it."""
    source = SourceFile.parse(text.encode(), Path("module.py"))
    return source, detect(source, LIBRARY)
