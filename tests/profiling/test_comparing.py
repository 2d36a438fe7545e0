"""What changed between two profiles."""

from speedwright.model.profile import Backend, Cost, FunctionCost, Profile, Target
from speedwright.profiling.comparing import compared


def profile(**functions: tuple[float, str | None]) -> Profile:
    costs = tuple(
        FunctionCost("a.py", name, 1, digest, Cost(seconds, seconds)) for name, (seconds, digest) in functions.items()
    )
    return Profile(Target(), Backend("x"), "", sum(each.cost.self_s for each in costs), 0, costs)


def test_the_largest_change_comes_first_and_edits_are_known_by_digest() -> None:
    comparison = compared(
        profile(f=(3.0, "1"), g=(1.0, "1"), h=(0.5, None), gone=(0.1, "1")),
        profile(f=(1.0, "2"), g=(1.5, "1"), h=(0.5, "1"), new=(0.2, "1")),
    )

    assert [(each.qualname, round(each.gained_s, 3), each.edited) for each in comparison.functions] == [
        ("f", 2.0, True),
        ("g", -0.5, False),
        ("new", -0.2, None),
        ("gone", 0.1, None),
        ("h", 0.0, None),
    ]
    assert (comparison.before_s, comparison.after_s) == (4.6, 3.2)
