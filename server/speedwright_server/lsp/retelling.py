"""Diagnostics that were told of an earlier version of a document, told again.

A character changes few of the hundreds of diagnostics of a long file: those in front of it stay, and those behind it
move by whole lines at most. What they say is written down once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from speedwright.model.finding import Finding
from speedwright.pipeline.carrying import Carried
from speedwright_server.lsp.analysis import Diagnosis
from speedwright_server.lsp.client import Client
from speedwright_server.lsp.diagnostics import Place, Told, told_of, written


class Retold(NamedTuple):
    """A diagnostic and its JSON, and what they tell: a finding that was carried by so many lines."""

    found: Finding
    lines: int
    told: Told
    text: str


Known = Mapping[int, Retold]
"""By the `id` of the finding as it was found, which is kept with it."""


class Retelling:
    """What was told last of each document, and what of its last version without errors: a version that is broken is
    followed by one like that.
    """

    def __init__(self) -> None:
        self._known: dict[str, tuple[Known, Known]] = {}

    def told(self, diagnosis: Diagnosis, client: Client) -> list[Retold]:
        """The diagnostics of a document that is no notebook, without a profile; in the order of the findings."""
        uri = diagnosis.document.uri
        last, sound = self._known.get(uri, ({}, {}))
        found = list(_told(diagnosis, client, last, sound))
        known = {id(each.found): each for each in found}
        self._known[uri] = known, sound if diagnosis.document.is_broken else known
        return found

    def forget(self, uri: str) -> None:
        """Drops what is kept of a document that was closed."""
        self._known.pop(uri, None)


def _told(diagnosis: Diagnosis, client: Client, last: Known, sound: Known) -> Iterator[Retold]:
    for each in diagnosis.carried:
        key = id(each.found)
        known = last.get(key) or sound.get(key)
        if known is None or known.found is not each.found:
            yield _told_anew(diagnosis, client, each)
        elif known.lines == each.lines:
            yield known
        else:
            told = moved(known.told, each.lines - known.lines)
            yield Retold(each.found, each.lines, told, written(told))


def _told_anew(diagnosis: Diagnosis, client: Client, carried: Carried) -> Retold:
    (told,) = told_of(diagnosis.document, (carried.now,), diagnosis.folder.library, client)
    return Retold(carried.found, carried.lines, told, written(told))


def moved(told: Told, lines: int) -> Told:
    """The diagnostic so many lines further on."""
    related = tuple(each._replace(place=_moved_place(each.place, lines)) for each in told.related)
    return told._replace(place=_moved_place(told.place, lines), related=related)


def _moved_place(place: Place, lines: int) -> Place:
    return place[0] + lines, place[1], place[2] + lines, place[3]
