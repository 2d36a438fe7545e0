"""Two profiles of one program, function by function."""

from __future__ import annotations

from dataclasses import dataclass

from speedwright.model.profile import Cost, FunctionCost, Profile


@dataclass(frozen=True, slots=True)
class FunctionChange:
    """A function before and after, None where it did not show; `edited` tells whether its text changed, None where
    that is not known.
    """

    path: str
    qualname: str
    before: Cost | None
    after: Cost | None
    edited: bool | None

    @property
    def gained_s(self) -> float:
        """Seconds of its own that it takes less than before."""
        return _self_s(self.before) - _self_s(self.after)


@dataclass(frozen=True, slots=True)
class Comparison:
    """All of the program, in seconds, and its functions, the largest change first."""

    before_s: float
    after_s: float
    functions: tuple[FunctionChange, ...]


def compared(before: Profile, after: Profile) -> Comparison:
    """What changed from one profile to the other."""
    old, new = _by_name(before), _by_name(after)
    changes = [_change(key, old.get(key), new.get(key)) for key in dict.fromkeys((*old, *new))]
    ordered = sorted(changes, key=lambda each: (-abs(each.gained_s), each.path, each.qualname))
    return Comparison(before.total_s, after.total_s, tuple(ordered))


def _by_name(profile: Profile) -> dict[tuple[str, str], FunctionCost]:
    """The hottest function of each path and name: several can be called alike."""
    found: dict[tuple[str, str], FunctionCost] = {}
    for each in profile.functions:
        found.setdefault((each.path, each.qualname), each)
    return found


def _change(key: tuple[str, str], before: FunctionCost | None, after: FunctionCost | None) -> FunctionChange:
    known = before is not None and after is not None and before.digest is not None and after.digest is not None
    edited = before.digest != after.digest if known and before is not None and after is not None else None
    return FunctionChange(*key, _cost(before), _cost(after), edited)


def _self_s(cost: Cost | None) -> float:
    return cost.self_s if cost is not None else 0.0


def _cost(function: FunctionCost | None) -> Cost | None:
    return function.cost if function is not None else None
