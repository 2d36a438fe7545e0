"""Verdicts as people read them."""

import io
from dataclasses import replace

import pytest
from rich.console import Console

from speedwright.model.improvement import Improvement
from speedwright.model.verdict import Outcome, Verdict
from speedwright_server.cli.commands.improve import summary
from speedwright_server.cli.measurement_text import duration, ratio
from speedwright_server.cli.terminal import console
from speedwright_server.cli.verdict_text import print_refusal, print_verdict
from tests.cli.verdicts import ACCEPTED, APPLIED, DIFF, DIFFERENT, REJECTED


def shown(verdict: Verdict, diff: str = "") -> str:
    stream = io.StringIO()
    print_verdict(console(stream), verdict, "orders/report.py::totals", diff)
    return stream.getvalue()


def test_headline_names_the_function_the_verdict_and_the_speedup_with_its_interval() -> None:
    first = shown(ACCEPTED).splitlines()[0]

    assert first == "orders/report.py::totals  accepted  14.2x faster (13.1-15.0)"


def test_report_tells_why_what_was_tried_and_what_was_assumed() -> None:
    text = shown(ACCEPTED, DIFF)

    assert "no difference on 214 inputs" in text
    assert "214 inputs (3 doctest, 211 generated)" in text
    assert "mutants found 96%" in text
    assert "isolation   bubblewrap" in text
    assert "values: list[int] (from hint)" in text
    assert "2 RecursionError (outside the domain)" in text
    assert "O(n^2) -> O(n)" in text
    assert "    +    return sum(values)\n" in text


def test_table_lists_every_size_and_marks_those_that_decide() -> None:
    rows = [line.split() for line in shown(ACCEPTED).splitlines() if "us" in line or "ms" in line]

    assert ["100", "4.5", "us", "1.5", "us", "3.00x", "2.80-3.10"] in rows
    assert ["10,000", "1.24", "ms", "87.3", "us", "14.2x", "13.1-15.0", "realistic"] in rows


def test_counts_of_instructions_are_told_where_they_were_asked_for() -> None:
    assert ACCEPTED.measurement is not None
    assert "instructions" not in shown(ACCEPTED)
    for told, text in [
        ({"instruction_ratio": 1.154}, "counted     1.15 times the candidate's instructions"),
        ({"not_counted": "valgrind was not found"}, "counted     no instructions: valgrind was not found"),
    ]:
        assert text in shown(replace(ACCEPTED, measurement=replace(ACCEPTED.measurement, **told)))


def test_counterexample_is_shown_in_full_and_unwrapped() -> None:
    text = shown(DIFFERENT)

    assert "differs in  value" in text
    assert "values = [1, 1]\n" in text
    assert "1" * 300 in text


def test_plain_output_has_no_colour_and_no_terminal_can_be_steered_by_source_code() -> None:
    hostile = DIFF.replace("sum(values)", "'\x1b[2J\x07'")

    assert "\x1b" not in shown(ACCEPTED, hostile)
    assert "\x07" not in shown(ACCEPTED, hostile)


def test_hostile_counterexample_cannot_steer_a_terminal() -> None:
    assert DIFFERENT.evidence.counterexample is not None
    hostile = replace(DIFFERENT.evidence.counterexample, candidate="'\x1b]0;owned\x07'")
    verdict = replace(DIFFERENT, reason="said \x1b[2J", evidence=replace(DIFFERENT.evidence, counterexample=hostile))

    assert "\x1b" not in shown(verdict)


def test_terminal_gets_colour_and_no_color_is_honoured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert "\x1b[" in shown(ACCEPTED, DIFF)

    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in shown(ACCEPTED, DIFF)


def test_what_was_not_accepted_is_not_called_faster() -> None:
    refused = replace(ACCEPTED, outcome=Outcome.NOT_FASTER, reason="mixed by size: 0.46x at n = 30")

    assert shown(refused).splitlines()[0] == "orders/report.py::totals  not-faster"


def test_refusal_is_short_and_keeps_the_counterexample() -> None:
    stream = io.StringIO()
    print_refusal(console(stream), DIFFERENT, "orders/report.py::totals")

    assert stream.getvalue().splitlines() == [
        "orders/report.py::totals  different",
        "  by          Sum the list itself [sum-of-copy]",
        "  why         the two differ in their value",
        "  differs in  value",
        "  call        values = [1, 1]",
        "              totals(values)",
        "  original    2",
        f"  candidate   {'1' * 300}",
        "",
    ]


def test_no_line_ends_in_blanks() -> None:
    assert [line for line in shown(ACCEPTED, DIFF).splitlines() if line.endswith(" ") and line.strip()] == []


@pytest.mark.parametrize(
    ("value", "text"),
    [(14.23, "14.2"), (1.0, "1.00"), (0.5, "0.500"), (1234.5, "1230"), (float("inf"), "inf"), (9.999, "10.0")],
)
def test_ratios_have_three_significant_digits(value: float, text: str) -> None:
    assert ratio(value) == text


@pytest.mark.parametrize(
    ("value", "text"), [(2.5, "2.5 s"), (0.00124, "1.24 ms"), (4.5e-6, "4.5 us"), (3e-9, "3 ns"), (0.0, "0 ns")]
)
def test_durations_take_the_unit_that_fits(value: float, text: str) -> None:
    assert duration(value) == text


def test_narrow_terminals_get_whole_lines_of_diff() -> None:
    stream = io.StringIO()
    print_verdict(Console(file=stream, width=30), ACCEPTED, "f", DIFF)

    assert "    -    return sum([value for value in values])\n" in stream.getvalue()


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        ([], "Nothing to improve was found."),
        ([Improvement(ACCEPTED, DIFF), REJECTED], "1 accepted, 1 different; --apply writes what was accepted."),
        ([APPLIED], "1 accepted; 1 applied."),
    ],
)
def test_run_ends_in_one_line(results: list[Improvement], expected: str) -> None:
    assert summary(results) == expected
