"""Values next to another stay in the domain of that value."""

import math
import random

import pytest

from speedwright.model.recipe import Atom
from speedwright.verification.inputs.nearness import near


@pytest.mark.parametrize("value", [0.0, -0.0, 1.5, -1.5, 1e-300, 0, 7, -7, math.inf])
def test_no_sign_comes_that_was_not_there(value: float) -> None:
    rng = random.Random(1)
    found = [each.value for each in (near(Atom(value), rng) for _ in range(200)) if isinstance(each, Atom)]

    assert len(found) == 200
    assert {type(each) for each in found} == {type(value)}
    assert all(each <= 0 if value < 0 else each >= 0 for each in found if isinstance(each, (int, float)))
    assert len(set(found)) > 1 or math.isinf(value)
