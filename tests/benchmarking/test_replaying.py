"""What timed calls answer, asked of real guests, and what that says about a version."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from speedwright.benchmarking.replaying import ActsDifferently, Replays, replayed
from speedwright.model.recipe import Atom, Call
from speedwright.model.work import Cancellation
from speedwright.sandbox.guest_handle import Batch, Guest, Prepared, Sample, Sandboxed
from speedwright.sandbox.interpreter import find_interpreter
from speedwright.sandbox.isolation import best_isolation
from speedwright.sandbox.target import locate

HONEST = "def f(n):\n    return [n] * n\n"
RIGHT_AT_FIRST = "calls = 0\ndef f(n):\n    global calls\n    calls += 1\n    return [n] * n if calls < 3 else [n]\n"
LAZY = "def f(n):\n    yield from range(n)\n"
LAZY_AND_WRONG = "def f(n):\n    yield from range(n - 1)\n"
RAISING = "def f(n):\n    raise ValueError(n)\n"


def shown(tmp_path: Path, source: str, count: int = 5) -> Sample:
    path = tmp_path / "subject.py"
    path.write_text(source)
    sandboxed = Sandboxed(
        locate(path, tmp_path), source.encode(), "f", find_interpreter(tmp_path), best_isolation(), 1024
    )
    with Guest(sandboxed, 1, Cancellation()) as guest:
        guest.prepare(Prepared.of([[Call((Atom(number),)) for number in range(2, 10)]]))
        return guest.sample(Batch(0, 1, count, replayed=True), 5.0)


def test_equal_answers_show_alike(tmp_path: Path) -> None:
    again = HONEST.replace("[n] * n", "[n for _ in range(n)]")
    assert shown(tmp_path, HONEST).shown == shown(tmp_path, again).shown


@pytest.mark.parametrize(("one", "other"), [(HONEST, RIGHT_AT_FIRST), (LAZY, LAZY_AND_WRONG), (HONEST, RAISING)])
def test_other_answers_show(tmp_path: Path, one: str, other: str) -> None:
    with pytest.raises(ActsDifferently, match="answers to the timed calls"):
        Replays().add(shown(tmp_path, one), shown(tmp_path, other))


def test_a_few_right_calls_are_not_enough(tmp_path: Path) -> None:
    """The first calls of the candidate are right: a replay of more calls than that tells."""
    assert shown(tmp_path, HONEST, 2).shown == shown(tmp_path, RIGHT_AT_FIRST, 2).shown


def test_a_replay_is_a_part_of_its_batch() -> None:
    order = random.Random(1)
    batch = Batch(3, 10, 7, repeat=9)
    for _ in range(50):
        part = replayed(batch, 1e-3, order)
        assert (part.size, part.repeat, part.replayed) == (3, 1, True)
        assert 10 <= part.start < part.start + part.count <= 17


def test_a_short_batch_is_replayed_whole() -> None:
    """Half of it may be calls for which a candidate is right that is wrong for the rest."""
    assert [replayed(Batch(0, 5, 6), 1e-3, random.Random(seed)).count for seed in range(20)] == [6] * 20


def test_quick_calls_are_replayed_in_greater_number() -> None:
    batch, order = Batch(0, 0, 1000), random.Random(1)
    assert 20 <= replayed(batch, 1e-3, order).count <= 40
    assert replayed(batch, 5e-6, order).count >= 200
    assert replayed(batch, 0.0, order).count <= 1000


def test_the_first_steps_of_a_process_do_not_hide_a_gain() -> None:
    replays = Replays()
    replays.add(sample(0.00045, 0.004), sample(0.00018, 0.004))
    replays.add(sample(0.00050, 0.004), sample(0.00019, 0.004))
    replays.check(30.0)


def sample(cpu_s: float, around_s: float) -> Sample:
    return Sample(cpu_s, 0.0, 0, "same", around_s)


WORKS_ASIDE = sample(0.001, 0.013)
HOLLOW, WHOLE = sample(0.010, 0.004), sample(0.003, 0.004)


def replays_of(*candidates: Sample) -> Replays:
    replays = Replays()
    for each in candidates:
        replays.add(sample(0.010, 0.004), each)
    return replays


def test_work_beside_the_clock_is_told_from_noise() -> None:
    with pytest.raises(ActsDifferently, match="before the clock starts"):
        replays_of(WORKS_ASIDE).check(10.0)
    replays_of(WORKS_ASIDE, sample(0.001, 0.005), sample(0.001, 0.004)).check(10.0)


@pytest.mark.parametrize(("telltale", "ratio"), [(WORKS_ASIDE, 10.0), (HOLLOW, 4.0)])
def test_one_disturbed_replay_frees_no_candidate(telltale: Sample, ratio: float) -> None:
    """It was accepted when a single one of its replays seemed to bear it out."""
    with pytest.raises(ActsDifferently):
        replays_of(telltale, WHOLE, telltale).check(ratio)
    with pytest.raises(ActsDifferently):
        replays_of(telltale, WHOLE).check(ratio)


def test_more_replays_decide_where_some_speak_against_a_candidate() -> None:
    assert not replays_of().leave_open(4.0)
    assert not replays_of(HOLLOW, HOLLOW, HOLLOW).leave_open(4.0)
    assert replays_of(WORKS_ASIDE, WORKS_ASIDE).leave_open(None), "two may be chance"
    assert not replays_of(WHOLE, WHOLE, WHOLE).leave_open(4.0)
    assert replays_of(HOLLOW, WHOLE, WHOLE).leave_open(4.0)
    assert replays_of(WORKS_ASIDE, WHOLE, WHOLE).leave_open(None)
    assert not replays_of(HOLLOW, WHOLE, WHOLE).leave_open(None), "no gain is there to be borne out"
    assert not replays_of(HOLLOW, WHOLE, WHOLE, WHOLE, WHOLE).leave_open(4.0)
    assert not replays_of(*[HOLLOW, WHOLE] * 4, WHOLE).leave_open(4.0), "they come to an end"


def test_a_version_that_is_slower_has_nothing_to_hide() -> None:
    replays = Replays()
    replays.add(sample(0.010, 0.004), sample(0.050, 0.004))
    replays.add(sample(0.010, 0.004), sample(0.050, 0.004))
    replays.check(0.2)


def test_a_gain_that_replays_do_not_show_is_none() -> None:
    replays = Replays()
    replays.add(sample(0.010, 0.004), sample(0.0098, 0.004))
    replays.add(sample(0.010, 0.004), sample(0.0105, 0.004))
    replays.check(1.2)
    with pytest.raises(ActsDifferently, match="only where nothing asks"):
        replays.check(4.0)


def test_replays_that_are_too_short_to_tell_say_nothing() -> None:
    replays = Replays()
    replays.add(sample(0.00002, 0.004), sample(0.00002, 0.004))
    replays.check(50.0)
    assert not replays.can_bear_out(50.0) and replays.can_bear_out(0.9)
    assert replays_of(HOLLOW, WHOLE).can_bear_out(4.0)


def test_short_replays_are_not_made_telling_by_one_that_was_disturbed() -> None:
    replays = Replays()
    for original_s in (0.0003, 0.0009, 0.0003):
        replays.add(sample(original_s, 0.004), sample(0.0002, 0.004))
    assert not replays.can_bear_out(4.0)
    assert not replays.leave_open(4.0)
