"""The decision: pure functions from evidence and measurement to a verdict with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from speedwright.model import thresholds
from speedwright.model.evidence import Evidence
from speedwright.model.measurement import Measurement, SizeMeasurement
from speedwright.model.verdict import Outcome

# Places that a reason names.
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Decision:
    """An outcome and its reason, one sentence."""

    outcome: Outcome
    reason: str


def judge_sameness(evidence: Evidence) -> Decision | None:
    """A decision that needs no timing: a difference, or evidence too weak to say there is none. None: go on."""
    if evidence.counterexample is not None:
        found = evidence.counterexample
        return Decision(Outcome.DIFFERENT, f"{found.difference.value} differs on an input: {_brief(found.call)}")
    if evidence.inputs < thresholds.MIN_INPUTS and evidence.domain:
        return Decision(Outcome.UNDECIDED, f"only {evidence.inputs} inputs that the original answers were found")
    return _judge_coverage(evidence) or _judge_mutants(evidence)


def _judge_coverage(evidence: Evidence) -> Decision | None:
    for version, coverage in (
        ("original", evidence.branch_coverage),
        ("candidate", evidence.candidate_branch_coverage),
    ):
        if coverage is None:
            return Decision(Outcome.UNDECIDED, f"the branches of the {version} could not be observed")
        if coverage < thresholds.MIN_BRANCH_COVERAGE:
            missing = [each.partition(": ")[2] for each in evidence.unreached if each.startswith(version)]
            named = f"; never {_listed(missing)}" if missing else ""
            return Decision(Outcome.UNDECIDED, f"only {coverage:.0%} of the {version}'s branches were reached{named}")
    return None


def _judge_mutants(evidence: Evidence) -> Decision | None:
    if evidence.mutation_score is None:
        return Decision(Outcome.UNDECIDED, "what the inputs would notice could not be measured")
    missed = evidence.mutants.missed if evidence.mutants is not None else ()
    is_few = evidence.mutants is not None and len(missed) < thresholds.MIN_MISSED
    if evidence.mutation_score >= thresholds.MIN_MUTATION_SCORE or is_few:
        return None
    share = f"only {evidence.mutation_score:.0%} of the faults planted in the candidate were noticed"
    return Decision(Outcome.UNDECIDED, f"{share}; not {_listed(missed)}" if missed else share)


def _listed(places: Sequence[str]) -> str:
    """The first few, and how many more."""
    rest = len(places) - _NAMED
    return ", ".join(places[:_NAMED]) + (f" and {rest} more" if rest > 0 else "")


def _brief(call: str) -> str:
    last = call.strip().splitlines()[-1]
    return last if len(last) <= 120 else f"{last[:117]}..."


def judge_speed(measurement: Measurement) -> Decision:
    """Whether two versions that behave alike differ enough in speed, at no price that counts."""
    if measurement.low <= _threshold(measurement) and not _told_by_instructions(measurement):
        if _is_hidden_by_noise(measurement):
            noise = f"identical code seems up to {measurement.noise_floor:.2f}x as fast as itself"
            return Decision(Outcome.UNDECIDED, f"this machine is too noisy to tell: {noise}")
        return Decision(Outcome.NOT_FASTER, _not_faster(measurement))
    return _judge_cost(measurement) or Decision(Outcome.ACCEPTED, f"same on every input, and {_gain(measurement)}")


def is_left_open(measurement: Measurement) -> bool:
    """Whether a count of instructions could decide: timing sees a gain and is not sure, and nothing else objects."""
    return (
        measurement.low <= _threshold(measurement)
        and _may_be_faster(measurement)
        and _judge_cost(measurement) is None
    )


def _is_hidden_by_noise(measurement: Measurement) -> bool:
    """Whether a quieter machine might see a gain where this one cannot."""
    return measurement.noise_floor > thresholds.MOST_NOISE and measurement.high > thresholds.MIN_RATIO


def _told_by_instructions(measurement: Measurement) -> bool:
    """Whether the instructions say faster, and the times do not contradict them."""
    counted = measurement.instruction_ratio
    return counted is not None and counted > thresholds.MIN_INSTRUCTION_RATIO and _may_be_faster(measurement)


def _may_be_faster(measurement: Measurement) -> bool:
    is_calm = measurement.noise_floor <= thresholds.MOST_NOISE
    return is_calm and measurement.ratio > 1 and measurement.high > _threshold(measurement)


def _judge_cost(measurement: Measurement) -> Decision | None:
    """What stands against a candidate that is faster where it counts."""
    loser = next((each for each in measurement.sizes[:-1] if _loses(each)), None)
    if loser is not None:
        place = f", ahead from n = {measurement.crossover}" if measurement.crossover else ""
        return Decision(Outcome.NOT_FASTER, f"mixed by size: {loser.ratio:.2f}x at n = {loser.n}{place}")
    return _price(measurement)


def is_harmless(measurement: Measurement) -> bool:
    """Whether a version that is not faster for certain is not slower for certain either, at no price that counts."""
    return measurement.high >= 1 and not any(map(_loses, measurement.sizes)) and _price(measurement) is None


def _threshold(measurement: Measurement) -> float:
    return max(thresholds.MIN_RATIO, measurement.noise_floor)


def _not_faster(measurement: Measurement) -> str:
    if measurement.high < 1:
        return f"slower: {_interval(measurement)} as fast"
    counted = measurement.instruction_ratio
    beside = "" if counted is None else f", and {counted:.3g}x by instructions"
    return f"no speedup above {_threshold(measurement):.3g}x is certain: {_interval(measurement)}{beside}"


def _gain(measurement: Measurement) -> str:
    if measurement.low > _threshold(measurement):
        return f"{_interval(measurement)} as fast"
    return (
        f"faster by instructions, which decided ({measurement.instruction_ratio:.3g}x): "
        f"the time left it open, {_interval(measurement)}"
    )


def _interval(measurement: Measurement) -> str:
    return f"{measurement.ratio:.3g}x ({measurement.low:.3g}-{measurement.high:.3g})"


def _loses(size: SizeMeasurement) -> bool:
    """Slower for certain, by more than noise and more than anybody notices."""
    lost = size.candidate_s - size.original_s
    return size.high < 1 / thresholds.MIN_RATIO and lost > thresholds.SMALL_LOSS_S


def _price(measurement: Measurement) -> Decision | None:
    saved = max(each.original_s - each.candidate_s for each in measurement.sizes)
    if measurement.import_cost_s > max(thresholds.IMPORT_COST_S, saved):
        cost = round(measurement.import_cost_s * 1000)
        return Decision(Outcome.NOT_FASTER, f"importing it costs {cost} ms more, which one call does not earn back")
    if measurement.memory_ratio is not None and measurement.memory_ratio > thresholds.MEMORY_RATIO:
        return Decision(Outcome.NOT_FASTER, f"it needs {measurement.memory_ratio:.1f} times the memory")
    return None
