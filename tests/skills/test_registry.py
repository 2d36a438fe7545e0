"""The library keeps working whatever is in a team's folder."""

from pathlib import Path

from speedwright.skills.registry import load_library
from tests.skills.page_text import PAGE, page_in

BUILTIN = load_library()


def test_a_team_page_joins(tmp_path: Path):
    page_in(tmp_path)
    library = load_library([tmp_path])
    assert library.problems == ()
    assert library.skill("call-of-slow") is not None
    assert len(library.skills) == len(BUILTIN.skills) + 1


def test_bad_pages_are_refused_alone(tmp_path: Path):
    page_in(tmp_path / "good")
    page_in(
        tmp_path, PAGE.replace("call-of-slow", "bad-query").replace("(call function", "(cool function"), "bad-query"
    )
    page_in(tmp_path, PAGE.replace("call-of-slow", "bad-guard").replace("in-loop", "in-lop"), "bad-guard")
    page_in(tmp_path, PAGE.replace("call-of-slow", "bad-predicate").replace("#eq?", "#equal?"), "bad-predicate")
    page_in(tmp_path, PAGE.replace("call-of-slow", "front-pop-queue"), "front-pop-queue")
    (tmp_path / "binary").mkdir()
    (tmp_path / "binary" / "SKILL.md").write_bytes(b"\xff\x00")
    library = load_library([tmp_path])
    messages = "\n".join(map(str, library.problems))
    assert len(library.problems) == 5
    assert "bad-query/SKILL.md:23: query: Invalid node type" in messages
    assert "unknown guard 'in-lop'" in messages
    assert "bad-predicate/SKILL.md:24: query: unknown predicate #equal?" in messages
    assert "'front-pop-queue' is taken" in messages
    assert library.skill("call-of-slow") is not None
    assert "call-of-slow" in [skill.name for skill in library.matcher("python").skills]


def test_a_query_that_takes_too_long_is_refused(tmp_path: Path):
    bomb = (
        PAGE[: PAGE.index("((call")]
        + "(module (_)* @slow (_)* @arguments (_)* @name)\n"
        + PAGE[PAGE.index("```\n\n## Guards") :]
    )
    page_in(tmp_path, bomb)
    (problem,) = load_library([tmp_path]).problems
    assert "too slow" in problem.message


def test_links_out_of_the_folder_are_left_alone(tmp_path: Path):
    path = page_in(tmp_path / "elsewhere")
    (tmp_path / "team" / "linked").mkdir(parents=True)
    (tmp_path / "team" / "linked" / "SKILL.md").symlink_to(path)
    library = load_library([tmp_path / "team"])
    assert [problem.message for problem in library.problems] == ["not a regular file"]


def test_a_missing_folder_has_no_pages(tmp_path: Path):
    assert load_library([tmp_path / "nothing"]).skills == BUILTIN.skills


def test_switched_off():
    assert BUILTIN.without(["front-pop-queue"]).skill("front-pop-queue") is None
    assert len(BUILTIN.without(["front-pop-queue"]).skills) == len(BUILTIN.skills) - 1
