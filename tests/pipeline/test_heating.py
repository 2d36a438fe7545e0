"""Heat of a text that is being edited: what is shown is true of the text as it is now, however it came about."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from speedwright.model.profile import Backend, Cost, FunctionCost, LineCost, Profile, Target
from speedwright.model.text import Span, TextEdit
from speedwright.pipeline.heating import FileHeat, Heats, hot_lines, warm_functions
from speedwright.pipeline.proposals import Proposals
from speedwright.pipeline.searching import unjudged
from speedwright.profiling.anchoring import anchors
from speedwright.settings import Settings
from speedwright.skills.registry import load_library
from speedwright.syntax.source_file import SourceFile

TEXT = b"""\
import os


class Shop:
    @property
    def size(self):
        return len(self.items)

    @size.setter
    def size(self, value):
        self.items = self.items[:value]


def total(items):
    def price(item):
        return item * 2

    found = 0
    for item in items:
        found += price(item)
    return found


async def fetch(items):
    return [each for each in items]


LIMIT = total(range(3))
"""
PIECES = (b"", b"\n", b"x", b"    ", b"# note\n", b"def new():\n    return 1\n\n\n", b"(", b'"', "\u00e9".encode())


@pytest.fixture
def measured(tmp_path: Path) -> SourceFile:
    return SourceFile.parse(TEXT, tmp_path / "shop.py")


@pytest.fixture
def heats(measured: SourceFile) -> Heats:
    """As if every line of every function had taken a second."""
    functions = []
    for anchor in anchors(measured):
        lines = tuple(LineCost(line, Cost(1.0, 1.0, 100)) for line in range(anchor.first, anchor.last + 1))
        cost = Cost(float(len(lines)), float(len(lines)), 100)
        functions.append(FunctionCost("shop.py", anchor.qualname, anchor.first, anchor.digest, cost, lines))
    total_s = sum(each.cost.self_s for each in functions)
    return Heats(Profile(Target(), Backend("test"), "", total_s, 0, tuple(functions)), measured.path.parent)


def body(source: SourceFile, first: int, last: int) -> list[bytes]:
    return source.content.splitlines()[first - 1 : last]


def assert_true_of(heat: FileHeat, source: SourceFile) -> None:
    """What is not stale has the text that was measured, line by line; what is shown stands in the text."""
    measured = {(each.qualname, each.digest): each for each in anchors(SourceFile.parse(TEXT, source.path))}
    present = {each.qualname for each in anchors(source)}
    for function in heat.functions:
        assert function.qualname in present
        assert 1 <= function.line <= function.last <= source.line_index.line_count
        texts = [each for each in measured.values() if each.qualname == function.qualname]
        shown = b"\n".join(body(source, function.line, function.last))
        same = any(b"\n".join(TEXT.splitlines()[each.first - 1 : each.last]).strip() in shown for each in texts)
        if function.qualname != "<module>":
            assert not (function.stale and function.lines)
            assert same or function.stale
            assert [each.line for each in function.lines] in (
                [],
                list(range(function.line, function.last + 1)),
            )


@pytest.mark.parametrize("seed", range(40))
def test_random_edits_leave_the_heat_of_a_fresh_computation(heats: Heats, measured: SourceFile, seed: int) -> None:
    rng = random.Random(seed)
    source = measured
    for _ in range(12):
        start = rng.randrange(len(source.content) + 1)
        end = min(len(source.content), start + rng.choice((0, 0, 0, 1, 5, 40)))
        source = source.edited(TextEdit(Span(start, end), rng.choice(PIECES).decode()))
        fresh = SourceFile.parse(source.content, source.path)

        assert heats.of(source) == heats.of(fresh)
        assert_true_of(heats.of(source), source)


def test_without_edits_nothing_is_stale_and_functions_of_one_name_are_told_apart(
    heats: Heats, measured: SourceFile
) -> None:
    heat = heats.of(measured)

    assert not any(each.stale for each in heat.functions)
    assert sorted(each.line for each in heat.functions if each.qualname == "Shop.size") == [5, 9]
    assert [each.qualname for each in warm_functions(heat)] == [
        "Shop.size",
        "Shop.size",
        "total",
        "total.<locals>.price",
        "fetch",
    ]


def test_undone_edits_bring_heat_back(heats: Heats, measured: SourceFile) -> None:
    at = TEXT.index(b"item * 2")
    edited = measured.edited(TextEdit(Span(at, at), "3 * "))
    stale = {each.qualname for each in heats.of(edited).functions if each.stale}
    undone = edited.edited(TextEdit(Span(at, at + 4), ""))

    assert stale == {"total", "total.<locals>.price"}
    assert heats.of(undone) == heats.of(measured)


def test_only_hot_lines_are_shown(measured: SourceFile) -> None:
    fetch = anchors(measured)[-1]
    lines = (LineCost(fetch.first, Cost(0.1, 0.5)), LineCost(fetch.last, Cost(1.0, 1.0)))
    function = FunctionCost("shop.py", "fetch", fetch.first, fetch.digest, Cost(1.1, 1.1), lines)
    profile = Profile(Target(), Backend("test"), "", 100.0, 0, (function,))
    heat = Heats(profile, measured.path.parent).of(measured)

    assert [each.line for each in hot_lines(heat, 1, 99)] == [fetch.last]
    assert hot_lines(heat, 1, fetch.first) == ()


MATCHING = b"""\
import re


def matching(lines: list[str]) -> list[str]:
    found = []
    for line in lines:
        pattern = re.compile("a+b")
        if pattern.match(line):
            found.append(line)
    return found
"""


@pytest.mark.parametrize(("native", "tried"), [(0.95, False), (0.1, True)])
def test_rewrites_of_single_steps_are_not_tried_where_native_code_takes_the_time(
    tmp_path: Path, native: float, tried: bool
) -> None:
    path = tmp_path / "shop.py"
    path.write_bytes(MATCHING)
    anchor = next(each for each in anchors(SourceFile.parse(MATCHING, path)) if each.qualname == "matching")
    lines = tuple(LineCost(line, Cost(1.0, 1.0, native=native)) for line in range(anchor.first, anchor.last + 1))
    cost = Cost(float(len(lines)), float(len(lines)), native=native)
    function = FunctionCost("shop.py", "matching", anchor.first, anchor.digest, cost, lines)
    heats = Heats(Profile(Target(), Backend("test"), "", 10.0, 0, (function,)), tmp_path)
    proposals = Proposals.open(path, None, None, load_library(), Settings(), heats)
    search = proposals.next(unjudged)
    steps = () if search is None else search.candidates()

    assert any("re.compile" in each.findings[0].message for each in steps) is tried
