"""Verdicts as the JSON objects that other programs build on: commands print them, the language server sends them."""

from __future__ import annotations

import math
from typing import Any

from speedwright.model.evidence import Counterexample, Evidence, Mutants
from speedwright.model.improvement import Improvement, StepGain, Worth
from speedwright.model.measurement import Measurement, SizeMeasurement
from speedwright.model.price import Price
from speedwright.model.verdict import Verdict

SCHEMA = 1


def verdict_to_json(verdict: Verdict) -> dict[str, Any]:
    """What `verify --format json` prints."""
    return {"schema": SCHEMA, **_verdict(verdict)}


def improvements_to_json(improvements: list[Improvement]) -> dict[str, Any]:
    """What `improve --format json` prints."""
    return {"schema": SCHEMA, "results": [improvement_to_json(improvement) for improvement in improvements]}


def improvement_to_json(improvement: Improvement) -> dict[str, Any]:
    """One of the `results` of `improve --format json`."""
    candidate = improvement.verdict.candidate
    return {
        "path": str(candidate.path),
        **_verdict(improvement.verdict),
        "skills": list(candidate.skills),
        "origin": candidate.origin.value,
        "plan": candidate.explanation,
        "diff": improvement.diff,
        "applied": improvement.applied,
        "steps": [_step(step) for step in improvement.steps],
        "program": None if improvement.worth is None else _worth(improvement.worth),
        "complexity": None if improvement.price is None else _price(improvement.price),
    }


def _price(price: Price) -> dict[str, Any]:
    """Of the functions that the edit changes, with what it adds beside them."""
    return {
        "cyclomatic": {"before": price.before.cyclomatic, "after": price.after.cyclomatic},
        "maintainability": {"before": price.before.maintainability, "after": price.after.maintainability},
    }


def _worth(worth: Worth) -> dict[str, Any]:
    """Shares of the time of the profiled program: that of the function, and what the edit saves."""
    return {
        "share": _number(worth.share),
        "saved": _number(worth.saved),
        "low": _number(worth.low),
        "high": _number(worth.high),
        "speedup": _number(worth.speedup),
        "stale": worth.stale,
    }


def _step(step: StepGain) -> dict[str, Any]:
    """One step of an accepted plan: its speedup over the step before, and its share of the whole."""
    return {
        "skills": list(step.skills),
        "title": step.title,
        "ratio": _number(step.ratio),
        "low": _number(step.low),
        "high": _number(step.high),
        "share": _number(step.share),
    }


def _verdict(verdict: Verdict) -> dict[str, Any]:
    parts = {"entry_points": [_part(part) for part in verdict.parts]} if verdict.parts else {}
    return {
        "function": verdict.function,
        "verdict": verdict.outcome.value,
        "reason": verdict.reason,
        "evidence": _evidence(verdict.evidence),
        "measurement": None if verdict.measurement is None else _measurement(verdict.measurement),
        "elapsed_s": _number(verdict.elapsed_s),
        **parts,
    }


def _part(verdict: Verdict) -> dict[str, Any]:
    """One of several entry points, in short; the one that decided is told in full."""
    return {
        "function": verdict.function,
        "verdict": verdict.outcome.value,
        "reason": verdict.reason,
        "inputs": verdict.evidence.inputs,
        "ratio": None if verdict.measurement is None else _number(verdict.measurement.ratio),
    }


def _evidence(evidence: Evidence) -> dict[str, Any]:
    return {
        "inputs": evidence.inputs,
        "sources": dict(evidence.sources),
        "branch_coverage": _number(evidence.branch_coverage),
        "candidate_branch_coverage": _number(evidence.candidate_branch_coverage),
        "mutation_score": _number(evidence.mutation_score),
        "mutants": None if evidence.mutants is None else _mutants(evidence.mutants),
        "unreached": list(evidence.unreached),
        "counterexample": None if evidence.counterexample is None else _counterexample(evidence.counterexample),
        "relaxations": list(evidence.relaxations),
        "state_kept": list(evidence.state_kept),
        "isolation": evidence.isolation,
        "domain": {name: {"type": each.type, "from": each.source} for name, each in evidence.domain.items()},
        "outside": dict(evidence.outside),
        "notes": list(evidence.notes),
        "problems": list(evidence.problems),
    }


def _mutants(mutants: Mutants) -> dict[str, Any]:
    return {
        "planted": mutants.planted,
        "killed": mutants.killed,
        "equivalent": mutants.equivalent,
        "missed": list(mutants.missed),
    }


def _counterexample(counterexample: Counterexample) -> dict[str, Any]:
    return {
        "call": counterexample.call,
        "original": counterexample.original,
        "candidate": counterexample.candidate,
        "difference": counterexample.difference.value,
    }


def _measurement(measurement: Measurement) -> dict[str, Any]:
    complexity = measurement.complexity
    return {
        "ratio": _number(measurement.ratio),
        "low": _number(measurement.low),
        "high": _number(measurement.high),
        "sizes": [_size(size) for size in measurement.sizes],
        "complexity": None if complexity is None else {"from": complexity.before, "to": complexity.after},
        "memory_ratio": _number(measurement.memory_ratio),
        "warm_ratio": _number(measurement.warm_ratio),
        "import_cost_s": _number(measurement.import_cost_s),
        "crossover": measurement.crossover,
        "noise_floor": _number(measurement.noise_floor),
        "instruction_ratio": _number(measurement.instruction_ratio),
        "not_counted": measurement.not_counted or None,
    }


def _size(size: SizeMeasurement) -> dict[str, Any]:
    return {
        "n": size.n,
        "ratio": _number(size.ratio),
        "low": _number(size.low),
        "high": _number(size.high),
        "original_s": _number(size.original_s),
        "candidate_s": _number(size.candidate_s),
        "realistic": size.realistic,
    }


def _number(value: float | None) -> float | None:
    """Four significant digits, which is more than was measured; JSON has no infinity and no NaN."""
    if value is None or not math.isfinite(value):
        return None
    return float(f"{value:.4g}")
