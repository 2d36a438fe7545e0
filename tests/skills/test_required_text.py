"""What a pattern needs is never more than what it matches has."""

import pytest

from speedwright.skills.registry import Library, load_library
from speedwright.skills.required_text import required_texts
from speedwright.skills.skill import Skill

OPERATORS = [skill for skill in load_library().skills if skill.is_operator]


def needed(query: str) -> list[set[str]]:
    return [{text.decode() for text in texts} for texts in required_texts(query, "python")]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("(identifier) @slow", [set()]),
        ("(while_statement condition: (true)) @slow", [{"while"}]),
        ("(while_statement (for_statement)? @x) @slow", [{"while"}]),
        ("(while_statement (for_statement)* @x (lambda)) @slow", [{"while", "lambda"}]),
        ("(while_statement (for_statement)+ @x) @slow", [{"while", "for"}]),
        ("[(while_statement) (for_statement)] @slow", [set()]),
        ("(block [(while_statement) (for_statement)] @slow)", [set()]),
        ('(comparison_operator ["in" "not in"]) @slow', [set()]),
        ('(comparison_operator "not in") @slow', [{"not", "in"}]),
        ('((identifier) @slow (#eq? @slow "pop"))', [{"pop"}]),
        ('((block (identifier)? @x) @slow (#eq? @x "pop"))', [set()]),
        ('((block [(integer) @x (float)]) @slow (#eq? @x "0"))', [set()]),
        ('((identifier) @slow (#not-eq? @slow "pop"))', [set()]),
        ('((identifier) @slow (#match? @slow "pop"))', [{"pop"}]),
        ('((identifier) @slow (#match? @slow "^pop$"))', [{"pop"}]),
        ('((identifier) @slow (#match? @slow "pop|push"))', [set()]),
        ('((identifier) @slow (#match? @slow "pop."))', [set()]),
        ('((block (identifier)? @slow) @x (#match? @slow "pop"))', [set()]),
        ('((identifier) @slow (#any-of? @slow "pop" "push"))', [set()]),
        ("((identifier) @slow @other (#eq? @slow @other))", [set()]),
        ('; (while_statement) @x\n(lambda) @slow ; "text"\n(call) @slow', [{"lambda"}, {"("}]),
        ("(call !arguments function: (attribute)) @slow", [{"(", "."}]),
    ],
)
def test_required_texts(query: str, expected: list[set[str]]):
    assert needed(query) == expected


@pytest.mark.parametrize("skill", OPERATORS, ids=lambda skill: skill.name)
def test_every_case_that_is_found_has_what_its_page_needs(skill: Skill):
    assert all(skill.can_match(case.before.encode()) for case in skill.cases if case.found)


def test_a_file_is_matched_by_the_pages_it_needs():
    library = Library(tuple(OPERATORS))
    small = {
        skill.name for skill in library.matcher("python", b"def f(a):\n    return [x for x in a if x in b]\n").skills
    }
    assert "list-membership-in-loop" in small
    assert "front-pop-queue" not in small
    grown = {skill.name for skill in library.matcher("python", b"while a:\n    a.pop(0)\n").skills}
    assert small | {"front-pop-queue"} <= grown
    assert library.matcher("python", b"") is library.matcher("python", b"while a:\n    a.pop(0)\n")
    assert len(library.matcher("python").skills) == len(OPERATORS)
