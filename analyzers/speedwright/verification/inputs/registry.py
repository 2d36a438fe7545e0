"""The input sources in the order of their worth, mixed so that the first few cases already show all kinds."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator

from speedwright.model.recipe import Case
from speedwright.verification.inputs.base import Drawing, InputSource
from speedwright.verification.inputs.sources.boundaries import Boundaries
from speedwright.verification.inputs.sources.examples import MutatedExamples
from speedwright.verification.inputs.sources.generated import Generated
from speedwright.verification.inputs.sources.property_based import PropertyBased
from speedwright.verification.inputs.sources.sequences import Sequences

# Shares of the cases; what a source does not use goes to the others.
SOURCES: tuple[tuple[InputSource, int], ...] = (
    (Boundaries(), 2),
    (Generated(), 5),
    (MutatedExamples(), 2),
    (Sequences(), 2),
)

# It is slow to start: nothing waits for it that the others tell apart.
LAST = PropertyBased()
LAST_COUNT = 40
# By then most differences have shown.
SOON = 20


def cases(drawing: Drawing, count: int) -> Iterator[Case]:
    """At most `count` different cases of the drawing, each with the name of its source; none of the examples."""
    seen = {Case((each,), "").key for each in drawing.examples}
    given = 0
    last = min(LAST_COUNT, count // 10)
    mixed = _mixed(drawing, count)
    for case in itertools.chain(itertools.islice(mixed, count - last), _named(LAST, drawing, last), mixed):
        if given < count and case.key not in seen:
            seen.add(case.key)
            given += 1
            if given == SOON and last:
                LAST.expect()
            yield case


def _named(source: InputSource, drawing: Drawing, count: int) -> Iterator[Case]:
    return (dataclasses.replace(case, source=source.name) for case in source.cases(drawing, count))


def _mixed(drawing: Drawing, count: int) -> Iterator[Case]:
    """Some cases of each source in turn, `count` different ones at the most."""
    running = [(_named(source, drawing, count), share) for source, share in SOURCES]
    seen: set[str] = set()
    while running and len(seen) < count:
        for entry in list(running):
            stream, share = entry
            cases_ = list(itertools.islice(stream, share))
            if not cases_:
                running.remove(entry)
            fresh = {case.key: case for case in cases_ if case.key not in seen}
            seen.update(fresh)
            yield from fresh.values()
