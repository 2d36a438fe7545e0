"""Calls that give the same in every round: what the loop sets is seen in the text first, and means no less there."""

from pathlib import Path

import pytest

from speedwright.model.finding import Answer
from speedwright.skills.guards.invariants import hoistable
from speedwright.syntax.node import walk
from speedwright.syntax.source_file import SourceFile

SAME = "def f(xs, text: str):\n    for x in xs:\n        print(text.upper(), x)\n"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (SAME, Answer.YES),
        ("def f(xs, text: str):\n    for x in xs:\n        text = str(x)\n        print(text.upper())\n", Answer.NO),
        (
            "def f(xs, text: str):\n    for x in xs:\n        def g():\n            text = str(x)\n"
            "        print(text.upper(), g)\n",
            Answer.YES,
        ),
        (
            "def f(xs, text: str):\n    for x in xs:\n        print(text.upper(), dict(\n"
            "            text = x,\n        ))\n",
            Answer.YES,
        ),
        ("xs = [1, 2]\nfor x in xs:\n    text = 'a'\n    print(text.upper(), x)\n", Answer.YES),
        ("xs = [1, 2]\nfor x in xs:\n    text = str(x)\n    print(text.upper(), x)\n", Answer.NO),
        (
            "def f(xs, text: str):\n    for x in xs:\n        print(text.upper(), '''\n"
            "        text = x\n        ''')\n",
            Answer.YES,
        ),
    ],
)
def test_what_a_loop_sets_does_not_stay_the_same(code: str, expected: Answer):
    source = SourceFile.parse(code.encode(), Path("a.py"))
    call = next(
        node for node in walk(source.root) if node.type == "call" and (node.text or b"").endswith(b".upper()")
    )
    assert hoistable.ask(source, (call,), ()).answer is expected
