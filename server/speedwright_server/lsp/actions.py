"""Offers to code actions: accepted ones become edits, others say why not, unverified ones a way to find out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lsprotocol import types

from speedwright.model.candidate import Candidate, Origin
from speedwright.model.text import Span
from speedwright.model.verdict import Verdict
from speedwright_server.lsp.client import Client
from speedwright_server.lsp.command_names import IMPROVE_FILE, IMPROVE_FUNCTION
from speedwright_server.lsp.documents import Document
from speedwright_server.lsp.to_lsp import SOURCE, location_of, workspace_edit_of

if TYPE_CHECKING:
    from speedwright.pipeline.offers import Offer

NOT_IN_CELLS = "the edit crosses cells, or lines that only IPython understands"
KINDS = (types.CodeActionKind.QuickFix, types.CodeActionKind.RefactorRewrite)


@dataclass(frozen=True, slots=True)
class ActionRequest:
    """What is asked: which actions, at which span of which version, for which client.

    `uri` is that of the document, or of the notebook's cell in which somebody asks.
    """

    uri: str
    document: Document
    span: Span
    context: types.CodeActionContext
    client: Client

    def wants(self, kind: str) -> bool:
        """Whether the client asked for this kind; kinds are trees, written with dots."""
        return self.context.only is None or self.names(kind)

    def names(self, kind: str) -> bool:
        """Whether the client asked for this kind, and not just for all there is."""
        name = _text(kind)
        return any(each == "" or f"{name}.".startswith(f"{each}.") for each in map(_text, self.context.only or ()))


def _text(kind: str) -> str:
    return kind.value if isinstance(kind, types.CodeActionKind) else kind


def actions_for(request: ActionRequest, offers: Sequence[Offer]) -> list[types.CodeAction]:
    """The actions in the order in which menus should show them."""
    actions = [*_edits(request, offers), *_refusals(request, offers), *_searches(request, offers)]
    return [*actions, *_whole_file(request)]


def _edits(request: ActionRequest, offers: Iterable[Offer]) -> Iterator[types.CodeAction]:
    proven = fastest_first(offers)
    # Editors apply what is preferred without a look at it, which is not how a model's version should get into a file.
    preferred = next((each for each in proven if each.candidate.origin is not Origin.MODEL), None)
    for verdict in proven:
        candidate = verdict.candidate
        if (kind := _kind(request, candidate)) is not None:
            edit = edit_of(request.document, verdict, request.client)
            if edit is None:
                yield from _unplaced(request, verdict, kind)
                continue
            action = _action(request, proven_title(verdict), kind, candidate)
            action.is_preferred = verdict is preferred or None
            if request.client.resolves_edits:
                action.data = resolve_data(request.document, candidate)
            else:
                action.edit = edit
            if candidate.origin is Origin.MODEL and request.client.tags_actions:
                action.tags = [types.CodeActionTag.LlmGenerated]
            yield action


def fastest_first(offers: Iterable[Offer]) -> list[Verdict]:
    """What is proven, by what the speedup is at least."""
    proven = (offer.verdict for offer in offers if offer.verdict is not None and offer.verdict.accepted)
    return sorted(proven, key=_ratio, reverse=True)


def _unplaced(request: ActionRequest, verdict: Verdict, kind: types.CodeActionKind) -> Iterator[types.CodeAction]:
    """A proof of a notebook's module whose edit cannot be made in its cells."""
    if request.client.shows_disabled_actions:
        action = _action(request, proven_title(verdict), kind, verdict.candidate)
        action.disabled = types.CodeActionDisabled(reason=NOT_IN_CELLS)
        yield action


def _refusals(request: ActionRequest, offers: Iterable[Offer]) -> Iterator[types.CodeAction]:
    if not request.client.shows_disabled_actions:
        return
    for offer in offers:
        verdict = offer.verdict
        if verdict is None or verdict.accepted or (kind := _kind(request, offer.candidate)) is None:
            continue
        action = _action(request, offer.candidate.title, kind, offer.candidate)
        action.disabled = types.CodeActionDisabled(reason=f"{verdict.outcome.value}: {verdict.reason}")
        yield action


