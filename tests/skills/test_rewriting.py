"""Steps to edits: indentation, line ends, imports, fresh names, and where a step does not fit."""

from pathlib import Path

import pytest

from speedwright.model.text import apply_edits
from speedwright.skills.matcher import Matcher
from speedwright.skills.matching import Match, found_in
from speedwright.skills.page import parse_page
from speedwright.skills.reading import skill_of
from speedwright.skills.rewriting import rewrite
from speedwright.skills.skill import Skill
from speedwright.syntax.source_file import SourceFile
from tests.skills.page_text import PAGE


def skill_with(steps: str, guards: str = "") -> Skill:
    text = PAGE.replace("- replace @name: `fast`", steps).replace("- in-loop @slow — once is fine", guards)
    return skill_of(parse_page(Path("call-of-slow/SKILL.md"), text))


def rewritten(steps: str, code: str, guards: str = "") -> str | None:
    """The code after the rewrite of its first `slow(...)`, None where the rewrite does not fit."""
    skill = skill_with(steps, guards)
    source = SourceFile.parse(code.encode(), Path("module.py"))
    match = next(iter(found_in(source, Matcher((skill,)))))
    assert isinstance(match, Match)
    edits = rewrite(source, skill, match.spans)
    return None if edits is None else apply_edits(source.content, edits).decode()


BEFORE = "- insert before @slow: `first()`"
AFTER = "- insert after @slow: `last()`"


@pytest.mark.parametrize(
    ("steps", "code", "expected"),
    [
        (BEFORE, "if x:\n    y = slow(1)\n", "if x:\n    first()\n    y = slow(1)\n"),
        (BEFORE, "if x:\n\ty = slow(1)\n", "if x:\n\tfirst()\n\ty = slow(1)\n"),
        (BEFORE, "if x:\r\n  slow(1)\r\n", "if x:\r\n  first()\r\n  slow(1)\r\n"),
        (BEFORE, "\ufeffslow(1)\n", "\ufefffirst()\nslow(1)\n"),
        (BEFORE, "y = [a for a in slow(1)]\n", "first()\ny = [a for a in slow(1)]\n"),
        (BEFORE, "if a:\n    b\nelif slow(1):\n    c\n", "first()\nif a:\n    b\nelif slow(1):\n    c\n"),
        (AFTER, "def f():\n    slow(1)  # why", "def f():\n    slow(1)  # why\n    last()"),
        (AFTER, "for x in slow(1):\n    y\nz\n", "for x in slow(1):\n    y\nlast()\nz\n"),
        ("- delete @slow", "def f():\n    slow(1)\n    return 2\n", "def f():\n    return 2\n"),
        ("- delete @slow", "def f():\n    slow(1)\n", "def f():\n    pass\n"),
        ("- wrap @arguments: `[{arguments}]`", "slow(1)\n", "slow[(1)]\n"),
        ("- replace @slow: `{arguments.0:atom} * 2`", "y = slow(a + b)\n", "y = (a + b) * 2\n"),
        ("- replace @slow: `{arguments.0:atom} * 2`", "y = slow(a.b[0])\n", "y = a.b[0] * 2\n"),
        ("- replace @arguments: `({arguments.0:filled})`", "slow([])\n", "slow()\n"),
        ("- replace @arguments: `{{{name}}}`", "slow(1)\n", "slow{slow}\n"),
        (
            "- replace @name: `fast`\n- insert before @slow: `old({slow})`",
            "y = slow(1)\n",
            "old(fast(1))\ny = fast(1)\n",
        ),
        ("- replace @arguments: `(2)`\n- replace @slow: `g({slow})`", "y = slow(1)\n", "y = g(slow(2))\n"),
        ("- fresh {n}: `{name}_it`\n- replace @name: `{n}`", "slow(slow_it)\n", "slow_it_2(slow_it)\n"),
        ("- fresh {n}: `a.{name}[0] x`\n- replace @name: `{n}`", "slow(1)\n", "slow_0_x(1)\n"),
        ("- fresh {n}: `class`\n- replace @name: `{n}`", "slow(1)\n", "class_2(1)\n"),
    ],
)
def test_steps(steps: str, code: str, expected: str):
    assert rewritten(steps, code) == expected


