"""The shape of the source tree: small files, telling names, and a guest that old interpreters can run."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.layout import GUEST, ROOT, source_files

LONGEST_FILE = 400
NAMES_THAT_SAY_NOTHING = {"utils", "util", "helpers", "helper", "common", "misc"}
OLDEST_GUEST = (3, 8)
# In today's standard library, but not in that of the oldest interpreter the guest runs in.
NEWER_THAN_THE_GUEST = {"annotationlib", "compression", "graphlib", "tomllib", "zoneinfo"}


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", source_files(), ids=_name)
def test_file_is_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE


def test_names_say_what_is_inside() -> None:
    words = {path: {path.stem, path.parent.name} for path in source_files()}

    assert [_name(path) for path, names in words.items() if names & NAMES_THAT_SAY_NOTHING] == []


@pytest.mark.parametrize("path", sorted(GUEST.rglob("*.py")), ids=_name)
def test_guest_runs_in_old_interpreters_with_nothing_but_their_standard_library(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"), feature_version=OLDEST_GUEST)

    assert set(_absolute_imports(tree)) <= set(sys.stdlib_module_names) - NEWER_THAN_THE_GUEST


def _absolute_imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield (node.module or "").partition(".")[0]
