"""Calls that differ in one place: lengths and ends stay, and every argument gets its turn."""

import random

from speedwright.model.recipe import Atom, Call, Construct, Items, Pairs
from speedwright.verification.inputs.literals import plain_value, recipe_of
from speedwright.verification.inputs.traversal import parts_of
from speedwright.verification.inputs.twins import twins


def call(*arguments: object, **named: object) -> Call:
    return Call(tuple(map(recipe_of, arguments)), tuple((name, recipe_of(each)) for name, each in named.items()))


def values(each: Call) -> list[object]:
    return [plain_value(part) for part in parts_of(each)]


def test_one_argument_is_the_other_calls() -> None:
    found = [values(each) for each in twins(call((1, 2), 3), call((7,), 8), random.Random(0))]

    assert [(7,), 3] in found
    assert [(1, 2), 8] in found
    assert [(7,), 8] not in found


def test_defaults_come_and_go() -> None:
    rng = random.Random(0)

    assert [[1], 8] in map(values, twins(call([1]), call([2], 8), rng))
    assert [[1]] in map(values, twins(call([1], 8), call([2]), rng))
    assert Call(call([1]).arguments, call(key=2).keywords) in twins(call([1]), call([3], key=2), rng)


def test_sequences_keep_their_lengths_and_ends() -> None:
    inner = [
        values(each)[0]
        for seed in range(20)
        for each in twins(call([1, 2, 3, 4, 5]), call([1, 2, 3, 4, 5]), random.Random(seed))
    ]

    assert inner
    assert all(len(each) == 5 and each[0] == 1 and each[-1] == 5 and each != [1, 2, 3, 4, 5] for each in inner)
    assert any(sorted(each) == [1, 2, 3, 4, 5] for each in inner)
    assert any(sorted(each) != [1, 2, 3, 4, 5] for each in inner)


def test_texts_keep_their_lengths_and_dicts_their_keys() -> None:
    for seed in range(20):
        for each in twins(call("ab", {"k": [1], "l": [2]}), call("ab", {"k": [1], "l": [2]}), random.Random(seed)):
            text, mapping = values(each)
            assert len(text) == 2
            assert list(mapping) == ["k", "l"]


def test_what_stands_before_the_start_stays() -> None:
    instance, other = Construct(":Box", (Atom(1),)), Construct(":Box", (Atom(2),))
    found = twins(Call((instance, Atom(3))), Call((other, Atom(9))), random.Random(0), start=1)

    assert found
    assert all(each.arguments[0] == instance for each in found)


def test_shared_objects_are_left_alone() -> None:
    shared = Items("list", (Atom(1), Atom(2), Atom(3)), label=4)

    assert twins(Call((shared,)), Call((shared,)), random.Random(0)) == []
    assert twins(Call((Pairs(()),)), Call((Pairs(()),)), random.Random(0)) == []
