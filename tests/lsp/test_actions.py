"""Only accepted offers become edits; the others say why not, or how to find out."""

from dataclasses import replace
from pathlib import Path

import pytest
from lsprotocol import types

from speedwright.model.candidate import Origin
from speedwright.model.finding import Finding, Severity
from speedwright.model.measurement import Measurement
from speedwright.model.text import Span
from speedwright.model.verdict import Outcome, Verdict
from speedwright.pipeline.documents import open_source
from speedwright.pipeline.offers import Offer
from speedwright_server.lsp.actions import ActionRequest, actions_for
from speedwright_server.lsp.client import Client
from speedwright_server.lsp.documents import Document
from tests.cli.verdicts import ACCEPTED, CANDIDATE, DIFFERENT, MEASUREMENT, SOURCE

URI = "file:///shop/orders/report.py"
FINDING = Finding("sum-of-copy", CANDIDATE.path, Span(31, 62), "copies first", Severity.WARNING, "totals")
FOUND = replace(CANDIDATE, findings=(FINDING,))
ABLE = Client(takes_code_actions=True, shows_disabled_actions=True, resolves_edits=True, takes_versioned_edits=True)


def asked(client: Client = ABLE, only: list[str] | None = None, at: Span = FINDING.span) -> ActionRequest:
    source = open_source(Path("orders/report.py"), SOURCE.decode())
    assert source is not None
    document = Document(URI, 7, source, Path("orders/report.py"))
    return ActionRequest(URI, document, at, types.CodeActionContext([], only=only), client)


def offer(verdict: Verdict | None) -> Offer:
    return Offer(FOUND, None if verdict is None else replace(verdict, candidate=FOUND))


def faster(ratio: float) -> Verdict:
    measurement: Measurement = replace(MEASUREMENT, ratio=ratio, low=ratio - 1, high=ratio + 1)
    return replace(ACCEPTED, measurement=measurement)


def test_the_title_says_how_much_faster_and_how_sure() -> None:
    (action,) = actions_for(asked(), [offer(ACCEPTED)])

    assert action.title == "Sum the list itself - 14.2x (13.1-15.0), 214 inputs agree"


def test_an_edit_is_for_one_version_of_the_document() -> None:
    (action,) = actions_for(asked(replace(ABLE, resolves_edits=False)), [offer(ACCEPTED)])

    assert action.edit is not None
    (change,) = action.edit.document_changes or ()
    assert isinstance(change, types.TextDocumentEdit)
    assert (change.text_document.uri, change.text_document.version) == (URI, 7)
    assert [(str(edit.range), edit.new_text) for edit in change.edits if isinstance(edit, types.TextEdit)] == [
        ("1:11-1:42", "values)")
    ]


def test_clients_without_versioned_edits_get_plain_ones() -> None:
    client = replace(ABLE, resolves_edits=False, takes_versioned_edits=False)
    (action,) = actions_for(asked(client), [offer(ACCEPTED)])

    assert action.edit is not None
    assert action.edit.document_changes is None
    assert list(action.edit.changes or {}) == [URI]


def test_clients_that_resolve_get_no_edit_before() -> None:
    (action,) = actions_for(asked(), [offer(ACCEPTED)])

    assert action.edit is None
    assert (action.data["uri"], action.data["version"]) == (URI, 7)


def test_the_fastest_comes_first_and_is_preferred() -> None:
    actions = actions_for(asked(), [offer(faster(3)), offer(faster(9)), offer(faster(5))])

    assert [action.title.split()[5] for action in actions] == ["9.0x", "5.0x", "3.0x"]
    assert [action.is_preferred for action in actions] == [True, None, None]


def test_what_a_model_wrote_is_never_preferred() -> None:
    written = replace(FOUND, origin=Origin.MODEL)
    by_model = Offer(written, replace(faster(9), candidate=written))
    actions = actions_for(asked(), [offer(faster(3)), by_model])

    assert [(action.title.split()[5], action.is_preferred) for action in actions] == [("9.0x", None), ("3.0x", True)]
    assert [action.is_preferred for action in actions_for(asked(), [by_model])] == [None]


