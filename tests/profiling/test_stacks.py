"""Joined stacks: their limits, and what a kept call tree leaves out."""

import pytest

from speedwright.model.profile import Frame
from speedwright.profiling import stacks as module
from speedwright.profiling.stacks import Stacks


def of(*given: tuple[list[int], float]) -> Stacks:
    found = Stacks()
    for number in range(10):
        found.number(Frame(f"f{number}", "a.py", number))
    for stack, seconds in given:
        found.add(stack, seconds, 1)
    return found


def test_equal_beginnings_are_one() -> None:
    found = of(([0, 1], 1.0), ([0, 2], 2.0), ([0], 4.0), ([0, 1], 8.0))

    assert list(found.parents) == [-1, 0, 0]
    assert list(found.self_s) == [4.0, 9.0, 2.0]
    assert list(found.totals()) == [15.0, 9.0, 2.0]


def test_a_pruned_tree_keeps_the_heaviest_and_all_of_the_time() -> None:
    tree = of(([0, 1], 1.0), ([0, 2, 3], 2.0), ([0, 2], 0.5), ([4], 0.1)).tree(most=2)

    assert [tree.frames[frame].name for frame in tree.frame_of] == ["f0", "f2"]
    assert tree.parents == (-1, 0)
    assert tree.self_s == (1.0, 2.5)


def test_deep_recursion_is_one_place_at_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "DEEPEST", 3)
    found = of(([0] * 50, 1.0))

    assert len(found.parents) == 3
    assert found.total_s == found.shortened_s == 1.0


def test_too_many_distinct_stacks_are_counted_for_their_callers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_NODES", 2)
    found = of(([0, 1], 1.0), ([0, 2], 2.0), ([3], 4.0))

    assert list(found.self_s) == [2.0, 1.0]
    assert found.shortened_s == 6.0
