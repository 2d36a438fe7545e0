"""The call tree that is exported."""

from __future__ import annotations

from speedwright.model.profile import CallTree, Frame, Profile


def exported_calls(profile: Profile) -> CallTree:
    """That of the profile; where nothing is known of stacks, as in pstats, its functions side by side."""
    if profile.calls.parents:
        return profile.calls
    functions = [each for each in profile.functions if each.cost.self_s > 0]
    return CallTree(
        frames=tuple(Frame(each.qualname, each.path, each.line) for each in functions),
        parents=(-1,) * len(functions),
        frame_of=tuple(range(len(functions))),
        self_s=tuple(each.cost.self_s for each in functions),
    )
