"""What hovers and messages say about verdicts."""

from dataclasses import replace

from speedwright.model.evidence import Counterexample, Difference
from speedwright.model.improvement import step_gains
from speedwright.model.verdict import Outcome
from speedwright_server.lsp.page_markdown import without_headings
from speedwright_server.lsp.summary import summary_of
from speedwright_server.lsp.verdict_markdown import verdict_markdown
from tests.cli.verdicts import ACCEPTED, DIFFERENT, EVIDENCE


def test_an_accepted_verdict_tells_the_speedup_and_what_was_tried() -> None:
    text = verdict_markdown(ACCEPTED)

    assert text.startswith("**Proven faster** - Sum the list itself")
    for fact in ("14.2x", "13.1 to 15.0", "214 inputs", "211 generated", "`list[int]`", "from hint", "O(n^2)"):
        assert fact in text


def test_the_steps_of_a_plan_are_told_with_their_shares() -> None:
    text = verdict_markdown(ACCEPTED, step_gains([ACCEPTED, ACCEPTED]))

    assert "1. Sum the list itself: 14.2x (13.1 to 15.0), 50% of the speedup\n2. Sum" in text
    assert "of the speedup" not in verdict_markdown(ACCEPTED, step_gains([ACCEPTED])), "one step is the whole"


def test_a_counterexample_can_be_copied() -> None:
    text = verdict_markdown(DIFFERENT)

    assert "would change behaviour" in text
    assert "```python\nvalues = [1, 1]\ntotals(values)\n" in text


def test_no_value_breaks_out_of_its_code_block() -> None:
    hostile = Counterexample("f('```\\n# Heading')", "'````'", "''", Difference.VALUE)
    text = verdict_markdown(replace(DIFFERENT, evidence=replace(EVIDENCE, counterexample=hostile)))

    assert "`````python\n" in text


def test_the_summary_counts_what_happened() -> None:
    outcomes = [Outcome.ACCEPTED, Outcome.UNDECIDED, Outcome.ACCEPTED, Outcome.NOT_FASTER]

    assert summary_of(outcomes, "report.py") == "2 proven speedups in report.py, 1 not faster, 1 undecided"
    assert summary_of([Outcome.ACCEPTED], "report.py") == "1 proven speedup in report.py"
    assert summary_of([Outcome.DIFFERENT], "a.py::f") == "No proven speedups in a.py::f, 1 would change behaviour"
    assert summary_of([], "a.py::f") == "Nothing to try in a.py::f."


def test_headings_become_bold_lines_but_for_comments_in_code() -> None:
    page = "# A title\n\ntext\n\n```python\n# a comment\n```\n\n## More\n\n````text\n```\n# code\n````\n# End"

    assert without_headings(page) == (
        "**A title**\n\ntext\n\n```python\n# a comment\n```\n\n**More**\n\n````text\n```\n# code\n````\n**End**"
    )
