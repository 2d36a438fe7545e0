"""The report of `skills mine` as text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from speedwright.pipeline.mine import Report, Row

_SHOWN = 12


def report_lines(report: Report, folder: str) -> Iterator[str]:
    """What came in, what was found in it, a line for each cluster, and what no rewrite expresses."""
    remembered = f", {report.remembered} remembered from an earlier run" if report.remembered else ""
    yield f"pairs     {report.pairs} ({report.failed} could not be used{remembered})"
    yield f"edits     {report.edits} minimal ones"
    yield f"hunks     {report.tried} tried alone, {report.same} the same, {report.paying} of them faster"
    yield f"clusters  {len(report.rows)}"
    yield f"pages     {report.pages} in {folder}"
    yield f"seconds   {report.elapsed_s:.0f}"
    if report.rows:
        yield ""
        yield "support    gain   share  precision  per 1,000 lines  fate         page"
        yield from map(_row, report.rows)
    if report.unexpressed:
        yield ""
        yield "no rewrite expresses (problems, median gain, change):"
        for kind in report.unexpressed[:_SHOWN]:
            yield f"{kind.support:>7}  {kind.gain:>5.2f}x  {kind.change}"
    if report.problems:
        yield ""
        yield "pairs that could not be used:"
        for reason, count in report.problems[:_SHOWN]:
            yield f"{count:>7}  {reason}"


def _row(row: Row) -> str:
    precision = "-" if row.precision is None else f"{row.precision:.0%}"
    rate = "-" if row.per_kloc is None else f"{row.per_kloc:.3f}"
    proved = f" ({row.proved:.2f}x verified)" if row.proved is not None else ""
    why = "" if row.fate == "written" else f": {row.reason}"
    figures = f"{row.support:>7}  {row.gain:>5.2f}x  {row.share:>5.0%}  {precision:>9}  {rate:>15}"
    return f"{figures}  {row.fate:<11}  {row.name}{proved}{why}"
