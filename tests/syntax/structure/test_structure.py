"""What is told of languages without a scope analysis: loops, declarations and changes."""

from pathlib import Path

import pytest

from speedwright.model.finding import Answer
from speedwright.syntax.node import Node, text_of, walk
from speedwright.syntax.source_file import SourceFile
from speedwright.syntax.structure.changes import unchanged
from speedwright.syntax.structure.declarations import declared_type, type_word
from speedwright.syntax.structure.loops import loops_around


def parsed(name: str, text: str) -> SourceFile:
    source = SourceFile.parse(text.encode(), Path(name))
    assert not source.root.has_error
    return source


def last(source: SourceFile, text: str) -> Node:
    return [each for each in walk(source.root) if text_of(each) == text][-1]


def the_call(source: SourceFile) -> Node:
    """The call `here(...)` of a text."""
    named = next(each for each in walk(source.root) if text_of(each) == "here")
    assert named.parent is not None
    return named.parent


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.js", "for (const x of head) { here(x); }"),
        ("a.ts", "xs.map((x: X) => here(x));"),
        ("A.java", "class A { void f() { xs.stream().map(x -> here(x)); } }"),
        ("a.cpp", "void f() { while (here(1)) {} }"),
        ("a.go", "package a\nfunc f() { for { here(1) } }"),
        ("a.rb", "xs.each { |x| here(x) }"),
        ("b.rb", "here(1) while more"),
    ],
)
def test_a_place_is_in_its_loop(name: str, text: str) -> None:
    source = parsed(name, text)
    assert len(list(loops_around(source, the_call(source)))) == 1


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.js", "for (const x of here(1)) { x(); }"),
        ("a.js", "for (const x of xs) { later(() => here(x)); }"),
        ("A.java", "class A { void f() { for (int i = here(1); i < 3; i++) {} } }"),
        ("a.go", "package a\nfunc f() { for range here(1) { go func() {}() } }"),
        ("a.rb", "open(path) { |x| here(x) }"),
    ],
)
def test_a_place_is_in_no_loop(name: str, text: str) -> None:
    source = parsed(name, text)
    assert list(loops_around(source, the_call(source))) == []


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("a.ts", "function f(it: readonly string[]) { use(it); }", "[]"),
        ("a.ts", "function f(it: string[] | Set<string>) { use(it); }", None),
        ("a.js", "const it = new Set(xs); use(it);", "Set"),
        ("a.js", "function f(it) { use(it); }", None),
        ("A.java", "class A { final java.util.List<String> it; void f() { use(it); } }", "List"),
        ("A.java", "class A { void f() { var it = new ArrayList<X>(); use(it); } }", "ArrayList"),
        ("a.cpp", "void f(const std::vector<std::map<int, int>>& it) { use(it); }", "vector"),
        ("a.go", "package a\nfunc f(n int, it []string) { use(it) }", "[]"),
        ("a.go", "package a\nfunc f() { a, it := 1, map[string]int{}; use(it, a) }", "map"),
        ("a.rb", "def f\n  it = xs.map(&:id)\n  use(it)\nend", "[]"),
    ],
)
def test_declarations_tell_types(name: str, text: str, expected: str | None) -> None:
    source = parsed(name, text)
    assert declared_type(source, last(source, "it")) == expected


def test_an_inner_declaration_hides_the_outer_one() -> None:
    source = parsed("a.js", "const it = []; function f() { const it = new Map(); use(it); }")
    assert declared_type(source, last(source, "it")) == "Map"


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        ("use(x);", Answer.YES),
        ("it.push(x);", Answer.NO),
        ("it = x;", Answer.NO),
        ("it[0] = x;", Answer.NO),
        ("it.length++;", Answer.NO),
        ("const it = x; use(it);", Answer.NO),
        ("use(it);", Answer.UNKNOWN),
        ("console.log(it);", Answer.YES),
    ],
)
def test_a_value_stays_the_same_unless_something_touches_it(body: str, answer: Answer) -> None:
    source = parsed("a.js", f"let it = []; for (const x of xs) {{ {body} }} done(it);")
    loop = next(each for each in walk(source.root) if each.type == "for_in_statement")
    assert unchanged(source, last(source, "it"), loop) is answer


def test_a_type_is_one_word() -> None:
    words = [
        type_word(each)
        for each in (": ReadonlyArray<A<B>>", "const std::string&", "[]*T", "map[string]int", "*bytes.Buffer")
    ]
    assert words == ["ReadonlyArray", "string", "[]", "map", "Buffer"]
