"""Looking at the changed function alone finds what looking at the whole text finds."""

import random
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speedwright.model.finding import Finding
from speedwright.model.text import Span, TextEdit, apply_edits
from speedwright.pipeline.carrying import carried
from speedwright.pipeline.diagnosing import diagnose
from speedwright.pipeline.documents import SourceFile, edit_between, function_at, open_source
from speedwright.pipeline.rediagnosis import change_between, rediagnose
from speedwright.pipeline.skills import Library, library
from speedwright.settings import Settings

SHOP = Path(__file__).parents[2] / "fixtures" / "workspaces" / "shop"
MODULES = sorted(path for path in SHOP.rglob("*.py") if path.stat().st_size > 1000)

TWO = """\
def first(names: list[str], banned: list[str]):
    return [name for name in names if name in banned]


def second(names: list[str], banned: list[str]):
    for name in names:
        if name in banned:
            print(name)
"""


@pytest.fixture(scope="module")
def skills() -> Library:
    return library(SHOP)


def opened(text: str) -> SourceFile:
    source = open_source(Path("module.py"), text)
    assert source is not None
    return source


def again(
    before: SourceFile, findings: Iterable[Finding], after: SourceFile, skills: Library, settings: Settings
) -> tuple[Finding, ...]:
    return tuple(each.now for each in rediagnose(before, map(carried, findings), after, skills, settings))


def edited(text: str, old: str, new: str, skills: Library, settings: Settings | None = None) -> set[str | None]:
    """The functions in which the quick way finds something after a replacement, as the thorough one does."""
    settings = settings or Settings()
    before = opened(text)
    start = text.index(old)
    after = before.edited(TextEdit(Span(start, start + len(old)), new))
    quick = again(before, diagnose(before, skills, settings), after, skills, settings)
    assert quick == diagnose(after, skills, settings)
    return {finding.function for finding in quick}


def test_findings_behind_the_change_move_along(skills: Library) -> None:
    assert edited(TWO, "return [name", "return [  name", skills) == {"first", "second"}


def test_findings_in_the_function_come_and_go(skills: Library) -> None:
    without = TWO.replace("if name in banned:", "if name:")

    assert edited(TWO, "if name in banned:", "if name:", skills) == {"first"}
    assert edited(without, "if name:", "if name in banned:", skills) == {"first", "second"}


def test_skills_that_are_switched_off_stay_off(skills: Library) -> None:
    off = Settings(ignore=("list-membership-in-loop",))

    assert edited(TWO, "print(name)", "print(names)", skills, off) == set()


@pytest.mark.parametrize(
    ("old", "new", "functions"),
    [
        ("\n\n\ndef second", "\nx = 1\n\ndef second", {"first", "second"}),
        ("second", "third", {"first", "third"}),
        ("def second", "class C:\n  def second", {"first", "C.second"}),
        ("def first", "deff first", {"second"}),
        ("]\n", "\n", None),
        ("def first", '"""def first', None),
        (TWO, "", set()),
        (TWO, TWO + TWO.replace("second", "third"), {"first", "second", "third"}),
    ],
    ids=["between", "renamed", "indented", "broken", "unclosed", "unclosed text", "emptied", "doubled"],
)
def test_changes_outside_of_functions(skills: Library, old: str, new: str, functions: set[str | None] | None) -> None:
    found = edited(TWO, old, new, skills)

    assert functions is None or found == functions


def test_it_agrees_with_the_thorough_way_on_characters_typed_in_functions(skills: Library) -> None:
    generator = random.Random("typed")
    settings = Settings()
    for path in MODULES:
        before = opened(path.read_text(encoding="utf-8"))
        findings = diagnose(before, skills, settings)
        places = [at for at in range(len(before.content)) if function_at(before, at) is not None]
        for place in generator.sample(places, 16):
            span = Span(place, min(len(before.content), place + generator.randrange(2)))
            after = before.edited(TextEdit(span, generator.choice("x =\n(#:")))
            # In broken code a name may seem to mean something else far away: see the document as a whole for that.
            if not after.root.has_error:
                assert again(before, findings, after, skills, settings) == diagnose(after, skills, settings)


@given(st.binary(max_size=12), st.binary(max_size=6), st.binary(max_size=6), st.binary(max_size=12))
def test_the_change_between_two_texts_makes_one_of_the_other(
    head: bytes, old: bytes, new: bytes, tail: bytes
) -> None:
    before, after = head + old + tail, head + new + tail
    change = change_between(before, after)

    inserted = after[change.after.start : change.after.end]
    assert before[: change.before.start] + inserted + before[change.before.end :] == after
    assert change.before.end - change.before.start <= len(old)
    assert change.after.end - change.after.start <= len(new)


@given(st.text("aé😀�\n", max_size=12), st.text("aé😀�\n", max_size=12))
def test_the_smallest_edit_takes_whole_characters(before: str, after: str) -> None:
    edit = edit_between(before.encode(), after.encode())

    assert apply_edits(before.encode(), [edit]) == after.encode()
    assert before.encode()[: edit.span.start].decode() == after[: len(before.encode()[: edit.span.start].decode())]
