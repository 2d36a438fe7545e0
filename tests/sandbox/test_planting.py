"""Faults planted in a live module: what becomes of them, on every interpreter found."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from speedwright.model.recipe import Call, Case
from speedwright.model.work import Cancellation
from speedwright.sandbox.guest_handle import Guest, Planting, Sandboxed
from speedwright.sandbox.interpreter import find_interpreter
from speedwright.sandbox.isolation import best_isolation
from speedwright.sandbox.target import locate
from tests.sandbox.test_guest import interpreters, recipe

# More time than any of these needs: what decides is never the clock.
PATIENT = Planting(many=200, budget_s=60.0)


def plant(tmp_path: Path, source: str, function: str, *inputs: tuple[object, ...], python: str = "") -> list[dict]:
    path = tmp_path / "subject.py"
    path.write_text(source)
    interpreter = find_interpreter(tmp_path, python)
    it = Sandboxed(locate(path, tmp_path), source.encode(), function, interpreter, best_isolation(), 1024)
    cases = [Case((Call(tuple(map(recipe, values))),), "test") for values in inputs]
    with Guest(it, 1, Cancellation(), instrumented=True) as guest:
        report = guest.mutate(cases, 5.0, PATIENT, 200.0)
    assert report["left"] == 0
    return report["faults"]


def fates(faults: list[dict]) -> dict[tuple[int, str], str]:
    return {(each["line"], each["text"]): each["fate"] for each in faults}


CLAMP = """
def clamp(value, low=0):
    if value < low:
        return low
    return value
"""


def test_inputs_on_both_sides_of_a_boundary_notice_all_that_can_be_noticed(tmp_path: Path) -> None:
    found = fates(plant(tmp_path, CLAMP, "clamp", (-1,), (0,), (1,), (5, 3), (2, 3)))
    assert found.pop((3, "`<` to `<=`")) == "missed", "at the boundary both answers are the same"
    assert set(found.values()) == {"killed"}
    assert (2, "`0` to `1`") in found, "defaults are a part of the function"


def test_weak_inputs_miss_faults_or_do_not_reach_them(tmp_path: Path) -> None:
    found = fates(plant(tmp_path, CLAMP, "clamp", (7,), (8,)))
    assert found[3, "`<` to `<=`"] == "silent"
    assert found[4, "early `return` removed"] == "unreached"
    assert found[2, "`0` to `1`"] == "missed"
    assert found[5, "`return` of nothing"] == "killed"


def test_integers_that_python_does_not_write_are_operands_like_others(tmp_path: Path) -> None:
    source = "def odd(power):\n    large = 10**power + power\n    return large % 2 == 1\n"
    found = fates(plant(tmp_path, source, "odd", (5001,), (6000,)))
    assert found[3, "`==` to `!=`"] == "killed"
    assert found[2, "`+` to `-`"] == "missed", "as odd as before"


def test_what_changes_no_value_is_told_apart(tmp_path: Path) -> None:
    source = "def total(first, second):\n    result = first + second\n    return result\n"
    found = fates(plant(tmp_path, source, "total", (1, 2), (3, 4)))
    assert found[2, "sides of `+` swapped"] == "silent"
    assert found[2, "`+` to `-`"] == "killed"


def test_the_same_byte_code_is_told_apart(tmp_path: Path) -> None:
    source = "def first(values):\n    for value in values:\n        return value\n        continue\n    return 0\n"
    found = plant(tmp_path, source, "first", ([1, 2],), ([],))
    assert {each["fate"] for each in found if each["line"] == 4} <= {"same", "unreached"}


def test_operators_that_no_operand_allows_are_no_faults(tmp_path: Path) -> None:
    source = "def join(a, b):\n    return a + b\n"
    assert (2, "`+` to `-`") not in fates(plant(tmp_path, source, "join", ("a", "b"), ("b", "b")))
    assert fates(plant(tmp_path, source, "join", ("a", "b")))[2, "sides of `+` swapped"] == "killed"


ENDLESS = """
def halve(number):
    steps = 0
    while number > 1:
        number //= 2
        steps += 1
    return steps
