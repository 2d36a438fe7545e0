"""What of a module can have a say in what a function does."""

from __future__ import annotations

from pathlib import Path

import pytest

from speedwright.syntax.python.reachable import reachable
from speedwright.syntax.source_file import SourceFile

MODULE = b'''"""Doc."""
import os

__all__ = ["entry", "helper", "apart", "other"]

# limit: 3
LIMIT = 3

def entry(x):
    return helper(x)

def helper(x):
    return deeper(x) if x else "named"

def deeper(x):
    return LIMIT

# about the one apart
def apart(x):
    return "only here"

def named():
    return "by a string"

@registered
def decorated():
    return "met through a registry"

class Shape:
    def area(self):
        return measured(self)

def measured(shape):
    return "met through an object"

def other(x=os.sep):
    return "other body"

if __name__ == "__main__":
    other()
'''


def part(*entry_points: str, module: bytes = MODULE) -> str:
    return reachable(SourceFile.parse(module, Path("m.py")), entry_points).decode()


@pytest.mark.parametrize(
    "text",
    [
        *(
            "import os",
            "LIMIT = 3",
            "# limit: 3",
            "return helper(x)",
            "deeper(x) if x",
            "return LIMIT",
            "by a string",
        ),
        *("met through a registry", "met through an object", "x=os.sep"),
    ],
)
def test_what_runs_or_is_named_is_part(text: str) -> None:
    assert text in part("entry")


@pytest.mark.parametrize("text", ["only here", "other body", "other()"])
def test_the_rest_is_not(text: str) -> None:
    assert text not in part("entry")


def test_each_entry_point_counts() -> None:
    assert "only here" in part("entry", "apart")
    assert "other body" in part("Shape.area", "other")


@pytest.mark.parametrize(
    "change",
    [
        (b"return LIMIT", b"return globals()['ap' + 'art'](x)"),
        (b"return LIMIT", b"return getattr(x, 'y')"),
        (b"LIMIT = 3", b"LIMIT = (3"),
    ],
)
def test_where_names_are_made_at_run_time_or_the_text_is_broken_all_counts(change: tuple[bytes, bytes]) -> None:
    changed = MODULE.replace(*change)
    assert part("entry", module=changed) == changed.decode()


def test_without_entry_points_all_counts() -> None:
    assert part() == MODULE.decode()


def test_two_bodies_that_change_places_are_told_apart() -> None:
    swapped = MODULE.replace(b"def helper(x)", b"def Q(x)").replace(b"def deeper(x)", b"def helper(x)")
    assert part("entry") != part("entry", module=swapped.replace(b"def Q(x)", b"def deeper(x)"))
