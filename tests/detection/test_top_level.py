"""Code that stands in no function, as in scripts and notebooks."""

from __future__ import annotations

import ast
import textwrap
from pathlib import Path

import pytest

from speedwright.detection.detector import inspect
from speedwright.skills.registry import load_library
from speedwright.skills.skill import Skill
from speedwright.syntax.source_file import SourceFile

LIBRARY = load_library()
PAGES = [skill for skill in LIBRARY.skills if skill.is_operator and skill.language == "python"]


def bodies(text: str) -> list[str]:
    """What the functions of a text do, as statements of a module."""
    lines = text.splitlines()
    functions = [each for each in ast.walk(ast.parse(text)) if isinstance(each, ast.FunctionDef)]
    return [textwrap.dedent("\n".join(lines[each.body[0].lineno - 1 : each.end_lineno])) + "\n" for each in functions]


@pytest.mark.parametrize("skill", PAGES, ids=lambda skill: skill.name)
def test_what_a_page_finds_can_stand_in_a_module(skill: Skill) -> None:
    """A loop that is a statement of the module was once taken for one that nothing is around."""
    for case in skill.cases:
        if not case.found:
            continue
        for body in bodies(case.before):
            detection = inspect(SourceFile.parse(body.encode(), Path("m.py")), LIBRARY)
            assert detection.problems == ()
