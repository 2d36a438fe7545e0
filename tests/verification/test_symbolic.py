"""CrossHair finds what other inputs do not; what it says counts only when both versions show it."""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from speedwright.model.evidence import Difference
from speedwright.model.signature import Parameter, Signature, TypeShape
from speedwright.model.verdict import Outcome, Verdict
from speedwright.pipeline.verify import VerifyRequest, verify
from speedwright.sandbox.connection import GuestLost, GuestTimeout
from speedwright.settings import Settings
from speedwright.verification.inputs.base import Drawing
from speedwright.verification.symbolic import REQUIREMENT, calls_of, hints_for, solve
from tests.cli.running import speedwright

INSTALLING_S = 300


@pytest.fixture(scope="session")
def crosshair(cache: Path) -> str:
    """An interpreter that has CrossHair; installed once."""
    folder = cache / f"crosshair-{sys.version_info[0]}.{sys.version_info[1]}"
    python = folder / "bin" / "python"
    if not (folder / "installed").exists():
        venv.create(folder, with_pip=True, clear=True)
        try:
            done = subprocess.run(
                [python, "-m", "pip", "install", "--quiet", REQUIREMENT],
                capture_output=True, text=True, check=False, timeout=INSTALLING_S,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            pytest.skip("CrossHair cannot be installed in time")
        if done.returncode != 0:
            pytest.skip(f"CrossHair cannot be installed: {done.stderr.strip()[-200:]}")
        (folder / "installed").touch()
    return str(python)


# The number is nowhere in the code, nor anything near it.
ONE_IN_MANY = """
def f(x: int) -> int:
    if x * 3 - 7919 == 100_000 + x:
        return 1
    return 0
"""


def judge(tmp_path: Path, original: str, candidate: str, function: str, settings: Settings) -> Verdict:
    before, after = tmp_path / "subject.py", tmp_path / "changed.py"
    before.write_text(original)
    after.write_text(candidate)
    return verify(VerifyRequest(before, after, function, settings, budget_s=90.0))


def asked(python: str, symbolic: bool = True) -> Settings:
    return Settings(python=python, symbolic=symbolic)


def test_what_only_solving_finds_is_found_and_replayed(tmp_path: Path, crosshair: str) -> None:
    original = ONE_IN_MANY.replace("100_000", "100_001")
    verdict = judge(tmp_path, original, original.replace("return 1", "return 0"), "f", asked(crosshair))
    assert verdict.outcome is Outcome.DIFFERENT, verdict.evidence
    shown = verdict.evidence.counterexample
    assert shown is not None
    assert (shown.call, shown.original, shown.candidate) == ("f(53960)", "1", "0")
    assert shown.difference is Difference.VALUE
    assert "they were tried" in verdict.evidence.notes[0]


def test_without_it_that_difference_is_not_found(tmp_path: Path) -> None:
    original = ONE_IN_MANY.replace("100_000", "100_001")
    verdict = judge(tmp_path, original, original.replace("return 1", "return 0"), "f", asked(sys.executable, False))
    assert verdict.evidence.counterexample is None
    assert verdict.outcome is not Outcome.ACCEPTED
    assert (verdict.evidence.notes, verdict.evidence.problems) == ((), ())


def test_equal_functions_stay_equal(tmp_path: Path, crosshair: str) -> None:
    original = "def f(a: bool, b: bool) -> bool:\n    if a:\n        return b\n    return False\n"
    candidate = "def f(a: bool, b: bool) -> bool:\n    return a and b\n"
    verdict = judge(tmp_path, original, candidate, "f", asked(crosshair))
    assert verdict.evidence.counterexample is None
    assert verdict.evidence.notes == ("CrossHair went through all paths and found no difference",)


def test_objects_are_solved_for_and_a_missing_hint_is_no_obstacle(tmp_path: Path, crosshair: str) -> None:
    original = """
from dataclasses import dataclass
@dataclass
class Cell:
    row: int
    column: int
    def hit(self, key):
        return self.row * 3 == key + 70_001 and self.column * 11 == key * 77 + 11
"""
    candidate = original.replace("key * 77 + 11", "key * 77 - 11")
    verdict = judge(tmp_path, original, candidate, "Cell.hit", asked(crosshair))
    assert verdict.outcome is Outcome.DIFFERENT, verdict.evidence
    shown = verdict.evidence.counterexample
    assert shown is not None
    assert ".hit(" in shown.call


def test_what_the_original_rejects_is_no_difference(tmp_path: Path, crosshair: str) -> None:
    original = "def f(x: int) -> int:\n    if x * 3 == x + 200_002:\n        return None.real\n    return x\n"
    candidate = "def f(x: int) -> int:\n    return x\n"
    verdict = judge(tmp_path, original, candidate, "f", asked(crosshair))
    assert verdict.evidence.counterexample is None
    assert verdict.evidence.outside["AttributeError"] == 1


def test_what_differs_only_before_the_solver_is_no_difference(tmp_path: Path, crosshair: str) -> None:
    original = "import math\nmath.seen = True\ndef f(x: int) -> int:\n    return x + 1\n"
    candidate = "import math\nSEEN = hasattr(math, 'seen')\ndef f(x: int) -> int:\n    return x + 1 + SEEN\n"
    verdict = judge(tmp_path, original, candidate, "f", asked(crosshair))
    assert verdict.evidence.counterexample is None
    assert "they were tried" in verdict.evidence.notes[0]
    assert verdict.evidence.sources["symbolic"] >= 1


def test_a_module_that_cannot_be_imported_is_told_as_ever(tmp_path: Path, crosshair: str) -> None:
    verdict = judge(tmp_path, ONE_IN_MANY, "raise ValueError('broken')\n", "f", asked(crosshair))
    assert verdict.outcome is Outcome.UNDECIDED
    assert "broken" in verdict.reason


def test_where_it_is_missing_one_sentence_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "before.py").write_text(ONE_IN_MANY)
    (tmp_path / "after.py").write_text(ONE_IN_MANY.replace("return 0", "return 0 * x"))
    bare = tmp_path / ".bare"
    venv.create(bare, with_pip=False)
    done = speedwright(
        "verify", "before.py", "after.py", "--function", "f", "--symbolic", "--python", str(bare / "bin" / "python"),
        "--format", "json", "--budget", "30", cwd=tmp_path,
    )  # fmt: skip
    assert done.stderr == ""
    python = bare / "bin" / "python"
    assert json.loads(done.stdout)["evidence"]["problems"] == [
        f"CrossHair was asked for and is not installed in {python}: {python} -m pip install '{REQUIREMENT}'"
    ]


