"""A verdict as people read it in a hover."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from speedwright.model.evidence import Counterexample, Evidence
from speedwright.model.improvement import StepGain
from speedwright.model.measurement import Measurement
from speedwright.model.verdict import Outcome, Verdict

BACKTICKS = re.compile("`+")

HEADINGS = {
    Outcome.ACCEPTED: "Proven faster",
    Outcome.DIFFERENT: "Not offered: it would change behaviour",
    Outcome.NOT_FASTER: "Not offered: not faster",
    Outcome.UNDECIDED: "Not offered: undecided",
}


def verdict_markdown(verdict: Verdict, steps: Sequence[StepGain] = ()) -> str:
    """The outcome, the reason, and all that the outcome rests on; `steps` are those of the plan behind it."""
    paragraphs = [f"**{HEADINGS[verdict.outcome]}** - {verdict.candidate.title}", verdict.reason]
    if verdict.evidence.counterexample is not None:
        paragraphs.append(_counterexample(verdict.evidence.counterexample))
    if len(steps) > 1:
        paragraphs.append("\n".join(f"{number}. {_step(step)}" for number, step in enumerate(steps, 1)))
    paragraphs.append("\n".join(f"- {line}" for line in _facts(verdict)))
    return "\n\n".join(paragraphs)


def _step(step: StepGain) -> str:
    return f"{step.title}: {step.ratio:.1f}x ({step.low:.1f} to {step.high:.1f}), {step.share:.0%} of the speedup"


def _facts(verdict: Verdict) -> Iterator[str]:
    if verdict.measurement is not None:
        yield from _measured(verdict.measurement)
    yield from _tried(verdict.evidence)


def _measured(measurement: Measurement) -> Iterator[str]:
    yield f"{measurement.ratio:.1f}x as fast ({measurement.low:.1f} to {measurement.high:.1f})"
    if (growth := measurement.complexity) is not None:
        yield f"growth {growth.before} before, {growth.after} after"
    if measurement.memory_ratio is not None:
        yield f"peak memory {measurement.memory_ratio:.2f} times the original's"


def _tried(evidence: Evidence) -> Iterator[str]:
    sources = ", ".join(f"{count} {source}" for source, count in evidence.sources.items() if count)
    yield f"{evidence.inputs} inputs" + (f" ({sources})" if sources else "")
    if evidence.branch_coverage is not None:
        yield f"branch coverage {evidence.branch_coverage:.0%}"
    if evidence.mutation_score is not None:
        yield f"mutation score {evidence.mutation_score:.0%}"
    for name, assumed in evidence.domain.items():
        yield f"assumed `{name}`: `{assumed.type}`, from {assumed.source}"
    for relaxation in evidence.relaxations:
        yield f"relaxed: {relaxation}"
    if evidence.state_kept:
        yield f"keeps state between calls: {', '.join(f'`{name}`' for name in evidence.state_kept)}"


def _counterexample(found: Counterexample) -> str:
    lines = (found.call, f"# original:  {found.original}", f"# candidate: {found.candidate}")
    text = "\n".join(lines)
    # A fence longer than any in the text, which comes from the user's own values.
    fence = "`" * max(3, 1 + max(map(len, BACKTICKS.findall(text)), default=0))
    return f"{fence}python\n{text}\n{fence}"