"""


def test_a_fault_without_an_end_is_noticed(tmp_path: Path) -> None:
    found = fates(plant(tmp_path, ENDLESS, "halve", (9,), (1,), (2,)))
    assert found[5, "update removed"] == "killed"


STUBBORN = """
import os, signal
def careful(number):
    for each in range(3):
        if each == number:
            signal.signal(signal.SIGVTALRM, signal.SIG_IGN)
            os._exit(0)
    while number < 0:
        try:
            signal.signal(signal.SIGVTALRM, signal.SIG_IGN)
        except BaseException:
            pass
    return number
"""


def test_faults_that_end_the_process_or_cannot_be_interrupted_cost_only_themselves(tmp_path: Path) -> None:
    found = fates(plant(tmp_path, STUBBORN, "careful", (5,), (7,)))
    assert found[4, "`3` to `4`"] == "missed"
    assert found[5, "`==` to `!=`"] == "killed"
    assert found[8, "`<` to `>=`"] == "killed"


STATEFUL = """
SEEN = []
def remember(value):
    SEEN.append(value)
    return len(SEEN) + value
"""


def test_a_module_that_remembers_is_met_fresh_by_every_input(tmp_path: Path) -> None:
    found = fates(plant(tmp_path, STATEFUL, "remember", (1,), (2,), (3,)))
    assert found[4, "statement removed"] == "killed"
    assert "missed" not in found.values()


MEMO = """
from functools import lru_cache
@lru_cache(maxsize=None)
def square(value):
    return value * value + 1
"""


def test_a_cache_does_not_hide_faults(tmp_path: Path) -> None:
    found = fates(plant(tmp_path, MEMO, "square", (3,), (4,), (-2,)))
    assert found[5, "`*` to `+`"] == "killed"
    assert found[5, "`1` to `2`"] == "killed"


HIDDEN = """
def _made():
    answers = {}
    def square(value):
        if value not in answers:
            answers[value] = value * value
        return answers[value]
    return square
square = _made()
"""


def test_what_one_fault_leaves_behind_does_not_count_for_the_next(tmp_path: Path) -> None:
    found = fates(plant(tmp_path, HIDDEN, "square", (3,), (4,)))
    assert found[6, "`*` to `+`"] == "killed"
    assert found[7, "`return` of nothing"] == "killed"


KINDS = """
from __future__ import annotations
import asyncio

def evens(limit: int = 4):
    for number in range(limit):
        if number % 2 == 0:
            yield number

async def later(value):
    await asyncio.sleep(0)
    return value + 1

class Counter:
    step = 2
    def __init__(self, start=1):
        self.start = start
    def up(self, times):
        return [self.start + self.__step() * each for each in range(times)]
    def __step(self):
        return super().__hash__() * 0 + self.step

def counted(times):
    return Counter().up(times)

pick = (lambda key: sorted(key, reverse=True)[1:])

def picked(values):
    text = f"{len(values) + 1:>3}"
    return pick(values), text.strip()
"""


@pytest.mark.parametrize("python", interpreters())
def test_functions_of_every_kind_on_every_interpreter(tmp_path: Path, python: str) -> None:
    assert fates(plant(tmp_path, KINDS, "evens", (3,), (), python=python))[7, "`%` to `//`"] == "killed"
    assert fates(plant(tmp_path, KINDS, "later", (3,), python=python))[12, "`+` to `-`"] == "killed"
    methods = fates(plant(tmp_path, KINDS, "counted", (3,), (0,), python=python))
    assert methods[19, "`+` to `-`"] == "killed"
    assert methods[21, "`0` to `1`"] == "killed"
    assert methods[16, "`1` to `2`"] == "killed"
    picked = fates(plant(tmp_path, KINDS, "picked", ([1, 5, 3],), ([2],), python=python))
    assert picked[30, "`strip` removed"] == "killed"
    assert picked[29, "`1` to `2`"] == "killed"


PATTERN = """
def kind(value):
    match value:
        case [first, *_] if first > 0:
            return "positive"
        case []:
            return "empty"
        case _:
            return "other"
"""


@pytest.mark.parametrize("python", [each for each in interpreters() if not each or "3.1" in each])
def test_patterns_stay_and_guards_are_planted_in(tmp_path: Path, python: str) -> None:
    found = fates(plant(tmp_path, PATTERN, "kind", ([1],), ([],), ([-1],), ([0],), python=python))
    assert found[4, "`>` to `>=`"] == "killed"
    assert Counter(found.values())["killed"] == len(found)
