"""Every built-in page keeps what it promises."""

import ast

import pytest

from speedwright.skills.cases import readable_as, rewritten, run_cases
from speedwright.skills.matcher import Matcher
from speedwright.skills.matching import found_in
from speedwright.skills.reading import read_skill
from speedwright.skills.registry import BUILTIN, load_library
from speedwright.skills.skill import Skill
from speedwright.skills.vetting import vet
from speedwright.syntax.python.costs import KNOWN
from speedwright.syntax.source_file import SourceFile

LIBRARY = load_library()
OPERATORS = [skill for skill in LIBRARY.skills if skill.is_operator]
NAMES = [skill.name for skill in OPERATORS]


def test_a_name_is_given_once_over_all_languages():
    names = [path.parent.name for path in BUILTIN.glob("*/*/SKILL.md")]
    assert len(names) == len(set(names))


def test_no_page_is_refused():
    assert [str(problem) for problem in LIBRARY.problems] == []


@pytest.mark.parametrize("skill", LIBRARY.skills, ids=lambda skill: skill.name)
def test_a_page_is_right_to_its_end(skill: Skill):
    assert read_skill(skill.path).rules == skill.rules


@pytest.mark.parametrize("skill", OPERATORS, ids=NAMES)
def test_cases_hold(skill: Skill):
    assert [str(failure) for failure in run_cases(skill)] == []


@pytest.mark.parametrize("skill", OPERATORS, ids=NAMES)
def test_enough_cases(skill: Skill):
    found = [case for case in skill.cases if case.found]
    assert len(found) >= 3
    assert len(skill.cases) - len(found) >= 3


@pytest.mark.parametrize("skill", OPERATORS, ids=NAMES)
def test_prose_says_why_and_when_not(skill: Skill):
    assert len(skill.page.sections["Why it is slow"].text) > 200
    assert len(skill.page.sections["When not to use it"].text) > 100


@pytest.mark.parametrize("skill", OPERATORS, ids=NAMES)
def test_query_passes_the_limits_for_foreign_pages(skill: Skill):
    assert vet(skill) is None


@pytest.mark.parametrize("skill", [skill for skill in OPERATORS if skill.language == "python"], ids=lambda s: s.name)
def test_rewritten_cases_compile(skill: Skill):
    for case in skill.cases:
        ast.parse(case.before)
        ast.parse(rewritten(skill, case.before))


@pytest.mark.parametrize("skill", [each for each in OPERATORS if each.language != "python"], ids=lambda s: s.name)
def test_rewritten_cases_of_other_languages_parse(skill: Skill):
    for case in skill.cases:
        readable = readable_as(skill, case.before)
        assert readable
        for language in readable:
            assert language in readable_as(skill, rewritten(skill, case.before, language))


@pytest.mark.parametrize("skill", OPERATORS, ids=NAMES)
def test_rewritten_cases_are_not_found_again(skill: Skill):
    for case in skill.cases:
        if case.after is not None and case.after != case.before:
            source = SourceFile.parse(f"{case.after}\n".encode(), skill.path, readable_as(skill, case.after)[0])
            places = [each.span for each in found_in(source, Matcher((skill,), source.language.name))]
            assert places == []


@pytest.mark.parametrize("skill", OPERATORS, ids=NAMES)
def test_rewriting_reaches_a_fixed_point(skill: Skill):
    for case in skill.cases:
        if case.after is not None:
            assert rewritten(skill, case.after).strip() == case.after.strip()


def test_invariant_calls_are_those_whose_cost_is_known():
    skill = LIBRARY.skill("invariant-call-in-loop")
    assert skill is not None
    (pattern,) = skill.patterns
    assert pattern.anchor is not None
    # What costs nothing, or makes an iterator; `sorted` in a loop has a page of its own.
    elsewhere = {"bool", "enumerate", "range", "reversed", "zip", "sorted"}
    assert {name.decode() for name in pattern.anchor.names} == KNOWN - elsewhere
