"""The decision, as a table of evidence and measurements."""

from __future__ import annotations

import dataclasses

import pytest

from speedwright.acceptance import is_left_open, judge_sameness, judge_speed
from speedwright.model.evidence import Assumption, Counterexample, Difference, Evidence, Mutants
from speedwright.model.measurement import Measurement, SizeMeasurement
from speedwright.model.verdict import Outcome

STRONG = Evidence(
    inputs=200,
    sources={"generated": 200},
    isolation="bubblewrap",
    domain={"x": Assumption("int", "hint")},
    branch_coverage=1.0,
    candidate_branch_coverage=1.0,
    mutation_score=1.0,
)
SMALL = SizeMeasurement(10, 1.0, 0.98, 1.02, 1e-5, 1e-5, realistic=False)
LARGE = SizeMeasurement(1000, 5.0, 4.5, 5.5, 5e-3, 1e-3, realistic=True)
FASTER = Measurement(5.0, 4.5, 5.5, (SMALL, LARGE))


def test_strong_evidence_goes_on_to_timing() -> None:
    assert judge_sameness(STRONG) is None


def test_one_or_two_missed_faults_say_nothing() -> None:
    assert (
        judge_sameness(dataclasses.replace(STRONG, mutation_score=0.5, mutants=Mutants(4, 2, 0, ("a", "b")))) is None
    )


def test_a_counterexample_decides() -> None:
    found = Counterexample("f(1)", "1", "2", Difference.VALUE)
    decision = judge_sameness(dataclasses.replace(STRONG, counterexample=found))
    assert decision is not None
    assert decision.outcome is Outcome.DIFFERENT
    assert "f(1)" in decision.reason


def test_weak_evidence_is_undecided_and_says_what_is_missing() -> None:
    for weak, said in [
        ({"inputs": 3}, "3 inputs"),
        ({"branch_coverage": 0.5}, "50% of the original's branches"),
        ({"branch_coverage": 0.5, "unreached": ("original: f, line 3 (true)",)}, "never f, line 3 (true)"),
        ({"candidate_branch_coverage": None}, "candidate could not be observed"),
        ({"mutation_score": None}, "could not be measured"),
        ({"mutation_score": 0.3}, "only 30% of the faults"),
        ({"mutation_score": 0.0, "mutants": Mutants(5, 0, 0, tuple("abcde"))}, "not a, b, c and 2 more"),
    ]:
        decision = judge_sameness(dataclasses.replace(STRONG, **weak))
        assert decision is not None
        assert decision.outcome is Outcome.UNDECIDED
        assert said in decision.reason


def test_faster_at_no_price_is_accepted() -> None:
    assert judge_speed(FASTER).outcome is Outcome.ACCEPTED


def test_what_keeps_a_faster_candidate_from_being_accepted() -> None:
    slow_small = dataclasses.replace(SMALL, ratio=0.5, low=0.4, high=0.6, candidate_s=2e-5)
    for worse, said in [
        ({"low": 1.04, "ratio": 1.1}, "no speedup above 1.05x"),
        ({"ratio": 0.5, "low": 0.4, "high": 0.6}, "slower"),
        ({"sizes": (slow_small, LARGE), "crossover": 80}, "mixed by size: 0.50x at n = 10, ahead from n = 80"),
        ({"import_cost_s": 0.1}, "importing it costs 100 ms"),
        ({"memory_ratio": 3.0}, "3.0 times the memory"),
        ({"low": 1.08, "ratio": 1.1, "noise_floor": 1.1}, "no speedup above 1.1x"),
    ]:
        decision = judge_speed(dataclasses.replace(FASTER, **worse))
        assert decision.outcome is Outcome.NOT_FASTER
        assert said in decision.reason


def test_a_machine_that_is_too_noisy_decides_nothing() -> None:
    hidden = dataclasses.replace(FASTER, ratio=1.2, low=1.1, high=1.3, noise_floor=1.3)
    decision = judge_speed(hidden)
    assert decision.outcome is Outcome.UNDECIDED
    assert "too noisy to tell" in decision.reason
    assert judge_speed(dataclasses.replace(hidden, low=0.5, high=0.9, ratio=0.7)).outcome is Outcome.NOT_FASTER


