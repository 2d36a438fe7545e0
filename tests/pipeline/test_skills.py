"""The library as front ends see it."""

from pathlib import Path

import pytest

from speedwright.pipeline.pages import NoPagesError, check_pages
from speedwright.pipeline.skills import UnknownSkillError, article, library, page_problems, skill_named
from tests.pipeline.team_pages import PAGE, add_page


def test_library_has_the_pages_of_the_team(tmp_path: Path) -> None:
    without = {skill.name for skill in library(tmp_path).skills}
    add_page(tmp_path)

    assert {skill.name for skill in library(tmp_path).skills} == without | {"double-negation"}


def test_refused_page_is_a_problem_with_file_and_line(tmp_path: Path) -> None:
    path = add_page(tmp_path, text=PAGE.replace("(not_operator argument", "(no_such_node argument"))

    (problem,) = page_problems(library(tmp_path))
    assert problem.path == path
    assert problem.line is not None
    assert "no_such_node" in PAGE.replace("(not_operator", "(no_such_node").splitlines()[problem.line - 1]


def test_article_has_the_reasons_and_an_example_and_nothing_technical(tmp_path: Path) -> None:
    add_page(tmp_path)
    text = article(skill_named("double-negation", library(tmp_path)))

    assert text.startswith("# Double negation\n\nNegates twice")
    assert "Two operations where one does." in text
    assert "Where `bool` means something else." in text
    assert "```python\nx = not not y\n```\n\nbecomes\n\n```python\nx = bool(y)\n```\n" in text
    assert "not_operator" not in text


def test_unknown_name_suggests_the_nearest(tmp_path: Path) -> None:
    add_page(tmp_path)

    with pytest.raises(UnknownSkillError, match="'duble-negation'; did you mean double-negation"):
        skill_named("duble-negation", library(tmp_path))


def test_pages_that_hold(tmp_path: Path) -> None:
    add_page(tmp_path)

    report = check_pages(tmp_path / ".speedwright", tmp_path)
    assert (report.pages, report.problems) == (1, ())


BROKEN = {
    "does not rewrite as it says": (PAGE.replace("x = bool(y)", "x = truth(y)"), "x = not not y"),
    "reports what it says it does not": (PAGE.replace("x = not y", "x = not not z"), "x = not not z"),
    "has no front matter": (PAGE.replace("---\n", "", 1), "name: double-negation"),
    "has a query that does not compile": (PAGE.replace("(_) @inner)) @slow", "(_) @inner)) @slow ("), "@slow ("),
}


@pytest.mark.parametrize(("text", "line"), BROKEN.values(), ids=BROKEN)
def test_page_that_does_not_hold_is_told_with_its_line(text: str, line: str, tmp_path: Path) -> None:
    path = add_page(tmp_path, text=text)

    (problem,) = check_pages(tmp_path, tmp_path).problems
    assert problem.path == path
    assert problem.line is not None
    assert line in text.splitlines()[problem.line - 1]


def test_folder_without_pages_is_no_success(tmp_path: Path) -> None:
    with pytest.raises(NoPagesError, match=r"no SKILL\.md"):
        check_pages(tmp_path, tmp_path)
