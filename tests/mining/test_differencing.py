"""From two versions to minimal edits, and back."""

from dataclasses import replace

import pytest

from speedwright.mining.applying import applied
from speedwright.mining.differencing import Edit, edits_between
from speedwright.mining.grouping import groups
from speedwright.mining.normalising import Normal, NotMinable, normal_form, plain
from speedwright.mining.terms import term_of
from tests.mining.own_pairs import ROOT, SQUARE


def normal(slow: str, fast: str) -> Normal:
    return normal_form(replace(ROOT, slow=slow, fast=fast))


def edits_of(normal: Normal) -> list[tuple[str, str]]:
    texts = normal.slow.encode(), normal.fast.encode()

    def told(edit: Edit) -> tuple[str, str]:
        sides = zip(texts, (edit.before, edit.after), strict=True)
        before, after = (" | ".join(text[each.start : each.end].decode() for each in terms) for text, terms in sides)
        return before, after

    return [told(edit) for edit in edits_between(term_of(normal.slow), term_of(normal.fast))]


def test_names_layout_and_docstrings_make_no_difference() -> None:
    assert edits_of(normal_form(SQUARE)) == [
        ("", "import math"),
        ("0", "math.isqrt(area) + 1"),
        ("while side * side <= area:\n        side += 1", ""),
    ]


def test_edits_in_different_places_are_told_apart() -> None:
    found = normal(
        "def f(xs):\n    n = len(list(xs))\n    for x in xs:\n        print(x, n)\n    return [x for x in xs]\n",
        "def f(xs):\n    n = len(xs)\n    for x in xs:\n        print(x, n)\n    return list(xs)\n",
    )

    assert edits_of(found) == [("list(xs)", "xs"), ("[x for x in xs]", "list(xs)")]


@pytest.mark.parametrize(
    ("slow", "fast"),
    [
        ("def f(a):\n    x = 1\n    return a\n", "def f(a):\n    return a\n"),
        ("def f(a):\n    return a\n", "import math\n\ndef f(a):\n    b = math.sqrt(a)\n    return b\n"),
        (
            "def f(a):\n    for i in a:\n        g(i)\n        h(i)\n",
            "def f(a):\n    for i in a:\n        h(i)\n    g(a)\n",
        ),
        ("def f(a):\n    if a:\n        return 1\n    return 2\n", "def f(a):\n    return 1 if a else 2\n"),
    ],
)
def test_all_edits_together_make_the_fast_version(slow: str, fast: str) -> None:
    found = normal(slow, fast)
    edits = edits_between(term_of(found.slow), term_of(found.fast))

    assert plain(applied(found.slow, found.fast, edits)) == found.fast


def test_an_edit_takes_along_what_it_needs() -> None:
    found = normal(
        "def f(a, b):\n    n = len(list(b))\n    print(n)\n    return [x for x in a if x in b]\n",
        "def f(a, b):\n    n = len(b)\n    print(n)\n    quick = set(b)\n    return [x for x in a if x in quick]\n",
    )
    slow = term_of(found.slow)
    edits = edits_between(slow, term_of(found.fast))

    assert [len(edits), *map(sorted, groups(slow, edits))] == [3, [0], [1], [1, 2], [0, 1, 2]]


def test_what_does_not_parse_is_not_mined() -> None:
    with pytest.raises(NotMinable, match="the fast version does not parse"):
        normal("def f(): pass\n", "def f(:\n")
