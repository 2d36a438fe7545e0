"""The verifier end to end, on small modules: every difference has its name, and nothing wrong is accepted."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from speedwright.errors import SpeedwrightError
from speedwright.model.evidence import Difference
from speedwright.model.verdict import Outcome, Verdict
from speedwright.pipeline.verify import VerifyRequest, verify
from speedwright.settings import Settings

SLOW = """
def unique(values: list[int]) -> list[int]:
    kept = []
    for value in values:
        if value not in kept:
            kept.append(value)
    return kept
"""
FAST = """
def unique(values: list[int]) -> list[int]:
    return list(dict.fromkeys(values))
"""


def judge(tmp_path: Path, original: str, candidate: str, function: str, **options) -> Verdict:
    before, after = tmp_path / "subject.py", tmp_path / "changed.py"
    before.write_text(original)
    after.write_text(candidate)
    # A budget that a busy machine does not use up: these tests are about verdicts.
    return verify(VerifyRequest(before, after, function, Settings(), **{"budget_s": 120.0, **options}))


def test_a_right_and_faster_candidate_is_accepted(tmp_path: Path) -> None:
    verdict = judge(tmp_path, SLOW, FAST, "unique")
    assert verdict.outcome is Outcome.ACCEPTED, verdict.reason
    assert verdict.function == "subject.unique"
    assert verdict.measurement is not None
    assert verdict.measurement.low > 1.05
    assert verdict.evidence.branch_coverage == 1.0
    assert verdict.evidence.domain["values"].source == "hint"


def test_the_same_text_is_not_faster(tmp_path: Path) -> None:
    verdict = judge(tmp_path, SLOW, SLOW.replace("kept", "seen"), "unique")
    assert verdict.outcome in (Outcome.NOT_FASTER, Outcome.UNDECIDED)


DIFFERENCES = {
    Difference.VALUE: ("def f(x: int) -> int:\n    return x\n", "def f(x: int) -> int:\n    return abs(x)\n"),
    Difference.TYPE: (
        "def f(x: int) -> int:\n    return x // 2\n",
        "def f(x: int) -> int:\n    return (x - x % 2) / 2\n",
    ),
    Difference.ORDER: (
        "def f(x: list[str]) -> list[str]:\n    return list(dict.fromkeys(x))\n",
        "def f(x: list[str]) -> list[str]:\n    return list(set(x))\n",
    ),
    Difference.EXCEPTION: (
        'def f(x: int) -> int:\n    if x < 0:\n        raise ValueError("negative")\n    return x\n',
        'def f(x: int) -> int:\n    if x < 0:\n        raise ValueError("below zero")\n    return x\n',
    ),
    Difference.ARGUMENTS: (
        "def f(x: list[int]) -> int:\n    return len(sorted(x))\n",
        "def f(x: list[int]) -> int:\n    x.sort()\n    return len(x)\n",
    ),
    Difference.ALIASING: (
        "def f(x: list[int]) -> list[int]:\n    return list(x)\n",
        "def f(x: list[int]) -> list[int]:\n    return x\n",
    ),
    Difference.STATE: (
        "LOG = []\ndef f(x: int) -> int:\n    LOG.append(x)\n    return x\n",
        "LOG = []\ndef f(x: int) -> int:\n    return x\n",
    ),
    Difference.OUTPUT: (
        "def f(x: int) -> int:\n    print(x)\n    return x\n",
        "def f(x: int) -> int:\n    return x\n",
    ),
    Difference.EFFECTS: (
        "def f(x: int) -> bool:\n    import os\n    return os.path.isdir('.') and bool(os.listdir('.')) and x > 0\n",
        "def f(x: int) -> bool:\n    return False\n",
    ),
    Difference.LAZINESS: (
        "def f(x: list[int]):\n    for each in x:\n        yield each\n    x.clear()\n",
        "def f(x: list[int]):\n    kept = list(x)\n    x.clear()\n    yield from kept\n",
    ),
}


@pytest.mark.parametrize("difference", DIFFERENCES, ids=lambda each: each.value)
def test_every_kind_of_difference_is_found(tmp_path: Path, difference: Difference) -> None:
    verdict = judge(tmp_path, *DIFFERENCES[difference], "f")
    assert verdict.outcome is Outcome.DIFFERENT, verdict.reason
    found = verdict.evidence.counterexample
    assert found is not None
    assert found.difference is difference
    assert found.original != found.candidate
    ast.parse(found.call)


def test_a_memo_that_is_changed_by_the_caller_is_found(tmp_path: Path) -> None:
    original = "def f(n: int) -> list[int]:\n    return [n] * (abs(n) % 5)\n"
    candidate = "from functools import lru_cache\n@lru_cache(None)\n" + original
    verdict = judge(tmp_path, original, candidate, "f")
    assert verdict.outcome is Outcome.DIFFERENT, verdict.reason


def test_a_cache_that_pays_only_on_repetition_is_not_faster(tmp_path: Path) -> None:
    original = "def f(n: int) -> int:\n    return sum(i * i for i in range(abs(n) % 3000))\n"
    candidate = "from functools import lru_cache\n@lru_cache(None, typed=True)\n" + original
    verdict = judge(tmp_path, original, candidate, "f")
    assert verdict.outcome in (Outcome.NOT_FASTER, Outcome.UNDECIDED), verdict.reason


PRIVATE = """
class _Shelf:
    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
    def __names(self) -> list[str]:
        seen = []
        for name in self.lines:
            if name not in seen:
                seen.append(name)
        return seen
    @staticmethod
    def __longest(names: list[str]) -> int:
        return max([len(name) for name in names])
