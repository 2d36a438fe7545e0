"""How strong the evidence is: weak inputs are told, and inputs are drawn to where they were weak."""

from __future__ import annotations

from pathlib import Path

import pytest

from speedwright.acceptance import judge_sameness
from speedwright.model.evidence import Evidence
from speedwright.model.recipe import Atom, Call, Case, Items
from speedwright.model.signature import Parameter, Signature, TypeShape
from speedwright.model.verdict import Outcome
from speedwright.model.work import Cancellation, unheard
from speedwright.sandbox.guest_handle import Sandboxed
from speedwright.sandbox.interpreter import find_interpreter
from speedwright.sandbox.isolation import best_isolation
from speedwright.sandbox.target import locate
from speedwright.verification.coverage import Instrumented
from speedwright.verification.examination import Examination, examined
from speedwright.verification.examples import Brought
from speedwright.verification.inputs.base import Drawing
from speedwright.verification.inputs.sources.stressing import Stressing
from speedwright.verification.stressing import Stress


def sandboxed(tmp_path: Path, source: str, function: str) -> Sandboxed:
    path = tmp_path / "subject.py"
    path.write_text(source)
    interpreter = find_interpreter(tmp_path, None)
    return Sandboxed(locate(path, tmp_path), source.encode(), function, interpreter, best_isolation(), 1024)


def examination_of(tmp_path: Path, source: str, function: str) -> Examination:
    """The examination of a module beside itself, without a deadline."""
    it = sandboxed(tmp_path, source, function)
    with examined(it, it, Brought(), Cancellation(), unheard) as examination:
        return examination


def strength(tmp_path: Path, source: str, function: str) -> Evidence:
    return examination_of(tmp_path, source, function).evidence


# A lock that random inputs do not open: what lies behind it is run by nobody.
LOCKED = """
import hashlib
def price(code: str, amount: int) -> int:
    if hashlib.sha256(code.encode("utf-8", "replace")).hexdigest().startswith("000000"):
        if amount > 7 and amount % 3 == 1:
            amount = amount * 5 - 2
        elif amount < -9:
            amount = amount + 11
        return amount // 4 + 1
    return 0
"""


def test_what_nothing_reached_is_named(tmp_path: Path) -> None:
    found = strength(tmp_path, LOCKED, "price")
    assert found.branch_coverage is not None
    assert found.branch_coverage < 0.8
    assert "original: price, line 4 (true)" in found.unreached
    assert found.mutants is not None
    assert found.mutants.score < 0.6
    assert any(each.startswith("line 9: ") for each in found.mutants.missed)


# Every branch is reached by any list, and nearly none of the work shows in the answer.
SHALLOW = """
def blend(values: list[int]) -> bool:
    total = 1
    for place, value in enumerate(values):
        total = total * 31 + value * (place + 3)
        total = total ^ (total >> 7)
        total = (total + place * 5 - 2) % 1000003
        total = total * total + place * 7 - value * 11
    return isinstance(total, int)
"""


def test_inputs_that_run_everything_and_notice_nothing_are_undecided(tmp_path: Path) -> None:
    found = strength(tmp_path, SHALLOW, "blend")
    assert found.branch_coverage == 1.0
    assert found.mutation_score is not None
    assert found.mutation_score < 0.6
    decision = judge_sameness(found)
    assert decision is not None
    assert decision.outcome is Outcome.UNDECIDED
    assert "line " in decision.reason


# Numbers that meet: in a wide range they never do.
LIFE = """
def step(live: set[tuple[int, int]]) -> set[tuple[int, int]]:
    counts: dict[tuple[int, int], int] = {}
    for x, y in live:
        for dx in (-1, 0, 1):
            for dy in (-1, 0, 1):
                if dx or dy:
                    cell = (x + dx, y + dy)
                    counts[cell] = counts.get(cell, 0) + 1
    return {cell for cell, n in counts.items() if n == 3 or (n == 2 and cell in live)}
"""


def test_inputs_are_drawn_towards_faults_that_were_missed(tmp_path: Path) -> None:
    found = strength(tmp_path, LIFE, "step")
    assert found.mutation_score is not None
    assert found.mutation_score > 0.9


# Each step is easy once the one before is made; drawn afresh, all of them at once are not.
STEPS = """
def depth(values: list[int]) -> int:
    if len(values) > 2 and values[0] == 1913:
        if values[1] == 1914:
            if values[2] == 1915:
                return 3
            return 2
        return 1
    return 0
"""


def test_inputs_are_drawn_towards_branches_that_are_left(tmp_path: Path) -> None:
    found = strength(tmp_path, STEPS, "depth")
    assert found.sources["guided"] > 0
    assert found.branch_coverage == 1.0, found.unreached


@pytest.mark.parametrize(
    ("source", "function"),
    [
        ("async def f(x: int) -> int:\n    return x * 3 + 1\n", "f"),
        ("def f(x: int):\n    for each in range(abs(x) % 7):\n        yield each * 2 + 1\n", "f"),
        ("class C:\n    def __init__(self, a: int):\n        self.a = a\n"
         "    def m(self, x: int) -> int:\n        return self.a * 2 + x\n", "C.m"),
        ("SEEN = []\ndef f(x: int) -> int:\n    SEEN.append(x)\n    return len(SEEN) + x * 2\n", "f"),
    ],
    ids=["async", "generator", "method", "state"],
)  # fmt: skip
def test_functions_of_every_kind_have_a_score(tmp_path: Path, source: str, function: str) -> None:
    found = strength(tmp_path, source, function)
    assert found.mutants is not None
    assert found.mutants.planted > 3
    assert found.mutants.score > 0.8, found.mutants.missed


SEARCH = """
def repeated(values: list[int]) -> int:
    for place, value in enumerate(values):
        for other in values[place + 1:]:
            if other == value:
                return value
    return -1
"""


SIGNATURE = Signature((Parameter("values", "positional", TypeShape("list", (TypeShape("int"),))),))


def test_calls_of_one_size_are_pushed_towards_the_work(tmp_path: Path) -> None:
    it = sandboxed(tmp_path, SEARCH, "repeated")
    with Instrumented(it, it, 1, Cancellation()) as instrumented:
        stress = Stress(instrumented, Stressing(Drawing(SIGNATURE, it.source, "repeated")))
        # Seconds stand for what a guest would tell: the later the repetition, the longer it takes.
        timed = [(1e-5 * (place + 1), early_repetition(place)) for place in range(12)]
        hotter = stress.calls(40, timed)
        assert hotter
        assert stress.found == len(hotter)
        counts = [sum(each.values()) for each in instrumented.weigh([timed[-1][1], *hotter])]
    assert min(counts[1:]) > counts[0]


def early_repetition(place: int) -> Case:
    """Forty numbers of which the first is repeated at a place."""
    numbers = list(range(100, 140))
    numbers[place + 1] = numbers[0]
    return Case((Call((Items("list", tuple(map(Atom, numbers))),)),), "sizes")


def test_calls_that_are_all_alike_are_left_as_they_are(tmp_path: Path) -> None:
    it = sandboxed(tmp_path, SEARCH, "repeated")
    with Instrumented(it, it, 1, Cancellation()) as instrumented:
        stress = Stress(instrumented, Stressing(Drawing(SIGNATURE, it.source, "repeated")))
        assert stress.calls(40, [(1e-4, early_repetition(place)) for place in range(12)]) == []
