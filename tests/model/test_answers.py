"""From the text of an answer to a candidate, or to a clear state: nothing runs here."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from speedwright.generation.language_model.answers import Rejected, State, answer_of
from speedwright.generation.language_model.chat import Completion, Usage
from speedwright.generation.language_model.grafting import grafted
from speedwright.model.candidate import Candidate, Origin
from speedwright.syntax.source_file import SourceFile

MODULE = '''\
"""A module."""
import re

LIMIT = 3


def helper(x):
    return x + 1


# What it is for.
def total(values: list[int], start: int = 0) -> int:
    """The sum.

    More of it.
    """
    # slow
    for value in values:
        start = start + helper(value)
    return start  # done


class Box:
    def __init__(self, items):
        self.items = items

    def count(self, item):
        found = 0
        for each in self.items:
            if each == item:
                found += 1
        return found
'''
GOOD = "def total(values, start=0):\n    return start + sum([v + 1 for v in values])\n"


def completion(text: str, finish: str = "stop", refusal: str = "") -> Completion:
    return Completion(text, finish, refusal, Usage(1, 1))


def candidate(text: str, function: str = "total", module: str = MODULE) -> Candidate:
    source = SourceFile.parse(module.encode(), Path("m.py"))
    return grafted(source, function, answer_of(completion(text), function), "title")


def by_schema(code: str) -> str:
    return json.dumps({"plan": "Sum at\nonce.", "code": code})


def result(code: str, function: str = "total", module: str = MODULE) -> str:
    return candidate(by_schema(code), function, module).result.decode()


@pytest.mark.parametrize(
    "text",
    [
        by_schema(GOOD),
        f"```json\n{by_schema(GOOD)}\n```",
        by_schema(f"```python\n{GOOD}```"),
        f"Sure, here it is.\n\n```python\n{GOOD}```\nIt is the same.",
        f"First this:\n```\nprint(total([1]))\n```\nthen\n~~~py\n{GOOD}~~~\n",
        f"<think>def total(x): hm ```python\n1\n```</think>\n```python\n{GOOD}```",
        GOOD,
    ],
    ids=["schema", "schema in a fence", "fence in the schema", "prose", "two blocks", "thoughts", "bare code"],
)
def test_code_is_found(text: str) -> None:
    assert "return start + sum([v + 1 for v in values])" in candidate(text).result.decode()


def test_head_docstring_and_surroundings_stay_to_the_letter() -> None:
    made = candidate(by_schema(GOOD))

    head, _, rest = MODULE.partition("    # slow\n")
    tail = rest.partition("# done\n")[2]
    assert made.result.decode() == f"{head}    return start + sum([v + 1 for v in values])\n{tail}"
    assert (made.origin, made.entry_points, made.explanation) == (Origin.MODEL, ("total",), "Sum at once.")


def test_imports_and_helpers_go_where_they_belong() -> None:
    code = (
        "import re\nfrom itertools import accumulate, chain\nimport math as m\nLIMIT = 3\n_STEP = 1\n\n"
        "def _one(x):\n    return x + _STEP\n\n" + GOOD.replace("v + 1", "_one(v)")
    )

    text = result(code)

    assert text.index("from itertools import accumulate") < text.index("LIMIT = 3")
    assert "import math as m\n" in text and text.count("import re") == 1 and text.count("LIMIT = 3") == 1
    assert text.index("_STEP = 1") < text.index("def _one(x):") < text.index("# What it is for.\ndef total(")


def test_methods_are_taken_by_themselves_or_out_of_their_class() -> None:
    method = "def count(self, item):\n    return sum([1 for x in self.items if x == item])\n"
    in_class = (
        "class Box:\n    def __init__(self, items):\n        self.items = items\n\n    def _all(self):\n"
        "        return self.items\n\n    def count(self, item):\n        return self._all().count(item)\n"
    )

    assert "\n        return sum([1 for x in self.items if x == item])\n" in result(method, "Box.count")
    text = result(in_class, "Box.count")
    assert "        return self._all().count(item)\n\n    def _all(self):\n        return self.items\n" in text
    assert text.count("class Box") == 1


def test_strings_keep_their_lines() -> None:
    code = "def count(self, item):\n    text = '''a\n  b  \nc'''\n    return (text,\n            1)\n"

    text = result(code, "Box.count")

    assert "        text = '''a\n  b  \nc'''\n        return (text,\n                1)\n" in text


def test_one_line_functions_and_other_line_ends_work() -> None:
    assert result("def f(x): return x + x\n", "f", "def f(x): return 2 * x\ny = 1\n").endswith(
        "\n    return x + x\ny = 1\n"
    )
    windows = result("def f(x):\n    y = x\n    return y\n", "f", "def f(x):\r\n    return x\r\n")
    assert windows == "def f(x):\r\n    y = x\r\n    return y\r\n"


def test_an_import_may_take_a_name_that_the_old_body_had() -> None:
    module = "def f(x):\n    def gcd(a, b):\n        return a\n    return gcd(x, 1)\n"

    assert result("from math import gcd\n\ndef f(x):\n    return gcd(x, 1)\n", "f", module).startswith(
        "from math import gcd"
    )


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("", State.EMPTY),
        ("   \n", State.EMPTY),
        ("I would use a set here.", State.NO_CODE),
        ('{"plan": "nothing"}', State.NO_CODE),
        ('{"plan": "x", "code": "  "}', State.NO_CODE),
        ("```python\ndef total(values, start=0):\n    return", State.TRUNCATED),
        ("```python\ndef total(values, start=0)\n    return 1\n```", State.BROKEN),
        ("def total(values, start=0):\n  return (", State.BROKEN),
        (by_schema("def sum_up(values, start=0):\n    return 1"), State.WRONG_NAME),
        (by_schema("total = lambda values, start=0: 1"), State.WRONG_NAME),
        (by_schema(GOOD + "\n" + GOOD), State.AMBIGUOUS),
        (f"```python\n{GOOD}```\nor\n```python\n{GOOD.replace('v + 1', '1 + v')}```", State.AMBIGUOUS),
        (by_schema(GOOD.replace("start=0", "start=1")), State.CHANGED_SIGNATURE),
        (by_schema(GOOD.replace("start=0", "start=0, *more")), State.CHANGED_SIGNATURE),
        (by_schema(GOOD.replace("values, start=0", "values, *, start=0")), State.CHANGED_SIGNATURE),
        (by_schema("async " + GOOD), State.CHANGED_SIGNATURE),
        (by_schema("from functools import cache\n@cache\n" + GOOD), State.CHANGED_SIGNATURE),
        (by_schema("def helper(x):\n    return x\n\n" + GOOD), State.CHANGED_OTHERS),
        (by_schema("def len(x):\n    return 1\n\n" + GOOD), State.CHANGED_OTHERS),
        (by_schema("LIMIT = 4\n" + GOOD), State.CHANGED_OTHERS),
        (by_schema("print('hello')\n" + GOOD), State.CHANGED_OTHERS),
        (by_schema("from math import *\n" + GOOD), State.CHANGED_OTHERS),
        (by_schema("from json import loads as re\n" + GOOD), State.CHANGED_OTHERS),
        (by_schema("for x in []: pass\n" + GOOD), State.CHANGED_OTHERS),
        (by_schema(MODULE), State.UNCHANGED),
    ],
)  # fmt: skip
def test_everything_else_has_a_state(text: str, state: State) -> None:
    with pytest.raises(Rejected) as caught:
        candidate(text)

    assert caught.value.state is state


def test_refusals_and_cut_answers_have_a_state() -> None:
    for given, state in (
        (completion("", refusal="I cannot help with that."), State.REFUSED),
        (completion("x", finish="content_filter"), State.REFUSED),
        (completion(by_schema(GOOD), finish="length"), State.TRUNCATED),
    ):
        with pytest.raises(Rejected) as caught:
            answer_of(given, "total")
        assert caught.value.state is state


def test_other_methods_of_the_class_may_not_change() -> None:
    code = (
        "class Box:\n    def __init__(self, items):\n        self.items = set(items)\n\n"
        "    def count(self, item):\n        return 1\n"
    )

    with pytest.raises(Rejected) as caught:
        result(code, "Box.count")

    assert caught.value.state is State.CHANGED_OTHERS
