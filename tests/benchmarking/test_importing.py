"""What may make the import of another version take another time."""

from __future__ import annotations

import pytest

from speedwright.benchmarking.importing import imports_alike

MODULE = """
import functools

LIMIT = 10

def doubled(value, most=LIMIT):
    return min(most, value + value)

class Box:
    size = 3
    def grown(self):
        return self.size + 1
"""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("value + value", "value * 2"),
        ("self.size + 1", "1 + self.size"),
        ("return min", "import heapq\n    return min"),
    ],
)
def test_bodies_of_functions_do_not_run_at_import(old: str, new: str) -> None:
    assert imports_alike(MODULE.encode(), MODULE.replace(old, new).encode())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("import functools", "import functools, heapq"),
        ("LIMIT = 10", "LIMIT = sum(range(10))"),
        ("most=LIMIT", "most=max(LIMIT, 3)"),
        ("def doubled", "@functools.cache\ndef doubled"),
        ("size = 3", "size = 4"),
        ("def doubled", "def doubled(:"),
    ],
)
def test_whatever_runs_at_import_may(old: str, new: str) -> None:
    assert not imports_alike(MODULE.encode(), MODULE.replace(old, new).encode())


@pytest.mark.parametrize(
    "more",
    [
        "TABLE = doubled(4)",
        "BOX = Box().grown()",
        "TABLE = list(map(doubled, [3]))",
        "other = doubled\nother(3)",
        "class More(Box): pass",
        "@doubled\ndef other(): pass",
    ],
)
def test_a_function_that_runs_at_import_may(more: str) -> None:
    before = f"{MODULE}\n{more}\n"
    assert not imports_alike(before.encode(), before.replace("value + value", "value * 2").encode())