"""


@pytest.mark.parametrize("name", ["__names", "__longest"])
def test_private_methods_are_found_and_shown_as_others_call_them(tmp_path: Path, name: str) -> None:
    candidate = PRIVATE.replace("return seen", "return seen[:1]").replace("max(", "min(")
    verdict = judge(tmp_path, PRIVATE, candidate, f"_Shelf.{name}")
    assert verdict.outcome is Outcome.DIFFERENT, verdict.reason
    assert verdict.evidence.counterexample is not None
    assert f"._Shelf{name}(" in verdict.evidence.counterexample.call


HIDDEN = {
    "the same list with other content in every round": (
        "def f(x: int):\n    row = []\n    for i in range(3):\n        row.append(i)\n        yield row\n",
        "def f(x: int):\n    row = []\n    for i in range(3):\n        row.append(i + x)\n        yield row\n",
    ),
    "what a generator raises": (
        'def f(x: int):\n    yield x\n    raise ValueError("one")\n',
        'def f(x: int):\n    yield x\n    raise ValueError("two")\n',
    ),
    "output past sys.stdout": (
        'import os\ndef f(x: int) -> int:\n    os.write(1, b"one")\n    return x\n',
        'import os\ndef f(x: int) -> int:\n    os.write(1, b"two")\n    return x\n',
    ),
    "output by a stream bound at import": (
        'import sys\nout = sys.stdout\ndef f(x: int) -> int:\n    out.write("one")\n    return x\n',
        'import sys\nout = sys.stdout\ndef f(x: int) -> int:\n    out.write("two")\n    return x\n',
    ),
    "a loop without end": (
        "def f(x: int) -> int:\n    return x\n",
        "def f(x: int) -> int:\n    while x > 3:\n        pass\n    return x\n",
    ),
}


@pytest.mark.parametrize("name", HIDDEN)
def test_differences_that_hide_are_found(tmp_path: Path, name: str) -> None:
    verdict = judge(tmp_path, *HIDDEN[name], "f")
    assert verdict.outcome is Outcome.DIFFERENT, verdict.reason


def test_results_with_nothing_but_an_address_are_undecided(tmp_path: Path) -> None:
    source = "def f(x: int) -> object:\n    return object()\n"
    verdict = judge(tmp_path, source, source, "f")
    assert verdict.outcome is Outcome.UNDECIDED
    assert "cannot be compared" in verdict.reason


def test_a_module_named_like_one_of_the_standard_library_is_itself(tmp_path: Path) -> None:
    before, after = tmp_path / "signal.py", tmp_path / "changed.py"
    before.write_text("def f(x: int) -> int:\n    return x\n")
    after.write_text("def f(x: int) -> int:\n    return x + 1\n")
    assert verify(VerifyRequest(before, after, "f")).outcome is Outcome.DIFFERENT


def test_an_example_that_ends_the_process_costs_only_itself(tmp_path: Path) -> None:
    original = SLOW.replace(
        "kept = []", '"""\n    >>> unique([1, 1])\n    [1]\n    >>> exit()\n    """\n    kept = []'
    )
    verdict = judge(
        tmp_path, original, FAST.replace("list(dict", "list(reversed(dict").replace("values))", "values)))"), "unique"
    )
    assert verdict.outcome is Outcome.DIFFERENT, verdict.reason


def test_an_import_that_blocks_keeps_to_the_budget(tmp_path: Path) -> None:
    source = "import time\ntime.sleep(3600)\ndef f(x: int) -> int:\n    return x\n"
    verdict = judge(tmp_path, source, source, "f", budget_s=2.0)
    assert verdict.outcome is Outcome.UNDECIDED
    assert "takes too long" in verdict.reason


def test_deeply_nested_values_are_compared(tmp_path: Path) -> None:
    original = "def f(x: int) -> list:\n    r = []\n    for _ in range(400):\n        r = [r]\n    return r\n"
    verdict = judge(tmp_path, original, original.replace("400", "401"), "f")
    assert verdict.outcome is Outcome.DIFFERENT, verdict.reason


def test_an_original_that_answers_at_random_is_undecided(tmp_path: Path) -> None:
    source = "import random\ndef f(x: int) -> float:\n    return x + random.random()\n"
    verdict = judge(tmp_path, source, source, "f")
    assert verdict.outcome is Outcome.UNDECIDED
    assert "same answer twice" in verdict.reason


def test_what_the_original_cannot_do_is_outside_the_domain(tmp_path: Path) -> None:
    original = "def f(n: int) -> int:\n    return 0 if n == 0 else 1 + f(n - 1)\n"
    candidate = "def f(n: int) -> int:\n    if n < 0:\n        raise OSError\n    return int(n)\n"
    verdict = judge(tmp_path, original, candidate, "f")
    assert verdict.evidence.outside.get("RecursionError")
    assert verdict.outcome is not Outcome.DIFFERENT, verdict.reason


def test_example_calls_narrow_the_domain_and_give_the_sizes(tmp_path: Path) -> None:
    calls = tmp_path / "calls.py"
    calls.write_text("unique(list(range(150)))\nunique(list(range(300)))\n")
    verdict = judge(tmp_path, SLOW, FAST, "unique", calls=calls)
    assert verdict.evidence.sources["calls"] == 2
    assert verdict.measurement is not None
    assert [size.n for size in verdict.measurement.sizes] == [150, 300]


def test_example_calls_that_call_nothing_are_an_error(tmp_path: Path) -> None:
    calls = tmp_path / "calls.py"
    calls.write_text("1 + 1\n")
    with pytest.raises(SpeedwrightError, match="nothing to go by"):
        judge(tmp_path, SLOW, FAST, "unique", calls=calls)


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("import nowhere\n", "cannot be imported"),
        ("import os\nos._exit(0)\n", "the child ended"),
        ("def other(): pass\n", "has no attribute 'f'"),
    ],
)
def test_a_module_that_cannot_be_run_is_undecided(tmp_path: Path, source: str, reason: str) -> None:
    verdict = judge(tmp_path, source, source, "f")
    assert verdict.outcome is Outcome.UNDECIDED
    assert reason in verdict.reason


def test_a_missing_file_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(SpeedwrightError, match="cannot be read"):
        verify(VerifyRequest(tmp_path / "no.py", tmp_path / "no.py", "f"))
