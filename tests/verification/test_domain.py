"""Which inputs count: what the original cannot do or take is outside, what it says itself is not."""

from typing import Any

import pytest

from speedwright.model.recipe import Atom, Call, Case
from speedwright.verification.domain import outside

CALL = Call((Atom(1),))


def raising(kind: str, *, own: bool = False) -> dict[str, Any]:
    return {"steps": [{"raised": {"type": kind, "own": own}}], "state": {}}


@pytest.mark.parametrize("kind", ["TypeError", "AttributeError", "KeyError", "RecursionError", "MemoryError"])
def test_what_the_original_cannot_take_is_outside(kind: str) -> None:
    assert outside(Case((CALL,), "generated"), raising(kind)) == kind


def test_what_the_original_raises_itself_is_inside() -> None:
    assert outside(Case((CALL,), "generated"), raising("TypeError", own=True)) is None
    assert outside(Case((CALL,), "generated"), raising("ValueError")) is None


def test_a_value_of_a_type_that_no_example_has_counts_where_it_is_taken() -> None:
    stretched = Case((CALL,), "sequence", stretched=True)
    assert outside(stretched, raising("ValueError")) == "ValueError"
    assert outside(stretched, raising("ValueError", own=True)) is None
    assert outside(stretched, {"steps": [{}], "state": {}}) is None


def test_an_example_is_outside_only_when_it_cannot_be_done() -> None:
    example = Case((CALL,), "calls", example=True)
    assert outside(example, raising("TypeError")) is None
    assert outside(example, {"timeout": True}) == "time-out"
