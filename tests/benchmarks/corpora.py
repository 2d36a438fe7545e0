"""Where the corpora are, and results as tables and JSON."""

from __future__ import annotations

import json
import os
import platform
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.corpora import VARIABLE


def corpus(name: str) -> Path:
    """The folder of one corpus. Exits with a clear message where it is not there."""
    root = os.environ.get(VARIABLE)
    if root is None:
        sys.exit(f"set {VARIABLE} to the folder that holds {name}/")
    folder = Path(root) / name
    if not folder.is_dir():
        sys.exit(f"{folder}: no such corpus")
    return folder


def print_table(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """A plain table, columns as wide as their widest cell."""
    cells = [[str(cell) for cell in row] for row in (headings, *rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(headings))]
    for row in cells:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def write_result(name: str, result: Mapping[str, Any]) -> Path:
    """Writes a result under artifacts/, with the machine it was taken on."""
    path = Path(__file__).parents[2] / "artifacts" / f"{name}.json"
    path.parent.mkdir(exist_ok=True)
    machine = {"system": platform.platform(), "cores": os.cpu_count(), "python": platform.python_version()}
    path.write_text(json.dumps({"machine": machine, **result}, indent=1) + "\n", encoding="utf-8")
    return path
