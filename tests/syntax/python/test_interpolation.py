"""Calls of format as f-strings: only where nobody can tell the two apart."""

from pathlib import Path

import pytest

from speedwright.syntax.node import walk
from speedwright.syntax.python.interpolation import as_f_string
from speedwright.syntax.source_file import SourceFile


def f_string(text: str) -> str | None:
    source = SourceFile.parse(text.encode(), Path("module.py"))
    return as_f_string(next(each for each in walk(source.root) if each.type == "call"))


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ('"{} {}".format(a, b)', 'f"{a} {b}"'),
        ('"{0}{1}".format(a, b)', 'f"{a}{b}"'),
        ("'{:>8.2f}|{!r}'.format(a.b, c[0])", "f'{a.b:>8.2f}|{c[0]!r}'"),
        ('"{{{}}}\\n".format(a + 1)', 'f"{{{a + 1}}}\\n"'),
        ('"{}".format(f(x, y))', 'f"{f(x, y)}"'),
    ],
)
def test_plain_fields(call: str, expected: str):
    assert f_string(call) == expected
    names = {"a": type("A", (float,), {"b": 1.5})(2), "b": "x", "c": ["y"], "f": pow, "x": 2, "y": 3}
    if ".b" not in call:
        assert eval(call, dict(names)) == eval(expected, dict(names))


@pytest.mark.parametrize(
    "call",
    [
        '"{1}{0}".format(a, b)',
        '"{0}{0}".format(a)',
        '"{}".format(a, b)',
        '"{} {}".format(a)',
        '"{name}".format(name=a)',
        '"{0.name}".format(a)',
        '"{:{}}".format(a, 8)',
        '"{}".format(*a)',
        '"{}".format(a["b"])',
        '"{}".format(a if b else c)',
        '"{}".format(lambda: a)',
        '"{}".format({1: 2})',
        '"{}".format(a["""\n"""])',
        '"\\x7b\\x7d".format(a)',
        '"\\N{DASH}{}".format(a)',
        '"{".format(a)',
        '"".format()',
        'f"{a}{{}}".format(b)',
        'b"{}".format(b)',
        "name.format(a)",
    ],
)
def test_everything_else_is_left_alone(call: str):
    assert f_string(call) is None
