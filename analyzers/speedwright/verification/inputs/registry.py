"""The input sources in the order of their worth, mixed so that the first few cases already show all kinds."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from speedwright.model.recipe import Case
from speedwright.verification.inputs.base import Drawing, InputSource
from speedwright.verification.inputs.sources.boundaries import Boundaries
from speedwright.verification.inputs.sources.examples import MutatedExamples
from speedwright.verification.inputs.sources.generated import Generated
from speedwright.verification.inputs.sources.sequences import Sequences

# Shares of the cases; what a source does not use goes to the others.
SOURCES: tuple[tuple[InputSource, int], ...] = (
    (Boundaries(), 2),
    (Generated(), 5),
    (MutatedExamples(), 2),
    (Sequences(), 2),
)


def cases(drawing: Drawing, count: int) -> Iterator[Case]:
    """At most `count` different cases of the drawing, each with the name of its source; none of the examples."""
    seen = {Case((each,), "").key for each in drawing.examples}
    running = [(iter(source.cases(drawing, count)), share, source.name) for source, share in SOURCES]
    given = 0
    while running and given < count:
        for entry in list(running):
            stream, share, name = entry
            for _ in range(share):
                case = next(stream, None)
                if case is None:
                    running.remove(entry)
                    break
                if case.key not in seen and given < count:
                    seen.add(case.key)
                    given += 1
                    yield dataclasses.replace(case, source=name)
