"""Functions and their qualified names."""

from pathlib import Path

import pytest

from speedwright.model.text import Span
from speedwright.syntax.functions import functions, outermost_function
from speedwright.syntax.source_file import SourceFile

PYTHON = b"""
def f():
    def inner():
        class Local:
            def m(self): ...

class C:
    @property
    @cached
    def p(self): return 1
    async def a(self): ...
    class D:
        def m(self): ...

if True:
    def conditional(): ...
"""


def named(content: bytes, suffix: str = ".py") -> list[str]:
    return [each.qualname for each in functions(SourceFile.parse(content, Path(f"x{suffix}")))]


def test_qualified_names_are_those_of_python():
    source = SourceFile.parse(PYTHON, Path("x.py"))
    assert [(each.qualname, each.is_method, each.is_async) for each in functions(source)] == [
        ("f", False, False),
        ("f.<locals>.inner", False, False),
        ("f.<locals>.inner.<locals>.Local.m", True, False),
        ("C.p", True, False),
        ("C.a", True, True),
        ("C.D.m", True, False),
        ("conditional", False, False),
    ]


def test_decorators_belong_to_the_span():
    source = SourceFile.parse(PYTHON, Path("x.py"))
    method = functions(source)[3]
    assert method.decorators == ("property", "cached")
    assert source.text(method.span).startswith("@property")
    assert source.text(method.name_span) == "p"


def test_outermost_function():
    source = SourceFile.parse(PYTHON, Path("x.py"))
    at = PYTHON.index(b"def m(self)")
    found = outermost_function(source, Span(at, at + 3))
    assert found is not None and found.qualname == "f"
    assert outermost_function(source, Span(PYTHON.index(b"if True"), PYTHON.index(b"if True") + 2)) is None
    within = Span(PYTHON.index(b"return 1"), PYTHON.index(b"return 1") + 6)
    method = outermost_function(source, within)
    assert method is not None and method.qualname == "C.p"


@pytest.mark.parametrize(
    ("content", "suffix", "names"),
    [
        (b"class A { m() {} }\nconst g = () => 1;\nfunction f() {}", ".js", ["A.m", "g", "f"]),
        (b"namespace N { export function f(): void {} }", ".ts", ["N.f"]),
        (b"class A { m() { return <b/>; } }", ".tsx", ["A.m"]),
        (b"package p\nfunc (c *C) M() {}\nfunc F() {}", ".go", ["C.M", "F"]),
        (b"namespace n { struct S { int m() { return 1; } }; }\nint *f() { return 0; }", ".cpp", ["n.S.m", "f"]),
        (b"class A { A() {} int m() { return 1; } }", ".java", ["A.A", "A.m"]),
        (b"module M\n  class A\n    def m; end\n  end\nend\ndef f; end", ".rb", ["M.A.m", "f"]),
    ],
    ids=["javascript", "typescript", "tsx", "go", "cpp", "java", "ruby"],
)
def test_other_languages(content: bytes, suffix: str, names: list[str]):
    assert named(content, suffix) == names


def test_broken_code_keeps_its_other_functions():
    assert named(b"def g():\n    return 1\n\ndef f():\n    x = = 1\n    return x +\n") == ["g", "f"]


@pytest.mark.parametrize(
    "content", [PYTHON, PYTHON.rstrip(), b"", b"x = 1\n\n\n", b"@d\ndef f(): ...\nx\ndef g(): ...\n"]
)
def test_the_outermost_function_is_the_widest_of_all_functions_around_a_place(content: bytes):
    source = SourceFile.parse(content, Path("x.py"))
    for at in range(len(content) + 1):
        around = [each for each in functions(source) if each.span.contains(Span(at, at)) and not each.nested]
        assert outermost_function(source, Span(at, at)) == (around[-1] if around else None)