INT, TEXTS = TypeShape("int"), TypeShape("list", (TypeShape("str"),))
SIGNATURE = Signature(
    (
        Parameter("x", "positional", INT),
        Parameter("rest", "varargs", INT),
        Parameter("key", "keyword", TEXTS, has_default=True),
        Parameter("others", "varkeywords", None),
    )
)
DRAWING = Drawing(SIGNATURE, b"class Cell:\n    pass\n", "f")


@pytest.mark.parametrize(
    ("found", "call"),
    [
        ({"x": "102947"}, "f(102947)"),
        (
            {"x": "-1", "rest": "[30056, 0]", "key": "['\\x00', \"it's\"]"},
            "f(-1, *[30056, 0], key=['\\x00', \"it's\"])",
        ),
        ({"x": "nan", "others": "{'a': set()}"}, "f(nan, **{'a': set()})"),
        ({"x": "Cell(row=72, column=-77)", "cls": "<class 'Cell'>"}, "f(Cell(row=72, column=-77))"),
        ({"x": "(1-2j)"}, "f((1-2j))"),
    ],
)
def test_recorded_findings_become_calls(found: dict[str, str], call: str) -> None:
    assert list(calls_of(found, DRAWING)) == [f"from math import inf, nan\n{call}\n"]


@pytest.mark.parametrize(
    "text",
    [
        "<object object at 0x7f>", "f(1)", "__import__('os').system('x')", "(lambda: 1)()", "[x for x in ()]", "open",
        "Cell", "1) or f(2", "1\nimport os", "Cell.__subclasses__()", "'a' * 10", "(" * 5000, "1 if 1 else 2",
        "x := 1", "f'{1}'", "", "2 ** 9", "[0, *range(9)]",
    ],
)  # fmt: skip
def test_what_is_more_than_a_value_is_left_alone(text: str) -> None:
    assert list(calls_of({"x": text}, DRAWING)) == []


def test_assumed_shapes_become_hints() -> None:
    rows = TypeShape(
        "dict", (TypeShape("str"), TypeShape("tuple_of", (TypeShape("union", (INT, TypeShape("none"))),)))
    )
    unknown = TypeShape("list", (TypeShape("record", name="m:Cell"),))
    signature = Signature(
        (*SIGNATURE.parameters, Parameter("rows", "keyword", rows), Parameter("u", "keyword", unknown))
    )
    assert hints_for(signature) == {"x": "int", "key": "List[str]", "rows": "Dict[str, Tuple[Union[int, None], ...]]"}


class Saying:
    """A guest that says one thing, as a child that was taken over may."""

    def __init__(self, answer: object) -> None:
        self.answer = answer

    def solve(self, *_: object) -> object:
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    def record(self, snippets: list[str], _: float) -> object:
        return [{"calls": [["call", [["int", "0x5"]], []]], "errors": []} for _ in snippets]


@pytest.mark.parametrize(
    "answer",
    [
        None,
        3,
        [],
        {"found": 3},
        {"found": [3]},
        GuestTimeout("no answer"),
        GuestLost("it ended"),
        {"problem": "Odd: no"},
    ],
    ids=repr,
)
def test_nonsense_and_silence_are_problems(answer: object) -> None:
    solved = solve(Saying(answer), DRAWING, 1.0)  # type: ignore[arg-type]
    assert solved.cases == ()
    assert solved.problem.startswith("CrossHair")


def test_inputs_of_other_types_than_hinted_are_left_out() -> None:
    told = {"found": [{"x": "5"}], "exhausted": False, "problem": ""}
    drawing = dataclasses.replace(DRAWING, signature=Signature((Parameter("x", "positional", TypeShape("str")),)))
    assert len(solve(Saying(told), DRAWING, 1.0).cases) == 1  # type: ignore[arg-type]
    left_out = solve(Saying(told), drawing, 1.0)  # type: ignore[arg-type]
    assert (left_out.cases, left_out.note) == ((), "CrossHair found inputs outside the domain alone")
