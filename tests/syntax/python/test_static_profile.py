"""Where the time of a function is likely to go."""

from __future__ import annotations

from pathlib import Path

import pytest

from speedwright.syntax.node import Node, text_of, walk
from speedwright.syntax.python import static_profile
from speedwright.syntax.python.static_profile import share_of
from speedwright.syntax.source_file import SourceFile


def share(text: str, place: str = "max(best, x)", left_out: str = "") -> float:
    source = SourceFile.parse(text.encode(), Path("m.py"))
    found = {text_of(node): node for node in walk(source.root)}
    kept: list[Node] = [found[left_out]] if left_out else []
    return share_of(source, [found[place]], kept)


ALONE = """
def best_of(xs, best):
    for x in xs:
        best = max(best, x)
    return best
"""


def test_what_a_loop_does_alone_takes_most_of_the_time() -> None:
    assert share(ALONE) > 0.6


def test_a_statement_of_the_module_is_a_region_of_its_own() -> None:
    text = "for x in xs:\n    best = max(best, x)\n"
    assert share(text) > 0.6
    assert share(text, place=text.strip()) == 1.0


@pytest.mark.parametrize("other", ["work(x)", "[y * y for y in x]", "open(x)"])
def test_what_is_done_besides_takes_its_share(other: str) -> None:
    assert share(ALONE.replace("        best =", f"        {other}\n        best =")) < 0.25


def test_a_place_outside_the_loops_takes_little() -> None:
    text = "def f(xs, best, x):\n    for y in xs:\n        total(y)\n    return max(best, x)\n"
    assert share(text) < 0.05


def test_handlers_and_what_raises_hardly_ever_run() -> None:
    guarded = """
def best_of(xs, best):
    for x in xs:
        if x is None:
            explain(xs)
            raise ValueError(x)
        try:
            best = max(best, x)
        except TypeError:
            report(x)
    return best
"""
    assert share(guarded) > 0.5


def test_branches_that_do_not_lead_to_the_place_do_not_count() -> None:
    text = """
def f(xs, best, x, cheap):
    if cheap:
        return max(best, x)
    for y in xs:
        total(y)
    return best
"""
    assert share(text) > 0.8


def test_in_a_loop_they_do() -> None:
    text = """
def f(xs, best):
    for x in xs:
        if x:
            best = max(best, x)
        else:
            total(x)
    return best
"""
    assert share(text) < 0.4


def test_what_stands_behind_an_and_is_reached_half_of_the_time() -> None:
    asked = "def f(xs):\n    for x in xs:\n        if {}:\n            return x\n    return None\n"
    assert (
        share(asked.format("good(x) and better(x)"), "better(x)") < share(asked.format("better(x)"), "better(x)") / 2
    )


def test_calls_in_the_place_stay_and_are_not_its_own() -> None:
    text = ALONE.replace("max(best, x)", "max(best, cost(x))")
    assert share(text, "max(best, cost(x))") < 0.25


def test_parts_that_are_left_out_are_not_its_own() -> None:
    piece = "'%s: %s, %s' % (x[0], x[1], x[2])"
    text = f"def f(xs):\n    text = ''\n    for x in xs:\n        text += {piece}\n    return text\n"
    assert share(text, f"text += {piece}", left_out=piece) < 0.3 < share(text, f"text += {piece}")


def test_a_statement_of_the_module_is_compared_with_itself_alone() -> None:
    text = "for y in xs:\n    total(y)\n\nfor x in xs:\n    best = max(best, x)\n"
    assert share(text) > 0.6


def test_a_long_function_is_counted_once_for_all_places_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    body = "".join(f"    for x in xs:\n        best = max(best, x + {number})\n" for number in range(40))
    source = SourceFile.parse(f"def best_of(xs, best):\n{body}    return best\n".encode(), Path("m.py"))
    places = [node for node in walk(source.root) if node.type == "call"]
    counted: list[Node] = []

    def count(node: Node, calls: bool) -> float:
        counted.append(node)
        return own(node, calls)

    own = static_profile._own
    monkeypatch.setattr(static_profile, "_own", count)
    assert len({share_of(source, [place]) for place in places}) == 1
    nodes = sum(1 for _ in walk(source.root))
    assert len(counted) < 2 * nodes
