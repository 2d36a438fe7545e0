"""The recorded calls that take part when a candidate is verified."""

from __future__ import annotations

from pathlib import Path

from speedwright.model.candidate import Candidate
from speedwright.recorded_calls import CallStore, RecordedCall
from speedwright.verification.inputs.reading import parameters


def recorded_calls(candidate: Candidate, root: Path) -> tuple[RecordedCall, ...]:
    """Those of the entry points that fit the parameters as they are in the candidate's source."""
    path, home = candidate.path.resolve(), root.resolve()
    if not path.is_relative_to(home):
        return ()
    store = CallStore(home)
    return tuple(
        call
        for function in candidate.entry_points
        for call in store.load(path.relative_to(home), function, parameters(candidate.source, function))
    )
