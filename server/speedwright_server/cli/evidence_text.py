"""What was tried to tell original and candidate apart, for people."""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text

from speedwright.model.evidence import Counterexample, Evidence
from speedwright_server.cli.terminal import visible

LABEL_WIDTH = 12


def labelled(label: str, content: str | Text) -> Text:
    """A line of the report: a dim word of fixed width, then the content."""
    shown = Text(visible(content)) if isinstance(content, str) else content
    return Text(f"  {label:<{LABEL_WIDTH}}", style="dim").append_text(shown)


def evidence_lines(evidence: Evidence) -> Iterator[Text]:
    """Inputs by source, strength, isolation, what was assumed and what was left out."""
    yield labelled("tried", _inputs(evidence))
    strength = _strength(evidence)
    if strength:
        yield labelled("strength", strength)
    yield labelled("isolation", evidence.isolation)
    for number, (name, assumption) in enumerate(evidence.domain.items()):
        yield labelled("" if number else "assumed", f"{name}: {assumption.type} (from {assumption.source})")
    if evidence.outside:
        listed = ", ".join(f"{count} {reason}" for reason, count in evidence.outside.items())
        yield labelled("left out", f"{listed} (outside the domain)")
    if evidence.relaxations:
        yield labelled("relaxed", Text(", ".join(evidence.relaxations), style="yellow"))
    for note in evidence.notes:
        yield labelled("note", note)
    for problem in evidence.problems:
        yield labelled("problem", Text(visible(problem), style="yellow"))
    if evidence.state_kept:
        yield labelled("keeps", f"state between calls: {', '.join(evidence.state_kept)}")


def counterexample_lines(counterexample: Counterexample) -> Iterator[Text]:
    """The call, ready to paste, and the two answers, all in full."""
    yield labelled("differs in", Text(counterexample.difference.value, style="red"))
    for label, text in (
        ("call", counterexample.call),
        ("original", counterexample.original),
        ("candidate", counterexample.candidate),
    ):
        for number, line in enumerate(text.splitlines() or [""]):
            yield labelled("" if number else label, line)


def _inputs(evidence: Evidence) -> str:
    if not evidence.inputs:
        return "no input could be tried" if evidence.counterexample is None else "the first input tells them apart"
    listed = ", ".join(f"{count} {source}" for source, count in evidence.sources.items() if count)
    noun = "input" if evidence.inputs == 1 else "inputs"
    return f"{evidence.inputs} {noun} ({listed})" if listed else f"{evidence.inputs} {noun}"


def _strength(evidence: Evidence) -> str:
    parts = (
        ("branches of the original", evidence.branch_coverage),
        ("of the candidate", evidence.candidate_branch_coverage),
        ("mutants found", evidence.mutation_score),
    )
    return ", ".join(f"{name} {share:.0%}" for name, share in parts if share is not None)
