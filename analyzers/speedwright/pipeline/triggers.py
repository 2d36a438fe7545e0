"""What a finding is made of, besides the place that it reports."""

from __future__ import annotations

from collections.abc import Iterator

from speedwright.model.finding import Finding
from speedwright.model.text import Span
from speedwright.syntax.line_index import LineIndex


def triggers(finding: Finding, lines: LineIndex) -> Iterator[tuple[str, Span]]:
    """The named parts of the match that stand on other lines, where the eye does not find them by itself: the loop,
    the binding of a list. One for each line.
    """
    told = {lines.line_of(finding.span.start)}
    for name, spans in finding.captures.items():
        for span in spans:
            line = lines.line_of(span.start)
            if line not in told and not name.startswith("_"):
                told.add(line)
                yield name, span