def _searches(request: ActionRequest, offers: Iterable[Offer]) -> Iterator[types.CodeAction]:
    """One command per function with something unverified; it starts verification, and so may run code."""
    document, encoding = request.document, request.client.encoding
    asked = set()
    for candidate in (offer.candidate for offer in offers if offer.verdict is None):
        kind = _kind(request, candidate)
        if kind is None or candidate.entry_points in asked:
            continue
        asked.add(candidate.entry_points)
        names = ", ".join(f"`{name}`" for name in candidate.entry_points)
        title = f"Find proven speedups in {names}"
        place = location_of(document, _place(candidate), encoding)
        action = _action(request, title, kind, candidate)
        action.command = types.Command(title, IMPROVE_FUNCTION, arguments=[place.uri, place.range.start])
        yield action


def _whole_file(request: ActionRequest) -> Iterator[types.CodeAction]:
    if request.names(types.CodeActionKind.Source):
        title = "Find proven speedups in this file"
        command = types.Command(title, IMPROVE_FILE, arguments=[request.document.uri])
        yield types.CodeAction(title, kind=types.CodeActionKind.Source, command=command)


def edit_of(document: Document, verdict: Verdict, client: Client) -> types.WorkspaceEdit | None:
    """The edit of an accepted candidate; what a model wrote is shown to people before it is applied.

    None where it cannot be made in the cells of a notebook.
    """
    candidate = verdict.candidate
    if candidate.origin is not Origin.MODEL:
        return workspace_edit_of(document, candidate.edits, client)
    told = candidate.explanation or f"Written by a model; {verdict.reason}"
    annotation = types.ChangeAnnotation(label=proven_title(verdict), needs_confirmation=True, description=told)
    return workspace_edit_of(document, candidate.edits, client, annotation)


def resolve_data(document: Document, candidate: Candidate) -> dict[str, Any]:
    """What `codeAction/resolve` needs to find the candidate again, in the same version."""
    place = _place(candidate)
    return {
        "uri": document.uri,
        "version": document.version,
        "span": [place.start, place.end],
        "candidate": digest_of(candidate),
    }


def digest_of(candidate: Candidate) -> str:
    """Equal for candidates that leave the same text."""
    return hashlib.sha256(candidate.result).hexdigest()


def _action(request: ActionRequest, title: str, kind: types.CodeActionKind, candidate: Candidate) -> types.CodeAction:
    return types.CodeAction(title, kind=kind, diagnostics=_diagnostics(request, candidate) or None)


def _kind(request: ActionRequest, candidate: Candidate) -> types.CodeActionKind | None:
    """A quick fix where the request touches the finding, else a rewrite; the other one if only that was asked for."""
    touched = any(finding.span.touches(request.span) for finding in candidate.findings)
    preferred = KINDS if touched else KINDS[::-1]
    return next((kind for kind in preferred if request.wants(kind)), None)


def _diagnostics(request: ActionRequest, candidate: Candidate) -> list[types.Diagnostic]:
    found = [
        (each.skill, location_of(request.document, each.span, request.client.encoding)) for each in candidate.findings
    ]
    fixed = {(skill, str(place.range)) for skill, place in found if place.uri == request.uri}
    ours = (each for each in request.context.diagnostics if each.source == SOURCE)
    return [each for each in ours if (each.code, str(each.range)) in fixed]


def _place(candidate: Candidate) -> Span:
    return candidate.findings[0].span if candidate.findings else candidate.edits[0].span


def _ratio(verdict: Verdict) -> float:
    return verdict.measurement.low if verdict.measurement is not None else 0.0


def proven_title(verdict: Verdict) -> str:
    """What is done, how much faster that is and how sure, and what was tried to tell the two apart."""
    title = verdict.candidate.title
    if (measured := verdict.measurement) is not None:
        title += f" - {measured.ratio:.1f}x ({measured.low:.1f}-{measured.high:.1f})"
    return f"{title}, {verdict.evidence.inputs} inputs agree"
