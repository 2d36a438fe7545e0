"""What reading alone says of a function."""

from __future__ import annotations

import pytest

from speedwright.generation.briefing import brief_of
from speedwright.generation.wording import brief_text
from speedwright.model.brief import Bottleneck, Brief, Level
from tests.generation.sources import LIBRARY, REPORT, diagnosed


def brief(text: str, function: str = "f") -> Brief:
    source, findings = diagnosed(text)
    found = brief_of(source, function, findings, LIBRARY)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("body", "growth"),
    [
        ("return 1", "O(1)"),
        ("return [x for x in a]", "O(n)"),
        ("for x in a:\n        for y in a:\n            print(x, y)", "O(n^2)"),
        (
            "for x in a:\n        for k in (1, 2, 3):\n            for i in range(4):\n                print(x)",
            "O(n)",
        ),
        ("for x in a:\n        for i in range(1000):\n            print(x, i)", "O(n^2)"),
        ("for x in sorted(y for y in a):\n        print(x)", "O(n)"),
        ("return any(x + y == z for x in a for y in a for z in a)", "O(n^3)"),
        ("while a:\n        print([x for x in a])", "O(n^2)"),
        ("for x in a:\n        for i in range(0, 8, 0):\n            print(x, i)", "O(n^2)"),
    ],
)
def test_growth_is_that_of_the_loops_whose_rounds_depend_on_inputs(body: str, growth: str) -> None:
    assert brief(f"def f(a):\n    {body}\n").growth == growth


def test_what_a_builtin_goes_through_counts_as_a_loop() -> None:
    found = brief(REPORT, "report")
    assert (found.growth, found.level) == ("O(n^2)", Level.ALGORITHM)


@pytest.mark.parametrize(
    ("decorator", "growth"), [("", "O(2^n)"), ("@functools.cache\n", "O(1)")], ids=["plain", "remembered"]
)
def test_two_calls_of_itself_are_exponential_unless_remembered(decorator: str, growth: str) -> None:
    code = f"import functools\n\n{decorator}def f(n: int) -> int:\n    if n < 2:\n        return n\n"
    assert brief(f"{code}    return f(n - 1) + f(n - 2)\n").growth == growth


def test_bottlenecks_are_findings_and_nests_the_deepest_first() -> None:
    text = (
        "def f(a: list[int], b: list[int]):\n"
        "    for x in a:\n        if x in b:\n            print(x)\n"
        "    for x in a:\n        for y in b:\n            print(x, y)\n"
    )
    first, second = brief(text).bottlenecks
    assert first == Bottleneck(6, 2, "a loop inside another")
    assert (second.line, second.skill) == (3, "list-membership-in-loop")


def test_the_operations_are_those_of_the_innermost_loops() -> None:
    inner = "            x.go(y); x.go(a[y]); x += 1\n"
    text = f"def f(a):\n    print(len(a))\n    for x in a:\n        for y in a:\n{inner}"
    assert brief(text).operations == (".go()", "indexing", "`+=`")


def test_risks_name_what_the_code_does_besides_its_result() -> None:
    text = (
        "def f(a, b, c):\n    global d\n    a.append(1)\n    b = b + [1]\n    try:\n        yield c\n"
        "    except OSError:\n        raise ValueError\n"
    )
    risks = brief(text).risks
    assert "it changes its argument `a`" in risks
    assert not any("`b`" in each or "`c`" in each for each in risks)
    assert [word for word in ("generator", "catches", "raises", "module") if not any(word in r for r in risks)] == []


def test_what_guards_could_not_tell_is_a_risk() -> None:
    text = "def f(a, b: list):\n    return [x for x in a if x in b]\n"
    assert any(each.startswith("not known from the code: ") for each in brief(text).risks)


def test_a_function_that_is_not_there_has_no_brief() -> None:
    source, findings = diagnosed(REPORT)
    assert brief_of(source, "nobody", findings, LIBRARY) is None


def test_the_words_have_all_of_it() -> None:
    text = brief_text(brief(REPORT, "report"))
    assert "Growth: O(n^2), so the algorithm has to change" in text
    assert "line 5, 1 loop deep" in text
    assert "[list-membership-in-loop]" in text
    assert "Risk: it changes its argument `rows`" in text