def test_a_gain_beyond_the_noise_is_told_on_any_machine() -> None:
    assert judge_speed(dataclasses.replace(FASTER, noise_floor=1.3)).outcome is Outcome.ACCEPTED


def test_a_microsecond_at_a_small_size_is_nobodys_concern() -> None:
    tiny = dataclasses.replace(SMALL, ratio=0.6, low=0.5, high=0.7, original_s=1e-6, candidate_s=1.6e-6)
    assert judge_speed(dataclasses.replace(FASTER, sizes=(tiny, LARGE))).outcome is Outcome.ACCEPTED


# Timing leaves it open: the threshold of 1.05 lies inside the interval.
OPEN = dataclasses.replace(FASTER, ratio=1.06, low=0.99, high=1.13, instruction_ratio=1.2)
LOSING = dataclasses.replace(SMALL, ratio=0.5, low=0.4, high=0.6, candidate_s=2e-5)


def test_instructions_decide_what_timing_leaves_open_and_the_reason_says_so() -> None:
    decision = judge_speed(OPEN)
    assert decision.outcome is Outcome.ACCEPTED
    assert "by instructions, which decided (1.2x)" in decision.reason
    assert "1.06x (0.99-1.13)" in decision.reason


def test_a_speedup_that_timing_is_sure_of_needs_no_instructions() -> None:
    decision = judge_speed(dataclasses.replace(FASTER, instruction_ratio=0.5))
    assert decision.outcome is Outcome.ACCEPTED
    assert "instructions" not in decision.reason


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"instruction_ratio": None}, "no speedup above 1.05x is certain"),
        ({"instruction_ratio": 1.1}, "1.1x by instructions"),
        ({"instruction_ratio": 1.0}, "1x by instructions"),
        # The times say otherwise.
        ({"ratio": 0.95, "low": 0.9, "high": 0.99, "instruction_ratio": 5.0}, "slower"),
        ({"ratio": 1.0, "low": 0.9, "high": 1.1}, "no speedup"),
        ({"ratio": 1.02, "low": 1.0, "high": 1.05}, "no speedup"),
        ({"noise_floor": 1.13}, "no speedup above 1.13x"),
        # The price is the same as for others.
        ({"sizes": (LOSING, LARGE)}, "mixed by size"),
        ({"import_cost_s": 0.1}, "importing it costs"),
        ({"memory_ratio": 3.0}, "3.0 times the memory"),
    ],
)
def test_what_instructions_cannot_overrule(change: dict[str, object], said: str) -> None:
    decision = judge_speed(dataclasses.replace(OPEN, **change))
    assert decision.outcome is Outcome.NOT_FASTER
    assert said in decision.reason


def test_a_machine_that_is_too_noisy_stays_so() -> None:
    assert judge_speed(dataclasses.replace(OPEN, high=2.0, noise_floor=1.3)).outcome is Outcome.UNDECIDED


@pytest.mark.parametrize(
    ("change", "is_open"),
    [
        ({}, True),
        ({"low": 1.05}, True),
        ({"low": 1.051}, False),
        ({"ratio": 1.0}, False),
        ({"high": 1.05, "ratio": 1.02}, False),
        ({"ratio": 0.95, "low": 0.9, "high": 0.99}, False),
        ({"noise_floor": 1.12}, True),
        ({"noise_floor": 1.13}, False),
        ({"high": 2.0, "noise_floor": 1.3}, False),
        ({"sizes": (LOSING, LARGE)}, False),
        ({"import_cost_s": 0.1}, False),
        ({"memory_ratio": 3.0}, False),
    ],
)
def test_instructions_are_counted_only_where_they_could_decide(change: dict[str, object], is_open: bool) -> None:
    assert is_left_open(dataclasses.replace(OPEN, instruction_ratio=None, **change)) is is_open
