"""Tables, coroutines and queries: what waits or copies is found, and what only looks like it is left alone.

The files need libraries that are not installed here, so that they are read and never run.
"""

import ast
from pathlib import Path

import pytest

from speedwright.pipeline.check import check
from speedwright.settings import Settings

FOLDER = Path(__file__).parents[2] / "fixtures" / "read_only"


def flagged(path: Path) -> tuple[set[str], set[str]]:
    """The functions of a file, and those with a finding in them."""
    functions = [
        each
        for each in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    lines = [
        path.read_bytes()[: finding.span.start].count(b"\n") + 1
        for finding in check([path], FOLDER, Settings()).findings
    ]
    found = {each.name for each in functions if any(each.lineno <= line <= (each.end_lineno or 0) for line in lines)}
    return {each.name for each in functions}, found


@pytest.mark.parametrize("name", ["tables.py", "service.py"])
def test_slow_spots_are_found_and_decoys_are_not(name: str):
    functions, found = flagged(FOLDER / name)
    slow = {each for each in functions if each.startswith("slow_")}
    fine = {each for each in functions if each.startswith("fine_")}
    assert len(slow) >= 8
    assert len(fine) >= 6
    assert slow <= found
    assert not fine & found
