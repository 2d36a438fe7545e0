"""Verdicts for people: a headline, why, the diff, what was tried and what was measured."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from speedwright.model.verdict import Outcome, Verdict
from speedwright_server.cli.evidence_text import counterexample_lines, evidence_lines, labelled
from speedwright_server.cli.measurement_text import duration, measurement_lines, sizes_table, speedup
from speedwright_server.cli.terminal import visible

_STYLES = {
    Outcome.ACCEPTED: "bold green",
    Outcome.DIFFERENT: "bold red",
    Outcome.NOT_FASTER: "bold yellow",
    Outcome.UNDECIDED: "bold magenta",
}


def print_verdict(console: Console, verdict: Verdict, subject: str, diff: str = "", note: str = "") -> None:
    """Prints the report on one verdict. `subject` names the function, `note` stands behind the headline."""
    console.print(_headline(verdict, subject, note), soft_wrap=True)
    for line in _body(verdict, diff):
        console.print(line, soft_wrap=True)
    if verdict.measurement is not None and verdict.measurement.sizes:
        console.print(Padding(sizes_table(verdict.measurement), (0, 0, 0, 1)))
    else:
        console.print()


def _headline(verdict: Verdict, subject: str, note: str) -> Text:
    line = (
        Text(visible(subject), style="bold")
        .append("  ")
        .append(verdict.outcome.value, style=_STYLES[verdict.outcome])
    )
    if verdict.measurement is not None:
        line.append(f"  {speedup(verdict.measurement)}")
    return line.append(f"  {note}", style="dim") if note else line


def _body(verdict: Verdict, diff: str) -> Iterator[Text]:
    candidate = verdict.candidate
    if candidate.skills:
        yield labelled("by", f"{candidate.title} [{', '.join(candidate.skills)}]")
    yield labelled("why", verdict.reason)
    if verdict.evidence.counterexample is not None:
        yield from counterexample_lines(verdict.evidence.counterexample)
    yield from _diff_lines(diff)
    yield from evidence_lines(verdict.evidence)
    yield labelled("took", duration(verdict.elapsed_s))
    if verdict.measurement is not None:
        yield from measurement_lines(verdict.measurement)


def _diff_lines(diff: str) -> Iterator[Text]:
    for line in diff.splitlines():
        yield Text(f"    {visible(line)}", style=_diff_style(line))


def _diff_style(line: str) -> str:
    if line.startswith(("+++", "---")):
        return "bold"
    return {"+": "green", "-": "red", "@": "cyan"}.get(line[:1], "")
