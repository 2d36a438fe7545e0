"""What expressions are known to be."""

from pathlib import Path

import pytest

from speedwright.model.finding import Answer
from speedwright.syntax.python.inference import type_of
from speedwright.syntax.python.scope import occurrences_of
from speedwright.syntax.python.types import Type, hashable
from speedwright.syntax.source_file import SourceFile


def type_of_x(text: str) -> str | None:
    """The type of the last `x`, written as `list[int]`."""
    source = SourceFile.parse(text.encode(), Path("module.py"))
    places = occurrences_of(source, source.root, "x")
    assert places
    return written(type_of(source, places[-1].node))


def written(of: Type | None) -> str | None:
    if of is None:
        return None
    arguments = ", ".join(str(written(each)) for each in of.arguments)
    return f"{of.kind}[{arguments}]" if arguments else of.kind


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x = [1, 2]", "list[int]"),
        ("x = [1, 'a']", "list"),
        ("x = []\nx.append('a')", "list[str]"),
        ("x = []\nx.append('a')\nx.append(1)", "list"),
        ("x = {'a': 1}", "dict[str, int]"),
        ("x = {1, 2}", "set[int]"),
        ("x = (1, 'a')", "tuple[int, str]"),
        ("x = f'{y}'", "str"),
        ("x = b'a'", "bytes"),
        ("x = 'a' 'b'", "str"),
        ("x = 'a,b'.split(',')", "list[str]"),
        ("x = ','.join(y).strip()", "str"),
        ("x = [y for y in range(3)]", "list[int]"),
        ("x = {y: 1 for y in 'abc'}", "dict[str, int]"),
        ("x = sorted(y)", "list"),
        ("x = list('abc')", "list[str]"),
        ("x = [0] * 3", "list[int]"),
        ("x = 1 + 2.0", "float"),
        ("x = 'a' if y else 'b'", "str"),
        ("x = 'a' if y else 1", None),
        ("x = y or []", None),
        ("x = unknown()", None),
        ("def f(x): return x", None),
        ("def f(x: list[int]): return x", "list[int]"),
        ("def f(x: 'str' = 'a'): return x", None),
        ("def f(x: List[str] | None = None): return x", "list[str]"),
        ("def f(x: Optional[Dict[str, int]]): return x", "dict[str, int]"),
        ("def f(x: Sequence[int]): return x", None),
        ("def f(x: tuple[int, ...]): return x", "tuple[int]"),
        ("def f(x: list[int]):\n    x = 'a'\n    return x", None),
        ("for x in range(3): pass", "int"),
        ("for y, x in enumerate(['a']): x", "str"),
        ("for y, (z, x) in enumerate([('a', 1.0)]): x", "float"),
        ("def f(y: dict[str, list[int]]):\n    for z, x in y.items(): x", "list[int]"),
        ("x = 1\nx += y", None),
        ("x = 'a'\nx += y", "str"),
        ("list = foo\nx = list(y)", None),
        ("from collections import deque\nx = deque()", "deque"),
        ("x = x", None),
    ],
)
def test_types(text: str, expected: str | None):
    assert type_of_x(text) == expected


def test_an_attribute_is_what_its_class_makes_it():
    text = (
        b"class C:\n    def __init__(self):\n        self.y = [1]\n    def m(self):\n        x = self.y\n        x\n"
    )
    source = SourceFile.parse(text, Path("module.py"))
    places = occurrences_of(source, source.root, "x")
    assert places and written(type_of(source, places[-1].node)) == "list[int]"


def test_an_attribute_with_two_kinds_of_value_is_unknown():
    methods = "    def a(self):\n        self.y = [1]\n    def b(self):\n        self.y = {}\n        x = self.y\n"
    text = f"class C:\n{methods}"
    assert type_of_x(text) is None


def test_endless_chains_end():
    chain = "".join(f"x{i + 1} = x{i}\n" for i in range(500))
    assert type_of_x(f"x0 = 1\n{chain}x = x500") is None
    assert type_of_x(f"x = {'(' * 3000}1{')' * 3000}") is None


@pytest.mark.parametrize(
    ("of", "answer"),
    [
        (Type("int"), Answer.YES),
        (Type("list"), Answer.NO),
        (Type("tuple", (Type("int"), Type("str"))), Answer.YES),
        (Type("tuple", (Type("int"), Type("list"))), Answer.NO),
        (Type("tuple", (Type("int"), None)), Answer.UNKNOWN),
        (Type("tuple"), Answer.UNKNOWN),
        (None, Answer.UNKNOWN),
    ],
)
def test_hashable(of: Type | None, answer: Answer):
    assert hashable(of) is answer
