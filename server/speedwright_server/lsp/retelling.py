"""Diagnostics that were told of an earlier version of a document, told again.

A character changes few of the hundreds of diagnostics of a long file: those in front of it stay, and those behind it
move by whole lines at most. What they say is written down once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from speedwright.model.finding import Finding
from speedwright.pipeline.rediagnosis import ChangedLines
from speedwright_server.lsp.analysis import Diagnosis
from speedwright_server.lsp.client import Client
from speedwright_server.lsp.diagnostics import Place, Told, told_of, written


class Retold(NamedTuple):
    """A diagnostic and its JSON, and the finding that it tells."""

    finding: Finding
    told: Told
    text: str


Known = Mapping[int, Retold]
"""By the `id` of the finding, which is kept with it."""


class Retelling:
    """What was told last of each document, and before that: a version that is broken is followed by one like the
    last that was not.
    """

    def __init__(self) -> None:
        self._known: dict[str, tuple[Known, Known]] = {}

    def told(self, diagnosis: Diagnosis, client: Client) -> list[Retold]:
        """The diagnostics of a document that is no notebook, without a profile; in the order of the findings."""
        uri = diagnosis.document.uri
        last, earlier = self._known.get(uri, ({}, {}))
        found = list(_told(diagnosis, client, (last, earlier)))
        self._known[uri] = ({id(each.finding): each for each in found}, last)
        return found

    def forget(self, uri: str) -> None:
        """Drops what is kept of a document that was closed."""
        self._known.pop(uri, None)


def _told(diagnosis: Diagnosis, client: Client, known: tuple[Known, Known]) -> Iterator[Retold]:
    for finding in diagnosis.findings:
        again = _same(finding, known) or _moved(finding, diagnosis, known)
        if again is None:
            (told,) = told_of(diagnosis.document, (finding,), diagnosis.folder.library, client)
            again = Retold(finding, told, written(told))
        yield again


def _same(finding: Finding, known: tuple[Known, Known]) -> Retold | None:
    """A finding that is the very same stands in front of all changes since."""
    found = known[0].get(id(finding)) or known[1].get(id(finding))
    return found if found is not None and found.finding is finding else None


def _moved(finding: Finding, diagnosis: Diagnosis, known: tuple[Known, Known]) -> Retold | None:
    if diagnosis.again is None:
        return None
    now, origin = diagnosis.again.origins.get(id(finding), (None, None))
    before = _same(origin, known) if origin is not None and now is finding else None
    if before is None:
        return None
    told = moved(before.told, diagnosis.again.lines)
    if told is None:
        return None
    return Retold(finding, told, before.text if told == before.told else written(told))


def moved(told: Told, lines: ChangedLines) -> Told | None:
    """The diagnostic after a change; None where a part of it stands in lines that the change touches."""
    place = _moved_place(told.place, lines)
    related = [(each, _moved_place(each.place, lines)) for each in told.related]
    if place is None or any(where is None for _, where in related):
        return None
    if not lines.added:
        return told
    return told._replace(
        place=place, related=tuple(each._replace(place=where) for each, where in related if where is not None)
    )


def _moved_place(place: Place, lines: ChangedLines) -> Place | None:
    start, end = place[0], place[2]
    if lines.first <= start <= lines.last or lines.first <= end <= lines.last:
        return None
    return (
        start + lines.added * (start > lines.last),
        place[1],
        end + lines.added * (end > lines.last),
        place[3],
    )
