"""What an author allows: where the comment may stand, what it means, and that a candidate cannot write its own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from speedwright.model.verdict import Outcome
from speedwright.pipeline.verify import VerifyRequest, verify
from speedwright.verification.comparison import compare
from speedwright.verification.relaxations import RELAXATIONS, STRICT, RelaxationError, relaxations_of
from speedwright.verification.tolerating import alike, tolerated
from tests.verification.test_comparison import call, given, judge

PLACES = [
    "def f(x):  # speedwright: allow=dict-order\n    return x\n",
    "# speedwright: allow=dict-order\ndef f(x):\n    return x\n",
    "# speedwright: allow = dict-order\n# another\n@staticmethod\n@property\ndef f(x):\n    return x\n",
    "@staticmethod\n# speedwright: allow=dict-order\ndef f(x):\n    return x\n",
    "def f(x):\n    # speedwright: allow=dict-order\n    return x\n",
    'def f(x):\n    # speedwright: allow=dict-order\n    """It."""\n    return x\n',
]
ELSEWHERE = [
    "# speedwright: allow=dict-order\n\ndef f(x):\n    return x\n",
    "def f(x):\n    return x\n    # speedwright: allow=dict-order\n",
    "def f(x):\n    return '# speedwright: allow=dict-order'\n",
    "# speedwright: allow=dict-order\ndef g(x):\n    return x\ndef f(x):\n    return x\n",
]


@pytest.mark.parametrize("source", PLACES)
def test_a_comment_at_the_function_counts(source: str) -> None:
    assert relaxations_of(source.encode(), "f").names == ("dict-order",)


@pytest.mark.parametrize("source", ELSEWHERE)
def test_a_comment_elsewhere_does_not(source: str) -> None:
    assert relaxations_of(source.encode(), "f") == STRICT


def test_several_names_and_their_numbers() -> None:
    found = relaxations_of(b"# speedwright: allow=float-ulps=4, output ,float-relative=1e-9\ndef f(x): pass\n", "f")
    assert found.names == ("float-ulps=4", "output", "float-relative=1e-9")
    assert (found.ulps, found.relative) == (4, 1e-9)


@pytest.mark.parametrize(
    "name", ["dict-ordre", "float-ulps", "float-ulps=x", "float-ulps=0.5", "float-relative=-1", "output=1"]
)
def test_what_means_nothing_is_a_problem_with_its_line(name: str) -> None:
    with pytest.raises(RelaxationError, match="line 2"):
        relaxations_of(f"\n# speedwright: allow={name}\ndef f(x): pass\n".encode(), "f")


def test_the_page_has_every_name() -> None:
    page = (Path(__file__).parents[2] / "docs" / "verification.md").read_text(encoding="utf-8")
    assert dict(re.findall(r"^\| `([a-zA-Z=-]+)` \| (.*) \|$", page, re.MULTILINE)).items() >= RELAXATIONS.items()


ALLOWED = {
    "dict-order": (
        "def f(x):\n    a = [x]\n    return {'a': a, 'b': a}\n",
        "def f(x):\n    a = [x]\n    return {'b': a, 'a': a}\n",
    ),
    "float-ulps=2": ("def f(x):\n    return [0.1 * x]\n", "def f(x):\n    return [0.3]\n"),
    "float-relative=1e-9": ("def f(x):\n    return {'a': 1.0 * x}\n", "def f(x):\n    return {'a': x + 1e-12}\n"),
    "exception-message": ("def f(x):\n    raise ValueError('a')\n", "def f(x):\n    raise ValueError('b')\n"),
    "exception-type": ("def f(x):\n    raise ValueError('a')\n", "def f(x):\n    raise KeyError('a')\n"),
    "aliasing": ("def f(x):\n    a = [x]\n    return [a, a]\n", "def f(x):\n    return [[x], [x]]\n"),
    "output": ("def f(x):\n    print(x)\n", "def f(x):\n    print('x')\n"),
    "log-records": ("import logging\ndef f(x):\n    logging.info('a')\n", "def f(x):\n    pass\n"),
    "warnings": ("import warnings\ndef f(x):\n    warnings.warn('a')\n", "def f(x):\n    pass\n"),
    "laziness": (
        "def f(x):\n    for i in range(x):\n        print(i)\n        yield i\n",
        "def f(x):\n    for i in range(x):\n        print(i)\n    yield from range(x)\n",
    ),
}


@pytest.mark.parametrize("name", ALLOWED)
def test_what_is_allowed_may_differ_and_nothing_else(tmp_path: Path, name: str) -> None:
    original, candidate = ALLOWED[name]
    allowed = original.replace("def f(x):", f"# speedwright: allow={name}\ndef f(x):")
    assert judge(tmp_path, original, candidate, call(3))[0] is not None
    assert judge(tmp_path, allowed, candidate, call(3), allowed=True)[0] is None
    wrong = candidate.replace(
        "def f(x):\n", "def f(x):\n    global MORE\n    if x == 3:\n        import os; os.umask(7)\n"
    )
    assert judge(tmp_path, allowed, wrong, call(3), allowed=True)[0] is not None


def test_a_large_result_is_looked_into_where_floats_may_differ(tmp_path: Path) -> None:
    original = "# speedwright: allow=float-ulps=1\ndef f(x):\n    return [0.1 * 3] * 20000\n"
    near, far = (original.replace("0.1 * 3", number) for number in ("0.3", "0.3001"))
    assert judge(tmp_path, original, near, call(3), allowed=True)[0] is None
    assert judge(tmp_path, original, far, call(3), allowed=True)[0] is not None


def test_minus_zero_and_nan_are_not_near_anything() -> None:
    near = relaxations_of(b"# speedwright: allow=float-relative=1\ndef f(): pass\n", "f")
    assert alike(["float", "0x1.8p+1"], ["float", "0x1.8p+1"], near)
    assert not alike(["float", "0x0.0p+0"], ["float", "-0x0.0p+0"], near)
    assert not alike(["float", "nan"], ["float", "0x0.0p+0"], near)
    assert not alike(["float", "inf"], ["float", "0x1.8p+1"], near)


def test_numbers_of_shared_objects_follow_the_new_order() -> None:
    allowed = relaxations_of(b"# speedwright: allow=dict-order\ndef f(): pass\n", "f")
    shared = ["at", 1, ["items", "list", [], []]]
    one = ["at", 0, ["pairs", "dict", [[["str", "b"], shared], [["str", "a"], ["ref", 1]]], []]]
    two = ["at", 0, ["pairs", "dict", [[["str", "a"], shared], [["str", "b"], ["ref", 1]]], []]]
    assert tolerated([one], allowed) == tolerated([two], allowed)


def test_an_ordered_dict_keeps_its_order_and_arguments_may_be_left_otherwise(tmp_path: Path) -> None:
    ordered = "from collections import OrderedDict\n# speedwright: allow=dict-order, arguments\ndef f(x):\n"
    original, candidate = (ordered + f"    return OrderedDict({pairs})\n" for pairs in ("a=1, b=2", "b=2, a=1"))
    assert judge(tmp_path, original, candidate, call([1]), allowed=True)[0] is not None
    assert (
        judge(tmp_path, original, original.replace("):\n", "):\n    x.clear()\n"), call([1]), allowed=True)[0] is None
    )


def test_what_callables_are_given_is_never_relaxed(tmp_path: Path) -> None:
    original = "# speedwright: allow=aliasing, output\ndef f(g):\n    g(1)\n"
    assert judge(tmp_path, original, original.replace("1", "2"), call(given("none")), allowed=True)[0] is not None


def test_a_candidate_allows_itself_nothing_and_the_verdict_shows_what_is_allowed(tmp_path: Path) -> None:
    before, after = tmp_path / "subject.py", tmp_path / "changed.py"
    source = "def f(x: int) -> list[int]:\n    print(x)\n    return sorted(range(x % 50))\n"
    quiet = source.replace("    print(x)\n", "")
    before.write_text(source)
    after.write_text("# speedwright: allow=output\n" + quiet)
    assert verify(VerifyRequest(before, after, "f")).outcome is Outcome.DIFFERENT
    before.write_text("# speedwright: allow=output\n" + source)
    verdict = verify(VerifyRequest(before, after, "f"))
    assert verdict.outcome is not Outcome.DIFFERENT, verdict.reason
    assert verdict.evidence.relaxations == ("output",)
    before.write_text("# speedwright: allow=outptu\n" + source)
    assert "'outptu'" in verify(VerifyRequest(before, after, "f")).reason


def test_strict_is_the_default() -> None:
    answer = {"steps": [], "state": {}, "process": {}}
    assert compare(answer, answer) is None
