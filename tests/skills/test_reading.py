"""Every rule of the page format, and the place each error names."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speedwright.model.finding import Severity
from speedwright.skills.page import SIZE_LIMIT, PageError, parse_page
from speedwright.skills.reading import read_skill, skill_of
from speedwright.skills.rules import Action
from tests.skills.page_text import PAGE, page_in


def test_a_whole_page(tmp_path: Path):
    skill = read_skill(page_in(tmp_path))
    assert (skill.name, skill.language, skill.mechanism) == ("call-of-slow", "python", "test")
    assert (skill.before, skill.after, skill.severity) == ("O(n)", "O(1)", Severity.WARNING)
    assert [(use.name, use.captures, use.reason) for use in skill.guards] == [("in-loop", ("slow",), "once is fine")]
    assert [(step.action, step.target) for step in skill.steps] == [(Action.REPLACE, "name")]
    assert [(case.found, case.reason) for case in skill.cases] == [(True, ""), (False, "no loop")]
    assert skill.page.sections["Why it is slow"].text == "Because."


BROKEN = [
    ("---\nname", "name", 1, "must begin with front matter"),
    ("\n---\n# Calls", "\n# Calls", 1, "never ends"),
    ("name: call-of-slow", "name: [unclosed", 3, "front matter"),
    ("name: call-of-slow", "name: Call Slow", 2, "lower-case"),
    ("name: call-of-slow", "name: other-name", 2, "name must be that of the folder, 'call-of-slow'"),
    ("description: Calls slow. Use never.", "description: 3", 3, "expected a text"),
    ("kind: operator", "kind: wizard", 5, "none of operator, meta"),
    ("language: python", "language: cobol", 6, "'cobol' is none of python"),
    ("  mechanism: test\n", "", 1, "no 'mechanism'"),
    ("`{slow}` is slow", "`{fast}` is slow", 10, "nothing captures @fast"),
    ("Call fast", "Call {fast", 11, "is no placeholder"),
    ("# Calls of slow", "Calls of slow", 13, "needs a title"),
    ("## When not to use it\nNever.\n", "", 1, "'## When not to use it' is missing"),
    ("## Guards", "## Notes\n\n## Guards", 27, "unknown section 'Notes'"),
    ("## Guards", "## Match\n\n## Guards", 27, "stands twice"),
    ("```query", "```scheme", 22, "expected one block ```query"),
    ("@slow\n", "@place\n", 23, "must capture @slow"),
    ("- in-loop @slow", "- in-the-loop @slow", 28, "unknown guard 'in-the-loop'"),
    ("- in-loop @slow", "- in-loop @missing", 28, "nothing above captures @missing"),
    ("- in-loop @slow", '- in-loop @slow "text"', 28, "write it so: in-loop @node as @new"),
    ("- in-loop @slow", "- in-loop @slow as @name", 28, "@name is captured already"),
    ("- in-loop @slow", "- not in-loop @slow as @loop", 28, "nothing to bind"),
    ("- in-loop @slow", "- optionally in-loop @slow", 28, "must bind"),
    ("- in-loop @slow", "- local @name as @new", 28, "binds no capture"),
    ("- in-loop @slow", "- in-loop in-loop @slow", 28, "expected one guard"),
    ("- in-loop @slow", "- in-loop @slow !!", 28, "cannot read '!!'"),
    ("- replace @name: `fast`", "- exchange @name: `fast`", 31, "not a step"),
    ("- replace @name: `fast`", "- replace @nobody: `fast`", 31, "nothing captures @nobody"),
    ("- replace @name: `fast`", "- replace @name: fast", 31, "between backticks"),
    ("- replace @name: `fast`", "- replace @name: `{fresh}`", 31, "neither captured nor a fresh name"),
    ("- replace @name: `fast`", "- replace: `fast`", 31, "needs a capture"),
    ("- replace @name: `fast`", "- wrap @name: `fast()`", 31, "wrap needs {name} exactly once"),
    ("- replace @name: `fast`", "- delete @name: `fast`", 31, "takes no template"),
    ("- replace @name: `fast`", "- fresh {name}: `fast`", 31, "taken already"),
    ("- replace @name: `fast`", "- replace @name unless @x: `fast`", 31, "nothing captures @x"),
    ("- replace @name: `fast`", "- replace @name: `{name:loud}`", 31, "unknown format 'loud'"),
]


@pytest.mark.parametrize(
    ("old", "new", "line", "message"), BROKEN, ids=[new[:30] or old[:20] for old, new, *_ in BROKEN]
)
def test_errors_name_file_and_line(tmp_path: Path, old: str, new: str, line: int, message: str):
    assert PAGE.count(old) >= 1
    path = page_in(tmp_path, PAGE.replace(old, new, 1))
    with pytest.raises(PageError) as caught:
        read_skill(path)
    assert message in str(caught.value)
    assert str(caught.value).startswith(f"{path}:{line}:")


def test_a_guard_that_cannot_read_the_language_is_refused(tmp_path: Path):
    path = page_in(tmp_path, PAGE.replace("- in-loop @slow", "- repeats @slow as @loop"))
    with pytest.raises(PageError, match="repeats cannot read python"):
        read_skill(path)


CASES = [
    ("```after\n", "```afterwards\n", "must be followed by its after block"),
    ("```unchanged (no loop)", "```unchanged", "not a case: 'unchanged'"),
    ("slow(1)\n```\n", "slow(1)\n", "never ends"),
    (PAGE[PAGE.index("```before") :], "", "a page needs cases"),
]


@pytest.mark.parametrize(("old", "new", "message"), CASES, ids=["pair", "reason", "fence", "none"])
def test_errors_in_cases(tmp_path: Path, old: str, new: str, message: str):
    path = page_in(tmp_path, PAGE.replace(old, new, 1))
    with pytest.raises(PageError, match=message):
        _ = read_skill(path).cases


def test_an_advice_page_has_no_steps(tmp_path: Path):
    text = PAGE.replace("- replace @name: `fast`", "Think.")
    text = text[: text.index("```after")] + text[text.index("```unchanged") :]
    skill = read_skill(page_in(tmp_path, text.replace('  title: "Call fast"\n', "")))
    assert not skill.has_rewrite
    assert skill.cases[0].found and skill.cases[0].after is None


def test_a_meta_page_is_prose(tmp_path: Path):
    text = PAGE.replace("kind: operator", "kind: meta")
    skill = read_skill(page_in(tmp_path, text[: text.index("## Match")]))
    assert not skill.is_operator and skill.cases == ()


def test_templates_of_several_lines(tmp_path: Path):
    step = "- insert before @slow:\n  ```\n  if {name}:\n      pass\n  ```"
    skill = read_skill(page_in(tmp_path, PAGE.replace("- replace @name: `fast`", step)))
    assert skill.steps[0].template.parts[-1] == ":\n    pass"


def test_files_that_are_no_text(tmp_path: Path):
    path = page_in(tmp_path)
    path.write_bytes(b"---\nname: \xff\n")
    with pytest.raises(PageError, match=r"SKILL.md:2: not UTF-8"):
        read_skill(path)
    path.write_bytes(b"x" * (SIZE_LIMIT + 1))
    with pytest.raises(PageError, match="larger than"):
        read_skill(path)
    with pytest.raises(PageError, match="cannot be read"):
        read_skill(tmp_path / "missing" / "SKILL.md")


def test_front_matter_is_data(tmp_path: Path):
    path = page_in(tmp_path, PAGE.replace("name: call-of-slow", "name: !!python/object/apply:os.getcwd []", 1))
    with pytest.raises(PageError, match="front matter"):
        read_skill(path)


@given(st.integers(0, len(PAGE)), st.integers(0, 60), st.text(alphabet='-`#@:{}\n "x[]', max_size=8))
def test_any_damage_is_a_page_error_or_a_page(start: int, length: int, text: str):
    try:
        skill = skill_of(parse_page(Path("call-of-slow/SKILL.md"), PAGE[:start] + text + PAGE[start + length :]))
        assert skill.name == "call-of-slow"
        assert isinstance(skill.rules.guards, tuple)
        assert isinstance(skill.cases, tuple)
    except PageError as error:
        assert error.line >= 1
