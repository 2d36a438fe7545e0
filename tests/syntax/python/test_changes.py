"""Whether a value can change while a loop runs."""

from pathlib import Path

import pytest

from speedwright.model.finding import Answer
from speedwright.syntax.node import walk
from speedwright.syntax.python.changes import unchanged
from speedwright.syntax.source_file import SourceFile

YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN


def answer(text: str) -> Answer:
    """Whether the argument of `repr(...)` is unchanged in the first `for`."""
    source = SourceFile.parse(text.encode(), Path("module.py"))
    asked = next(
        each for each in walk(source.root) if each.type == "call" and (each.text or b"").startswith(b"repr(")
    )
    loop = next(each for each in walk(source.root) if each.type == "for_statement")
    arguments = asked.child_by_field_name("arguments")
    assert arguments is not None
    return unchanged(source, arguments.named_children[0], loop)


def in_loop(body: str, before: str = "xs = [1]", ask: str = "xs") -> str:
    lines = "".join(f"        {line}\n" for line in body.split("\n"))
    return f"def f(p, q):\n    {before}\n    for i in range(3):\n{lines}    repr({ask})\n"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("pass", YES),
        ("print(len(xs), xs[0], i in xs)", YES),
        ("other()", YES),
        ("xs.append(i)", NO),
        ("xs[0] = i", NO),
        ("xs[0] += i", NO),
        ("del xs[0]", NO),
        ("xs += [i]", NO),
        ("xs = []", NO),
        ("for xs in q: pass", NO),
        ("other(xs)", UNKNOWN),
        ("xs.frobnicate()", UNKNOWN),
        ("q.xs = xs", UNKNOWN),
        ("if (xs := q): pass", NO),
    ],
)
def test_a_local_list(body: str, expected: Answer):
    assert answer(in_loop(body)) is expected


@pytest.mark.parametrize(
    ("body", "ask", "expected"),
    [
        ("pass", "p", YES),
        ("len(q)", "p", YES),
        ("q.append(i)", "p", UNKNOWN),
        ("other()", "p", UNKNOWN),
        ("yield i", "p", UNKNOWN),
        ("p.append(i)", "p", NO),
        ("pass", "p.items", UNKNOWN),
        ("p.items = []", "p.items", NO),
        ("pass", "len(p) + 1", YES),
        ("pass", "p.split(',')", YES),
        ("pass", "i.items()", NO),
        ("pass", "q[i].items", NO),
        ("pass", "sorted(i.parts.values())", NO),
        ("p = i", "p.copy().keys()", NO),
        ("pass", "sorted(p, reverse=True)", YES),
        ("pass", "[x + 1 for x in p]", YES),
        ("pass", "[x + i for x in p]", NO),
        ("pass", "sorted(p, key=lambda x: x)", UNKNOWN),
        ("pass", "other(p)", UNKNOWN),
        ("pass", "i", NO),
        ("p = i", "len(p)", NO),
        ("pass", "'text'", YES),
        ("pass", "GLOBAL", YES),
        ("other()", "GLOBAL", UNKNOWN),
    ],
)
def test_what_others_may_hold(body: str, ask: str, expected: Answer):
    assert answer(in_loop(body, ask=ask)) is expected


def test_an_alias_may_be_changed_instead():
    assert answer(in_loop("ys.append(i)", before="xs = [1]; ys = xs")) is UNKNOWN


def test_a_fresh_local_of_another_name_changes_nothing_else():
    assert answer(in_loop("ys.append(i)", before="ys = []", ask="p")) is YES


def test_a_string_changes_only_by_its_name():
    assert answer(in_loop("other(xs)", before="xs = 'a'")) is YES
    assert answer(in_loop("xs += 'b'", before="xs = 'a'")) is NO


def test_a_closure_that_changes_the_list():
    text = "def f():\n    xs = []\n    def g(): xs.append(1)\n    for i in range(3):\n        g()\n    repr(xs)\n"
    assert answer(text) is UNKNOWN


def test_a_closure_that_rebinds_the_name():
    text = (
        "def f():\n    x = 1\n    def g():\n        nonlocal x\n        x = 2\n"
        "    for i in range(3):\n        g()\n    repr(x)\n"
    )
    assert answer(text) is UNKNOWN
