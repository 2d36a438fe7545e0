"""Strings that code puts together from constants, as far as reading shows."""

import ast

import pytest

from speedwright.verification.inputs.constants import constants
from speedwright.verification.inputs.folding import folded_texts, text_names

MODULE = """
KINDS = ("INV", "PO")
MARK = "#"
LIMITS = (1, "x")
"""


@pytest.mark.parametrize(
    ("expression", "texts"),
    [
        ("'a' + MARK", ("a#",)),
        ("r'\\b' + kind + '-'", (r"\bINV-", r"\bPO-")),
        ("f'{MARK}{kind}'", ("#INV", "#PO")),
        ("'(' + '|'.join(KINDS) + ')'", ("(INV|PO)",)),
        ("re.escape(MARK) + 'x'", ("#x",)),
        ("'a' + unknown", ()),
        ("f'{MARK:>4}'", ()),
        ("'|'.join(LIMITS)", ()),
    ],
)
def test_texts_that_are_put_together(expression: str, texts: tuple[str, ...]) -> None:
    literals = {each.targets[0].id: each.value for each in ast.parse(MODULE).body}  # type: ignore[attr-defined]
    loop = ast.parse("for kind in KINDS: pass").body
    assert folded_texts(ast.parse(expression, mode="eval").body, text_names(loop, literals)) == texts


def test_many_parts_are_followed_into_a_few_texts() -> None:
    words = ", ".join(repr(f"w{number}") for number in range(40))
    literals = {"A": ast.parse(f"({words})", mode="eval").body}
    loops = ast.parse("for a in A:\n    for b in A:\n        pass").body
    names = text_names([each for loop in loops for each in ast.walk(loop)], literals)
    assert 1 < len(folded_texts(ast.parse("a + b", mode="eval").body, names)) <= 12


def test_patterns_of_a_loop_over_a_constant_are_found() -> None:
    source = MODULE + "import re\ndef f(line):\n    return [re.search(kind + r'-\\d', line) for kind in KINDS]\n"
    assert constants(source.encode(), "f").patterns == (r"INV-\d", r"PO-\d")
