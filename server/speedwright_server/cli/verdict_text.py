"""Verdicts for people: a headline, why, the diff, what was tried and what was measured."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.text import Text

from speedwright.model.candidate import Origin
from speedwright.model.improvement import StepGain, Worth
from speedwright.model.price import Price
from speedwright.model.verdict import Outcome, Verdict
from speedwright_server.cli.evidence_text import counterexample_lines, evidence_lines, labelled
from speedwright_server.cli.measurement_text import duration, measurement_lines, ratio, sizes_lines, speedup
from speedwright_server.cli.terminal import visible

_STYLES = {
    Outcome.ACCEPTED: "bold green",
    Outcome.DIFFERENT: "bold red",
    Outcome.NOT_FASTER: "bold yellow",
    Outcome.UNDECIDED: "bold magenta",
}


def print_verdict(
    console: Console,
    verdict: Verdict,
    subject: str,
    diff: str = "",
    note: str = "",
    steps: Sequence[StepGain] = (),
    worth: Worth | None = None,
    price: Price | None = None,
) -> None:
    """Prints all there is to tell about one verdict.

    `subject` names the function, `note` ends the headline; `steps` are those of the plan behind it, `worth` is
    what it is worth to a profiled program, `price` what it costs in complexity.
    """
    told = (
        *_why(verdict),
        *_worth_lines(worth),
        *_steps(steps),
        *_diff_lines(diff),
        *_price_lines(price),
        *_how(verdict),
        Text(),
    )
    lines = (_headline(verdict, subject, note), *told)
    for line in lines:
        console.print(line, soft_wrap=True)


def print_refusal(console: Console, verdict: Verdict, subject: str) -> None:
    """Prints what has to be known about a candidate that is not offered: no more than why."""
    for line in (_headline(verdict, subject, ""), *_why(verdict), Text()):
        console.print(line, soft_wrap=True)


def _headline(verdict: Verdict, subject: str, note: str) -> Text:
    line = Text(visible(subject), style="bold")
    line.append("  ").append(verdict.outcome.value, style=_STYLES[verdict.outcome])
    if verdict.accepted and verdict.measurement is not None:
        line.append(f"  {speedup(verdict.measurement)}")
    return line.append(f"  {note}", style="dim") if note else line


def _why(verdict: Verdict) -> Iterator[Text]:
    candidate = verdict.candidate
    if candidate.skills or candidate.origin is Origin.MODEL:
        skills = f" [{', '.join(candidate.skills)}]" if candidate.skills else ""
        yield labelled("by", f"{candidate.title}{skills}")
    if candidate.explanation:
        yield labelled("plan", visible(candidate.explanation))
    yield labelled("why", verdict.reason)
    for number, part in enumerate(verdict.parts):
        gain = f"  {speedup(part.measurement)}" if part.accepted and part.measurement is not None else ""
        yield labelled("" if number else "of", f"{part.function}  {part.outcome.value}{gain}")
    if verdict.evidence.counterexample is not None:
        yield from counterexample_lines(verdict.evidence.counterexample)


def _worth_lines(worth: Worth | None) -> Iterator[Text]:
    if worth is None:
        return
    stale = "; the function has changed since the profile" if worth.stale else ""
    yield labelled(
        "program",
        f"{worth.share:.0%} of its time is here: the edit saves {worth.saved:.1%} ({worth.low:.1%}-{worth.high:.1%}) "
        f"of the whole, which becomes {ratio(worth.speedup)}x as fast{stale}",
    )


def _price_lines(price: Price | None) -> Iterator[Text]:
    if price is not None:
        before, after = price.before, price.after
        yield labelled(
            "complexity",
            f"{before.cyclomatic} to {after.cyclomatic} (cyclomatic), maintainability "
            f"{before.maintainability:.0f} to {after.maintainability:.0f}",
        )


def _steps(steps: Sequence[StepGain]) -> Iterator[Text]:
    """What each step of a plan gained over the one before, where there is more than one."""
    for number, step in enumerate(steps if len(steps) > 1 else (), 1):
        gain = f"{ratio(step.ratio)}x ({ratio(step.low)}-{ratio(step.high)}), {step.share:.0%} of the speedup"
        yield labelled("" if number > 1 else "steps", f"{number}. {step.title} [{', '.join(step.skills)}]  {gain}")


def _how(verdict: Verdict) -> Iterator[Text]:
    yield from evidence_lines(verdict.evidence)
    if verdict.measurement is not None:
        yield from sizes_lines(verdict.measurement)
        yield from measurement_lines(verdict.measurement)
    yield labelled("took", duration(verdict.elapsed_s))


def _diff_lines(diff: str) -> Iterator[Text]:
    for line in diff.splitlines():
        yield Text(f"    {visible(line)}", style=_diff_style(line))


def _diff_style(line: str) -> str:
    if line.startswith(("+++", "---")):
        return "bold"
    return {"+": "green", "-": "red", "@": "cyan"}.get(line[:1], "")
