"""Pages that mean harm are refused with a clear message: pages come from any repository."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from speedwright.skills.expressions import refusal_of
from speedwright.skills.matcher import Matcher
from speedwright.skills.matching import MOST_COMBINATIONS, Match, MatchProblem, found_in
from speedwright.skills.reading import read_skill
from speedwright.skills.registry import load_library
from speedwright.skills.vetting import Patience, vet
from speedwright.syntax.source_file import SourceFile
from tests.skills.page_text import PAGE, page_in

CALL = "(call function: (identifier) @name arguments: (argument_list) @arguments) @slow"
QUERY = PAGE[PAGE.index("((call") : PAGE.index("```\n\n## Guards")]
ALIASES = "".join(f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n" for before, name in pairwise("abcdefgh"))


def with_query(query: str) -> str:
    return PAGE.replace(QUERY, f"{query}\n")


def with_front(line: str) -> str:
    return PAGE.replace("name: call-of-slow", f"{line}\nname: call-of-slow")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (with_query(f'({CALL} (#match? @name "^(a+)+$"))'), "could take too long: it repeats a group"),
        (with_query(f'({CALL} (#not-match? @slow "^a*a*b"))'), "it repeats more than one thing"),
        (with_query(f'({CALL} (#match? @slow "(("))'), "regular expression"),
        (with_query(f'({CALL} (#system! "touch x"))'), "unknown predicate #system!"),
        (with_query("(module (_)* @slow (_)* @arguments (_)* @name)"), "too slow"),
        (with_query(f"{CALL}\n(string) @name"), "a pattern of the query does not capture @slow"),
        (with_query("(_ " * 1500 + ")" * 1500 + " @slow @name @arguments"), "brackets in one another"),
        (with_query(f"{CALL}\n" * 200), "the query is longer than"),
        (with_front("x: " + "[" * 50_000), "front matter"),
        (with_front("x: " + "9" * 200_000), "front matter: a value cannot be read"),
        (with_front("when: 2026-99-99"), "front matter: a value cannot be read"),
        (with_front("x: !!python/object/apply:os.system ['touch x']"), "could not determine a constructor"),
        (
            PAGE.replace("name: call-of-slow", f"a: &a [x]\n{ALIASES}name: *h").replace("Calls", "x"),
            "name: expected a text",
        ),
        (PAGE.replace("name: call-of-slow", "name: ../../evil"), "lower-case words with hyphens"),
        (PAGE.replace('"`{slow}` is slow"', '"\\e]0;owned\\a{slow}"'), "a terminal would obey"),
        (PAGE.replace('"`{slow}` is slow"', f'"{"{slow}" * 300}"'), "more than 256 placeholders"),
        (PAGE.replace("`fast`", "`{name!r}`"), "is no placeholder"),
        (PAGE.replace("`fast`", "`{name:>9999999}`"), "is no placeholder"),
        (
            PAGE.replace("- replace @name", "- ensure import: `import os; os.system('x')`\n- replace @name"),
            "one plain import of one name",
        ),
        (PAGE.replace("- in-loop @slow — once is fine", "- in-loop @slow\n" * 65), "more than 64 guards"),
        (PAGE.replace("- replace @name: `fast`", "- replace @name: `fast`\n" * 65), "more than 64 steps"),
        (f"{PAGE}\n```before\n", "never ends"),
        (f"{PAGE}{'x' * 300_000}", "larger than"),
    ],
)
def test_refused(tmp_path: Path, text: str, message: str) -> None:
    assert text != PAGE
    page_in(tmp_path, text)
    (problem,) = load_library([tmp_path]).problems
    assert message in problem.message


@pytest.mark.parametrize(
    "expression",
    [
        "^(a+)+$",
        "(a|a)*b",
        "a+b",
        "^a?a?a?a?a?a?a?b",
        r"(.)\1",
        "(?=a)b",
        "a{1000}",
        "^(a|b)(a|b)(a|b)(a|b)(a|b)(a|b)(a|b)$",
        "a|^b+",
    ],
)
def test_expressions_that_may_not_run(expression: str) -> None:
    assert refusal_of(expression) is not None


@pytest.mark.parametrize(
    "expression",
    [
        "split",
        r"^(\"\"|'')$",
        r"^.([ ,/.|_;-]|\\[nt]).$",
        r"(^|\.)str$",
        "^f.[{][a-z_]+:02x[}].$",
        "^[^)(*+?{}]*$",
        "a{2,3}b",
        r"^\(\?\*",
    ],
)
def test_expressions_as_people_write_them(expression: str) -> None:
    assert refusal_of(expression) is None


def test_a_match_without_a_place_to_report_is_none(tmp_path: Path) -> None:
    text = with_query("(call function: (_) @name arguments: (argument_list (string)? @slow) @arguments)")
    skill = read_skill(page_in(tmp_path, text))
    source = SourceFile.parse(b"for x in y:\n    f(1)\n    f('a')\n", Path("m.py"))

    assert vet(skill) is None
    assert [source.text(each.span) for each in found_in(source, Matcher((skill,))) if isinstance(each, Match)] == [
        "'a'"
    ]


def test_the_builtin_pages_would_be_let_through() -> None:
    assert {skill.name: vet(skill) for skill in load_library().skills if vet(skill) is not None} == {}


def test_together_they_have_a_limit(tmp_path: Path) -> None:
    page_in(tmp_path)
    skill = load_library([tmp_path]).skill("call-of-slow")
    assert skill is not None
    assert vet(skill, Patience(-1.0)) is not None
    assert vet(skill, Patience(60.0)) is None


def test_a_guard_that_would_be_asked_too_often_fails_alone(tmp_path: Path) -> None:
    query = "(module (expression_statement)+ @arguments) @slow @name"
    guard = "- assigned-before @arguments @arguments as @new"
    text = with_query(query).replace("- in-loop @slow — once is fine", guard)
    page_in(tmp_path, text)
    library = load_library([tmp_path])
    assert library.problems == ()
    source = SourceFile.parse(b"x\n" * (int(MOST_COMBINATIONS**0.5) + 1), Path("m.py"))
    found = list(found_in(source, library.matcher("python")))
    assert ["combinations" in each.message for each in found if isinstance(each, MatchProblem)] == [True]
