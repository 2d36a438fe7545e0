"""One query for all pages, and guards that cannot do harm."""

from pathlib import Path

import pytest

from speedwright.model.finding import Answer
from speedwright.model.text import Span
from speedwright.skills.cases import run_cases
from speedwright.skills.guards.base import Guard
from speedwright.skills.guards.registry import GUARDS
from speedwright.skills.matcher import Matcher
from speedwright.skills.matching import Match, MatchProblem, found_in
from speedwright.skills.page import parse_page
from speedwright.skills.reading import skill_of
from speedwright.skills.registry import load_library
from speedwright.skills.skill import Skill
from speedwright.syntax.source_file import SourceFile
from tests.skills.page_text import PAGE

CODE = b"def f(xs, ys: list[int]):\n    for x in xs:\n        slow(x)\n        if x in ys: pass\n    slow(2)\n"


def skill(text: str = PAGE) -> Skill:
    return skill_of(parse_page(Path("call-of-slow/SKILL.md"), text))


def matches(*skills: Skill, within: Span | None = None) -> list[Match | MatchProblem]:
    source = SourceFile.parse(CODE, Path("module.py"))
    return list(found_in(source, Matcher(skills), within))


def test_a_match_tells_its_skill():
    other = load_library().skill("list-membership-in-loop")
    assert other is not None
    found = matches(other, skill())
    assert sorted(each.skill.name for each in found) == ["call-of-slow", "list-membership-in-loop"]
    assert matches(skill(), other)[0].skill.name in ("call-of-slow", "list-membership-in-loop")


def test_matches_within_a_span():
    at = CODE.index(b"slow(x)")
    assert len(matches(skill(), within=Span(at, at + 1))) == 1
    assert matches(skill(), within=Span(0, 3)) == []


@pytest.mark.parametrize(
    ("guard", "answer", "expected"),
    [
        ("ask @slow", Answer.YES, ()),
        ("ask @slow", Answer.UNKNOWN, ("ask",)),
        ("ask @slow", Answer.NO, None),
        ("certainly ask @slow", Answer.UNKNOWN, None),
        ("not ask @slow", Answer.YES, None),
        ("not ask @slow", Answer.NO, ()),
        ("not ask @slow", Answer.UNKNOWN, ("ask",)),
        ("certainly not ask @slow", Answer.UNKNOWN, None),
        ("optionally ask @slow as @new", Answer.NO, ()),
    ],
)
def test_answers(monkeypatch, guard: str, answer: Answer, expected: tuple[str, ...] | None):
    asked = Guard("ask", lambda source, node: answer, ("node",), (), binds=True)
    monkeypatch.setitem(GUARDS, "ask", asked)
    found = matches(skill(PAGE.replace("in-loop @slow", guard)))
    assert [each.doubts for each in found if isinstance(each, Match)] == ([] if expected is None else [expected] * 2)


def test_a_crashing_guard_is_one_problem(monkeypatch):
    def crash(source, node):
        raise RecursionError("too deep")

    monkeypatch.setitem(GUARDS, "in-loop", Guard("in-loop", crash, ("node",), (), binds=True))
    found = matches(skill())
    assert {each.message for each in found if isinstance(each, MatchProblem)} == {"RecursionError: too deep"}
    assert "fails on this code" in str(run_cases(skill())[0])


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("        fast(x)", "        faster(x)", "expected the after block, but got"),
        ("        slow(x)\n```\n```after", "        fast(x)\n```\n```after", "nothing is reported"),
        ("slow(1)\n```", "for x in y:\n    slow(1)\n```", "expected nothing (no loop), but line 2"),
        ("slow(1)\n```", "slow(1\n```", "no valid python"),
    ],
)
def test_cases_that_do_not_hold_are_told_with_their_line(old: str, new: str, message: str):
    (failure,) = run_cases(skill(PAGE.replace(old, new, 1)))
    assert message in failure.message
    assert str(failure).startswith(f"call-of-slow{'/'}SKILL.md:{failure.line}:")


def test_cases_that_hold():
    assert run_cases(skill()) == ()