@pytest.mark.parametrize(
    ("steps", "code"),
    [
        (BEFORE, "a = 1; slow(1)\n"),
        (BEFORE, "if a: slow(1)\n"),
        (BEFORE, "y = lambda: slow(1)\n"),
        (BEFORE, "y = [slow(a) for a in b]\n"),
        (BEFORE, "while slow(1):\n    pass\n"),
        (AFTER, "slow(1); b = 2\n"),
        ("- replace @slow: `{arguments.7}`", "slow(1)\n"),
        ("- ensure import: `from collections import deque`", "deque = slow(1)\n"),
    ],
)
def test_where_a_step_does_not_fit(steps: str, code: str):
    assert rewritten(steps, code) is None


NEEDING = "- need @same\n- replace @name: `fast`"


def test_what_a_match_lacks_keeps_all_steps_from_it():
    """Else half a rewrite is tried and refused each time: a row made a tuple that is still read like a Series."""
    guard = "- optionally bound-once @name as @same"
    assert rewritten(NEEDING, "slow = ready\nslow(1)\n", guard) == "slow = ready\nfast(1)\n"
    assert rewritten(NEEDING, "slow(1)\n", guard) is None


def test_blocks_take_the_indentation_of_the_file():
    steps = "- replace @slow:\n  ```\n  if {name}:\n      pass\n  ```"
    assert rewritten(steps, "def f():\n\tslow(1)\n") == "def f():\n\tif slow:\n\t\tpass\n"


def test_moved_code_is_indented_but_not_its_strings():
    code = 'def f():\n    for x in y:\n        slow("""one\n        two""",\n            3)\n'
    moved = rewritten("- insert before @loop: `g{arguments}`", code, GUARDS)
    assert moved is not None
    assert moved.startswith('def f():\n    g("""one\n        two""",\n        3)\n    for x in y:\n')


GUARDS = "- optionally in-loop @slow as @loop"


def test_steps_on_what_is_not_captured_are_skipped():
    steps = "- insert before @loop: `here()`\n- insert before @slow unless @loop: `there()`"
    assert rewritten(steps, "slow(1)\n", GUARDS) == "there()\nslow(1)\n"
    assert rewritten(steps, "for a in b:\n    slow(1)\n", GUARDS) == "here()\nfor a in b:\n    slow(1)\n"


IMPORT = "- ensure import: `from collections import deque`\n- replace @name: `deque`"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "from collections import deque\n\n\n"),
        ('"""Text."""\n', '"""Text."""\n\nfrom collections import deque\n'),
        (
            "from __future__ import annotations\n",
            "from __future__ import annotations\n\nfrom collections import deque\n",
        ),
        ("#!/usr/bin/python\nimport os\n", "#!/usr/bin/python\nfrom collections import deque\nimport os\n"),
        ("from collections import Counter, deque\n", "from collections import Counter, deque\n"),
        (
            "import os\nfrom collections import (\n    deque,\n)\n",
            "import os\nfrom collections import (\n    deque,\n)\n",
        ),
    ],
)
def test_imports(before: str, after: str):
    assert rewritten(IMPORT, f"{before}slow(1)\n") == f"{after}deque(1)\n"


def test_a_captured_keyword_is_a_place_of_its_own():
    page = PAGE.replace(
        "(call function: (identifier) @name arguments: (argument_list) @arguments) @slow",
        '(while_statement "while" @word condition: (call function: (identifier) @name) @slow)',
    )
    page = page.replace("- replace @name: `fast`", "- replace @word: `if`").replace(
        "- in-loop @slow — once is fine", ""
    )
    skill = skill_of(parse_page(Path("call-of-slow/SKILL.md"), page))
    source = SourceFile.parse(b"while slow(1):\n    pass\n", Path("module.py"))
    match = next(iter(found_in(source, Matcher((skill,)))))
    assert isinstance(match, Match)
    assert (
        apply_edits(source.content, rewrite(source, skill, match.spans) or ()).decode() == "if slow(1):\n    pass\n"
    )