@pytest.mark.parametrize("outcome", [Outcome.DIFFERENT, Outcome.NOT_FASTER, Outcome.UNDECIDED])
def test_what_was_not_accepted_is_never_an_edit(outcome: Outcome) -> None:
    rejected = offer(replace(DIFFERENT, outcome=outcome))
    for able in (ABLE, replace(ABLE, resolves_edits=False)):
        (action,) = actions_for(asked(able), [rejected])
        assert action.edit is action.data is action.command is None
        assert action.disabled is not None
        assert outcome.value in action.disabled.reason

    assert actions_for(asked(replace(ABLE, shows_disabled_actions=False)), [rejected]) == []


def test_what_was_not_verified_becomes_a_way_to_verify_once_per_function() -> None:
    (action,) = actions_for(asked(), [offer(None), offer(None)])

    assert action.edit is action.data is None
    assert action.command is not None
    assert action.title == "Find proven speedups in `totals`"
    assert action.command.command == "speedwright.improveFunction"
    assert action.command.arguments == [URI, types.Position(1, 11)]


@pytest.mark.parametrize(
    ("only", "kinds"),
    [
        (None, ["quickfix", "quickfix"]),
        ([""], ["quickfix", "quickfix", "source"]),
        ([types.CodeActionKind.Refactor], ["refactor.rewrite", "refactor.rewrite"]),
        (["quickfix"], ["quickfix", "quickfix"]),
        (["refactor"], ["refactor.rewrite", "refactor.rewrite"]),
        (["refactor.rewrite"], ["refactor.rewrite", "refactor.rewrite"]),
        (["refactor.extract", "source.organizeImports"], []),
        (["refactor.rewrite.other"], []),
        (["quick"], []),
        (["source"], ["source"]),
    ],
)
def test_only_the_kinds_that_were_asked_for(only: list[str] | None, kinds: list[str]) -> None:
    actions = actions_for(asked(only=only), [offer(ACCEPTED), offer(None)])

    assert [str(getattr(action.kind, "value", action.kind)) for action in actions] == kinds


def test_away_from_the_finding_it_is_a_rewrite() -> None:
    (action,) = actions_for(asked(at=Span(0, 0)), [offer(ACCEPTED)])

    assert action.kind == types.CodeActionKind.RefactorRewrite


def test_the_action_names_the_diagnostic_it_settles() -> None:
    range_ = types.Range(types.Position(1, 11), types.Position(1, 42))
    ours = types.Diagnostic(range_, "copies first", code="sum-of-copy", source="speedwright")
    others = types.Diagnostic(range_, "unused", code="F401", source="ruff")
    request = asked()
    request = replace(request, context=types.CodeActionContext([others, ours]))

    (action,) = actions_for(request, [offer(ACCEPTED)])
    assert action.diagnostics == [ours]


def test_what_a_model_wrote_says_so_and_is_confirmed() -> None:
    written = replace(FOUND, origin=Origin.MODEL, explanation="Sums without a copy.")
    offered = Offer(written, replace(ACCEPTED, candidate=written))
    able = replace(ABLE, resolves_edits=False, confirms_edits=True, tags_actions=True)
    (action,) = actions_for(asked(able), [offered])
    (plain,) = actions_for(asked(replace(ABLE, resolves_edits=False)), [offered])

    assert action.tags == [types.CodeActionTag.LlmGenerated]
    assert action.edit is not None
    assert action.edit.change_annotations is not None
    ((name, annotation),) = action.edit.change_annotations.items()
    assert annotation.needs_confirmation
    assert annotation.description == "Sums without a copy."
    (change,) = action.edit.document_changes or ()
    assert isinstance(change, types.TextDocumentEdit)
    assert [getattr(edit, "annotation_id", None) for edit in change.edits] == [name]
    assert plain.tags is None
    assert plain.edit is not None
    assert plain.edit.change_annotations is None


def test_what_our_own_rewrites_made_is_not_asked_about() -> None:
    able = replace(ABLE, resolves_edits=False, confirms_edits=True, tags_actions=True)
    (action,) = actions_for(asked(able), [offer(ACCEPTED)])

    assert action.tags is None
    assert action.edit is not None
    assert action.edit.change_annotations is None
