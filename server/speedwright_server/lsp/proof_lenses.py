"""Lenses above functions: what is proven there, and what could be verified."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from lsprotocol import types

from speedwright.model.text import Span
from speedwright.model.verdict import Verdict
from speedwright.pipeline.documents import functions_around
from speedwright_server.lsp.actions import digest_of, fastest_first
from speedwright_server.lsp.analysis import Diagnosis
from speedwright_server.lsp.client import Client
from speedwright_server.lsp.command_names import APPLY_PROVEN, IMPROVE_FUNCTION
from speedwright_server.lsp.documents import Document
from speedwright_server.lsp.to_lsp import first_line, location_of

if TYPE_CHECKING:
    from speedwright.pipeline.offers import Offer


def proof_lenses(diagnosis: Diagnosis, client: Client, uri: str) -> list[types.CodeLens]:
    """One for each function with findings, of a notebook those in the cell at `uri`; what it says is looked up when
    it is shown.
    """
    document = diagnosis.document
    if document.path is None or document.source.language.name != "python":
        return []
    functions = functions_around(document.source, (each.span for each in diagnosis.findings))
    lenses = []
    for span in functions.values():
        inside = [each.span for each in diagnosis.findings if span.start <= each.span.start < span.end]
        place = location_of(document, first_line(document.source, span), client.encoding)
        if place.uri == uri:
            lenses.append(types.CodeLens(place.range, data=_data(document, uri, inside)))
    return lenses


def _data(document: Document, uri: str, spans: Sequence[Span]) -> dict[str, Any]:
    """What resolving needs to find the function again, in the same version."""
    around = [min(each.start for each in spans), max(each.end for each in spans)]
    return {"uri": uri, "version": document.version, "span": around}


def is_ours(data: dict[str, Any]) -> bool:
    """Whether it is what a lens of ours carries: clients may resolve those of other servers here, too."""
    return {"uri", "version", "span"} <= data.keys()


def proof_command(uri: str, offers: Iterable[Offer], place: types.Position, client: Client) -> types.Command:
    """`14.2x proven · 3 more to check`, `verify`, or how many were refused; a click does what is left to do."""
    known = tuple(offers)
    proven = fastest_first(known)
    unknown = sum(each.verdict is None for each in known)
    arguments = [uri, place]
    if not proven:
        title = "verify" if unknown or not known else f"nothing proven ({len(known)} tried)"
        return types.Command(title, IMPROVE_FUNCTION, arguments=arguments)
    fastest = proven[0]
    title = f"{_ratio(fastest):.3g}x proven"
    if unknown:
        return types.Command(f"{title} · {unknown} more to check", IMPROVE_FUNCTION, arguments=arguments)
    if client.applies_edits and client.takes_versioned_edits:
        return types.Command(title, APPLY_PROVEN, arguments=[*arguments, digest_of(fastest.candidate)])
    return types.Command(title, IMPROVE_FUNCTION, arguments=arguments)


def _ratio(verdict: Verdict) -> float:
    return verdict.measurement.ratio if verdict.measurement is not None else 1.0
