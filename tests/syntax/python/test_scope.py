"""Which variable a name means, and what each place does with it."""

from pathlib import Path

import pytest

from speedwright.syntax.python.scope import OCCURRENCE_LIMIT, is_bound_anywhere, occurrences_of, variable_at
from speedwright.syntax.source_file import SourceFile


def source_of(text: str) -> SourceFile:
    return SourceFile.parse(text.encode(), Path("module.py"))


def roles(text: str, name: str = "x") -> list[str]:
    source = source_of(text)
    found = occurrences_of(source, source.root, name)
    assert found is not None
    return [each.role for each in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x = 1", ["assign"]),
        ("x: int = 1", ["assign"]),
        ("x += 1", ["augment"]),
        ("a, (x, *b) = c", ["assign"]),
        ("for a, x in b: pass", ["loop-target"]),
        ("[1 for x in b]", ["loop-target"]),
        ("with open(a) as x: pass", ["with-target"]),
        ("try: pass\nexcept E as x: pass", ["except-target"]),
        ("import x.y", ["import"]),
        ("import a as x", ["import"]),
        ("from x import y", []),
        ("from a import x, b", ["import"]),
        ("def x(): pass", ["definition"]),
        ("class x: pass", ["definition"]),
        ("def f(x): pass", ["parameter"]),
        ("def f(x: int = 1, *a, **b): pass", ["parameter"]),
        ("def f(*x): pass", ["parameter"]),
        ("def f(**x): pass", ["parameter"]),
        ("lambda x: 1", ["parameter"]),
        ("del x", ["delete"]),
        ("del a, x", ["delete"]),
        ("global x", ["global"]),
        ("nonlocal x", ["nonlocal"]),
        ("(x := 1)", ["walrus"]),
        ("match a:\n    case [x, b]: pass", ["pattern"]),
        ("match a:\n    case {'k': x}: pass", ["pattern"]),
    ],
)
def test_bindings(text: str, expected: list[str]):
    found = roles(text)
    assert [role for role in found if role != "other"] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("if x: pass", "truth"),
        ("while a and not x: pass", "truth"),
        ("for a in x: pass", "iterate"),
        ("a in x", "in"),
        ("x not in a", "needle"),
        ("x == a", "compare"),
        ("x[0]", "index"),
        ("x[1:]", "slice"),
        ("x[0] = 1", "store-item"),
        ("x[0] += 1", "store-item"),
        ("del x[0]", "delete-item"),
        ("x.append(1)", ".append()"),
        ("x.size", ".size"),
        ("x.size = 1", "store-attribute"),
        ("len(x)", "len()"),
        ("f(a, key=x)", "f()"),
        ("a.f(x)", "argument"),
        ("def f():\n    return x", "return"),
        ("def f():\n    yield x", "yield"),
        ("a = x", "alias"),
        ("a = x or []", "alias"),
        ("a = (x)", "alias"),
        ("a = [x]", "element"),
        ("a = x + 1", "operand"),
        ("f'{x}'", "format"),
        ("x()", "called"),
        ("a.x", None),
        ("f(x=1)", None),
    ],
)
def test_uses(text: str, expected: str | None):
    assert roles(text) == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("x = 1\ndef f():\n    return x #", None),
        ("def f():\n    x = 1\n    return x #", "function_definition"),
        ("def f():\n    x = 1\n    def g():\n        return x #", "function_definition"),
        ("def f():\n    global x\n    x = 1\n    return x #", None),
        ("class C:\n    x = 1\n    def f(self):\n        return x #", None),
        ("class C:\n    x = 1\n    y = x #", "class_definition"),
        ("def f(a):\n    return [x for x in a if x] #", "list_comprehension"),
        ("def f(x):\n    return [1 for x in x #\n]", "function_definition"),
        ("def f(a):\n    [x := b for b in a]\n    return x #", "function_definition"),
        ("def f(x):\n    def g(a=x #\n): pass", "function_definition"),
    ],
)
def test_the_scope_of_a_name(text: str, kind: str | None):
    """The scope of the last `x` before the `#`."""
    source = source_of(text)
    found = [each for each in occurrences_of(source, source.root, "x") or () if each.span.end <= text.index("#")]
    scope = variable_at(source, found[-1].node).scope
    assert (None if scope is None else scope.type) == kind


def test_two_functions_have_two_variables():
    source = source_of("def f():\n    x = 1\n    return x\n\ndef g():\n    x = 2\n")
    places = occurrences_of(source, source.root, "x") or ()
    assert [each.role for each in variable_at(source, places[0].node).occurrences] == ["assign", "return"]
    assert [each.role for each in variable_at(source, places[2].node).occurrences] == ["assign"]


def test_a_builtin_is_bound_nowhere():
    source = source_of("def f(a):\n    list = a\n    return len(a)\n")
    assert is_bound_anywhere(source, "list")
    assert not is_bound_anywhere(source, "len")


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("x = list(y) or list[0]\nlist[1] = 2\n", False),
        ("def list(x): ...\n", True),
        ("def \\\n  list[T](x): ...\n", True),
        ("class list(dict): ...\n", True),
        ("import os, list\nlist(1)\n", True),
        ("for list in list(x): ...\n", True),
        ("list (1)\n(list) = 2\n", True),
        ("list", False),
    ],
)
def test_what_is_written_around_a_name_tells_that_it_is_not_bound(text, bound):
    assert is_bound_anywhere(source_of(text), "list") is bound


def test_too_many_places_are_not_looked_at():
    source = source_of("x = 1\n" * (OCCURRENCE_LIMIT + 1))
    assert occurrences_of(source, source.root, "x") is None


def test_missing_names_do_not_stall():
    source = source_of("def f(:\n    = 1\n    for in : pass\n")
    assert occurrences_of(source, source.root, "") == ()
