"""A plan of two steps with real verdicts: each is verified on what the one before it left, then both as one edit."""

from __future__ import annotations

from pathlib import Path

from speedwright.pipeline.improve import ImproveRequest, Target, improve
from speedwright.settings import Settings

ORDERS = '''\
def news(orders: list[int], known: list[int], names: list[int]) -> list[int]:
    """How many orders are not known yet, and the names, each once, as they came."""
    found = [0]
    for order in orders:
        if order not in known:
            found[0] += 1
    distinct: list[int] = []
    for name in names:
        if name not in distinct:
            distinct.append(name)
    return found + distinct
'''
# On a busy machine the default budget may end before the proofs do.
PATIENT = Settings(budget=90.0)


def test_two_steps_are_offered_as_one_edit_that_was_proven_as_a_whole(tmp_path: Path) -> None:
    path = tmp_path / "orders.py"
    path.write_text(ORDERS)
    found = list(improve(ImproveRequest((Target(path),), tmp_path, PATIENT, apply=True)))
    accepted = [each for each in found if each.verdict.accepted]

    assert len(accepted) == 1, [each.verdict.reason for each in found]
    (whole,) = accepted
    assert set(whole.verdict.candidate.skills) == {"list-membership-in-loop", "growing-list-membership"}
    assert whole.verdict.candidate.source == ORDERS.encode()
    assert path.read_bytes() == whole.verdict.candidate.result
    assert len(whole.steps) == 2
    assert sum(step.share for step in whole.steps) > 0.99
